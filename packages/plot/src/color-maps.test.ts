import { describe, expect, it } from "vitest";
import { COLOR_MAP_NAMES, colorGradient, colorTable, isColorMapName } from "./color-maps.ts";

/** Relative luminance of an entry (WCAG 2.2). */
function luminance(table: Uint8Array, entry: number): number {
  const [r = 0, g = 0, b = 0] = [...table.subarray(3 * entry, 3 * entry + 3)].map((byte) => {
    const part = byte / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

describe("colour maps", () => {
  it.each(COLOR_MAP_NAMES)("%s has 256 colours without jumps", (name) => {
    const table = colorTable(name);
    expect(table.length).toBe(768);
    for (let i = 3; i < 768; i++) expect(Math.abs((table[i] ?? 0) - (table[i - 3] ?? 0))).toBeLessThanOrEqual(12);
  });

  it.each(["viridis", "cividis", "magma", "inferno", "grey"] as const)("%s gets lighter all the way", (name) => {
    const table = colorTable(name);
    for (let i = 4; i < 256; i++) expect(luminance(table, i)).toBeGreaterThan(luminance(table, i - 4) - 1e-4);
  });

  it("blue-red is lightest in its middle and as dark at both ends; twilight ends where it began", () => {
    const diverging = colorTable("blue-red");
    expect(luminance(diverging, 128)).toBeGreaterThan(0.8);
    expect(Math.abs(luminance(diverging, 0) - luminance(diverging, 255))).toBeLessThan(0.03);
    const cyclic = colorTable("twilight");
    for (let i = 0; i < 3; i++) expect(Math.abs((cyclic[i] ?? 0) - (cyclic[765 + i] ?? 0))).toBeLessThanOrEqual(2);
  });

  it("viridis passes through its published colours", () => {
    const table = colorTable("viridis");
    const at = (entry: number) => [...table.subarray(3 * entry, 3 * entry + 3)];
    // Entries 0, 64, 128, 192, 255 of the published table.
    const published = [
      [68, 1, 84],
      [59, 82, 139],
      [33, 145, 140],
      [94, 201, 98],
      [253, 231, 37],
    ];
    [0, 64, 128, 192, 255].forEach((entry, i) => {
      at(entry).forEach((byte, c) => void expect(Math.abs(byte - (published[i]?.[c] ?? -9))).toBeLessThanOrEqual(2));
    });
  });

  it("runs backwards on request, and as a gradient", () => {
    const [table, inverted] = [colorTable("magma"), colorTable("magma", true)];
    expect([...inverted.subarray(0, 3)]).toEqual([...table.subarray(765)]);
    expect(colorGradient("grey")).toMatch(/^linear-gradient\(to right,rgb\(0,0,0\),.*rgb\(255,255,255\)\)$/);
    expect(isColorMapName("jet")).toBe(false);
    expect(isColorMapName("toString")).toBe(false);
  });
});
