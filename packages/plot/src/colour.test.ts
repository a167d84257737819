import { describe, expect, it } from "vitest";
import { colorTable } from "./color-maps.ts";
import { channelByte, colorIndex, colorOf } from "./colour.ts";
import { normOf } from "./scale.ts";

describe("colour of a value", () => {
  const norm = normOf({ low: 0, high: 10 }, "linear");

  it("takes the entry of its 256th, and the ends beyond the limits", () => {
    expect([0, 5, 9.99, 10].map((value) => colorIndex(norm, value))).toEqual([0, 128, 255, 255]);
    expect([-1, -Infinity, 11, Infinity].map((value) => colorIndex(norm, value))).toEqual([0, 0, 255, 255]);
    expect(colorIndex(normOf({ low: 1, high: 10 }, "log"), -3)).toBe(0);
  });

  it("is striped for NaN, by the place on the screen", () => {
    const table = colorTable("viridis");
    const stripes = Array.from({ length: 8 }, (_, x) => colorOf(Number.NaN, norm, table, x, 0)[0]);
    expect(new Set(stripes).size).toBe(2);
    expect(colorOf(Number.NaN, norm, table, 3, 5)).toEqual(colorOf(Number.NaN, norm, table, 4, 4));
    expect(colorOf(10, norm, table, 0, 0)).toEqual([...table.subarray(765)]);
  });

  it("spreads channels over bytes", () => {
    expect([-5, 0, 5, 10, 15, Number.NaN].map((value) => channelByte(norm, value))).toEqual([0, 0, 128, 255, 255, 0]);
  });
});
