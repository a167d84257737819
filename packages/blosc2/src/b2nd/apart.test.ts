import { applySelection, memorySource, type NDArray, type Selection, wholeSelection } from "@caterva2/ndarray";
import { describe, expect, test } from "vitest";
import { codec } from "../../test/codec.ts";
import { writtenArrays } from "../../test/written-arrays.ts";
import { automaticShapes } from "../params/shapes.ts";
import { type ArrayCut, type ChunkRun, chunkSizes, encodeEnds, encodeRun } from "./apart.ts";
import { openB2nd } from "./open.ts";

const ARRAYS = writtenArrays().filter(({ array }) => array.data.length > 0);

function sourceOf(array: NDArray, reads: Selection[] = []) {
  return {
    read: async (selection: Selection) => {
      reads.push(selection);
      return applySelection(array, selection);
    },
  };
}

/** The cut of an array into about three chunks an axis. */
function cutOf({ shape, dtype }: NDArray): ArrayCut {
  const chunks = shape.map((extent) => Math.min(extent, Math.ceil(extent / 3) + 1));
  return { shape, dtype, ...automaticShapes({ shape, itemsize: dtype.itemsize, chunks }) };
}

function frameOf(cut: ArrayCut, runs: readonly ChunkRun[]): Uint8Array {
  const { head, tail } = encodeEnds(
    cut,
    runs.flatMap(({ lengths }) => lengths),
  );
  return Buffer.concat([head, ...runs.map(({ bytes }) => bytes), tail]);
}

describe.each([["compressed"], ["raw"]])("chunks made apart, %s", (how) => {
  test.each(ARRAYS.map((entry) => [entry.name, entry] as const))("%s", async (_, { array }) => {
    const cut = cutOf(array);
    const { nchunks, rawLength } = chunkSizes(cut);
    const reads: Selection[] = [];
    const runs: ChunkRun[] = [];
    for (let first = 0; first < nchunks; first += 2) {
      const end = Math.min(nchunks, first + 2);
      runs.push(await encodeRun(sourceOf(array, reads), cut, { first, end }, { codec, raw: how === "raw" }));
    }
    expect(reads).toHaveLength(nchunks);
    const frame = frameOf(cut, runs);
    if (how === "raw") {
      const { head, tail } = encodeEnds(cut, new Array<number>(nchunks).fill(rawLength));
      expect(frame.length).toBe(head.length + nchunks * rawLength + tail.length);
      expect(Buffer.compare(frame.subarray(0, head.length), head)).toBe(0);
    }
    const read = await openB2nd(memorySource(frame), { codec });
    expect({ shape: read.shape, chunks: read.chunks, blocks: read.blocks }).toEqual({
      shape: array.shape,
      chunks: cut.chunks,
      blocks: cut.blocks,
    });
    expect(Buffer.compare((await read.read(wholeSelection(array.shape))).data, array.data)).toBe(0);
  });
});

test("a compressed chunk of zeros takes no room", async () => {
  const array = { ...(ARRAYS[0]?.array as NDArray) };
  const zeros = { ...array, data: new Uint8Array(array.data.length) };
  const cut = cutOf(zeros);
  const run = await encodeRun(sourceOf(zeros), cut, { first: 0, end: chunkSizes(cut).nchunks }, { codec });
  expect([run.bytes.length, ...run.lengths].every((length) => length === 0)).toBe(true);
});
