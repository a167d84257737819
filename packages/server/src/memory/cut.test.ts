import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cutMemory, defaultMemory, THREAD_PARTS } from "./cut.ts";

const MIB = 1024 * 1024;

describe("the memory that a server keeps", () => {
  it("is 128 MiB and as much for each thread, an eighth of a small machine, and never nothing", () => {
    expect(defaultMemory(3, 64 * 1024 * MIB)).toBe(512 * MIB);
    expect(defaultMemory(3, 2048 * MIB)).toBe(256 * MIB);
    expect(defaultMemory(3, 100 * MIB)).toBe(32 * MIB);
  });

  it("is the sum of its parts, for any size and number of threads", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 40 }), fc.integer({ min: 1, max: 300 }), (total, threads) => {
        const { blocks, reductions, thread } = cutMemory(total, threads);
        const sum = blocks + reductions + threads * THREAD_PARTS.reduce((all, part) => all + thread[part], 0);
        expect(sum).toBeLessThanOrEqual(Math.max(total, 32 * MIB));
        expect(Math.min(blocks, reductions, ...THREAD_PARTS.map((part) => thread[part]))).toBeGreaterThan(0);
        // Nothing to speak of is left over, but where one ring of blocks would be larger than is of use.
        if (blocks < 1024 * MIB) expect(sum).toBeGreaterThan(0.99 * Math.max(total, 32 * MIB));
      }),
    );
  });
});
