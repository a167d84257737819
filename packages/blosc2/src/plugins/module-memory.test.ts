import { beforeAll, describe, expect, it } from "vitest";
import { compileText } from "../kernels/wasm-text.ts";
import { ModuleMemory } from "./module-memory.ts";
import { ZFP_TEXT } from "./zfp-binary.ts";
import type { ZfpExports } from "./zfp-module.ts";

let module: WebAssembly.Module;
beforeAll(async () => {
  module = await compileText(ZFP_TEXT);
});

describe("memory of a plug-in's module", () => {
  it("places areas behind its data, aligned and apart, and grows for them", () => {
    const memory = new ModuleMemory<ZfpExports>(module);
    const sizes = [1, 0, 64, 65, 3_000_000];
    const places = memory.reserve(sizes);
    expect(places[0]).toBeGreaterThanOrEqual(memory.run.heapBase());
    for (const [index, place] of places.entries()) {
      expect(place % 64).toBe(0);
      expect(place + (sizes[index] ?? 0)).toBeLessThanOrEqual(places[index + 1] ?? memory.bytes.length);
    }
  });

  it("refuses what is beyond its bound before it grows, and what no memory can hold", () => {
    const bounded = new ModuleMemory<ZfpExports>(module, 1 << 20);
    const before = bounded.bytes.length;
    expect(() => bounded.reserve([2 << 20])).toThrow(expect.objectContaining({ code: "limit.exceeded" }));
    expect(bounded.bytes.length).toBe(before);
    expect(bounded.reserve([1000])).toHaveLength(1);
    const open = new ModuleMemory<ZfpExports>(module);
    expect(() => open.reserve([2 ** 40])).toThrow(expect.objectContaining({ code: "limit.exceeded" }));
  });

  it("gives large memory back and keeps small memory", () => {
    const memory = new ModuleMemory<ZfpExports>(module);
    memory.reserve([1 << 20]);
    const small = memory.run;
    memory.release();
    expect(memory.run).toBe(small);
    memory.reserve([80 << 20]);
    memory.release();
    expect(memory.run).not.toBe(small);
    expect(memory.bytes.length).toBeLessThan(80 << 20);
  });
});
