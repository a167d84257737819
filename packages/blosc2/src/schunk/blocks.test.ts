import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { errorCode } from "../../test/error-code.ts";
import { parseChunkHeader } from "../chunk/header.ts";
import { blockEnds } from "../chunk/offsets.ts";
import type { ChunkLayout } from "./chunk-layout.ts";
import { partsOf, planReads, sliceOf } from "./pieces.ts";
import { fillPattern } from "./read-bytes.ts";
import { runBounded } from "./run-bounded.ts";
import { specialChunk } from "./special-chunk.ts";

function layoutOf(starts: number[], cbytes: number): ChunkLayout {
  const special = specialChunk("zeros", { nbytes: 1000, blocksize: 100, typesize: 1 });
  const header = { ...parseChunkHeader(special), cbytes, special: "none" as const };
  const ends = blockEnds(Int32Array.from(starts), cbytes);
  return { header, position: 0, starts, ends, dictionary: undefined, delta: false, bytes: undefined };
}

describe("blocks of a chunk", () => {
  test("neighbours are read at once, distant ones apart, and nearly all as one run", () => {
    const layout = layoutOf([1000, 11_000, 21_000, 31_000, 41_000], 51_000);
    expect(planReads(layout, [1, 2])).toEqual([{ offset: 11_000, length: 20_000 }]);
    expect(planReads(layout, [0, 2])).toEqual([
      { offset: 1000, length: 10_000 },
      { offset: 21_000, length: 10_000 },
    ]);
    expect(planReads(layout, [0, 1, 3, 4])).toEqual([{ offset: 1000, length: 50_000 }]);
  });

  test("are read in parts of half a MiB, and a larger one by itself", () => {
    const kib = 1024;
    const starts = [0, 200, 400, 600, 1400, 1500].map((start) => 100 + start * kib);
    const layout = layoutOf(starts, 100 + 1600 * kib);
    const boxes = [0, 1, 2, 3, 4, 5].map((block) => ({ block }));
    const blocks = (parts: ReturnType<typeof partsOf>) => parts.map((part) => part.map(({ block }) => block));
    expect(blocks(partsOf(layout, boxes))).toEqual([[0, 1], [2], [3], [4, 5]]);
    expect(blocks(partsOf(layout, boxes.slice(1, 2)))).toEqual([[1]]);
    expect(blocks(partsOf(layoutOf([100, 1100], 2100), boxes.slice(0, 2)))).toEqual([[0, 1]]);
  });

  test("are found in the pieces that were read", async () => {
    const pieces = [
      { offset: 10, bytes: Uint8Array.of(0, 1, 2, 3) },
      { offset: 50, bytes: Uint8Array.of(4, 5) },
    ];
    expect([...sliceOf(pieces, 11, 13)]).toEqual([1, 2]);
    expect([...sliceOf(pieces, 50, 52)]).toEqual([4, 5]);
    expect(await errorCode(() => sliceOf(pieces, 13, 15))).toBe("blosc2.malformed");
    expect(await errorCode(() => sliceOf(pieces, 5, 6))).toBe("blosc2.malformed");
  });
});

test("fillPattern repeats from any phase", () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 9 }), fc.nat(40), fc.nat(100), (pattern, phase, length) => {
      const target = new Uint8Array(length);
      fillPattern(target, pattern, phase);
      const expected = Uint8Array.from({ length }, (_, index) => pattern[(phase + index) % pattern.length] ?? 0);
      expect(target).toEqual(expected);
    }),
    { seed: 9 },
  );
});

describe("runBounded", () => {
  test("runs all jobs, a few at a time", async () => {
    let running = 0;
    let most = 0;
    const done: number[] = [];
    await runBounded(20, 3, async (index) => {
      running += 1;
      most = Math.max(most, running);
      await Promise.resolve();
      running -= 1;
      done.push(index);
    });
    expect(most).toBe(3);
    expect(done.sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, index) => index));
  });

  test("starts nothing more after a failure", async () => {
    const started: number[] = [];
    const run = runBounded(100, 2, async (index) => {
      started.push(index);
      await Promise.resolve();
      if (index === 3) throw new Error("no");
    });
    await expect(run).rejects.toThrow("no");
    await Promise.resolve();
    expect(started.length).toBeLessThan(8);
  });
});
