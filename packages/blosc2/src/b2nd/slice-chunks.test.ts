import { memorySource, parseDType, parseSliceText, type Selection, selectionShape } from "@caterva2/ndarray";
import fc from "fast-check";
import { expect, test } from "vitest";
import { codec } from "../../test/codec.ts";
import { encodeB2nd, openB2nd, sliceChunks } from "../index.ts";
import type { B2ndArray } from "./types.ts";

const dtype = parseDType("<u2");

async function arrayOf(shape: readonly number[], chunks: readonly number[], blocks: readonly number[]) {
  const count = shape.reduce((total, extent) => total * extent, 1);
  const data = new Uint8Array(Uint16Array.from({ length: count }, (_, index) => (index * 31) & 0xfff).buffer);
  // A run of zeros, so that some chunks are special.
  data.fill(0, 0, Math.floor(data.length / 3));
  return openB2nd(memorySource(encodeB2nd({ dtype, shape, data }, { codec, chunks, blocks })), { codec });
}

async function expectSame(array: B2ndArray, selection: Selection) {
  const frame = await sliceChunks(array, selection, codec);
  if (frame === undefined) return expect.unreachable("the selection takes whole chunks");
  const slice = await openB2nd(memorySource(frame), { codec });
  const all = selectionShape(selection).map((count) => ({ kind: "range", start: 0, step: 1, count }) as const);
  expect(await slice.read(all)).toEqual(await array.read(selection));
  expect(slice.schunk.cparams).toEqual({ ...array.schunk.cparams, compressThreads: 1, decompressThreads: 1 });
}

test("whole chunks go over as they are stored, and nothing is decoded", async () => {
  const array = await arrayOf([10, 9], [4, 3], [2, 2]);
  const selection = parseSliceText("4:10, 3:9", array.shape);
  const { blocksDecoded } = array.stats;
  await sliceChunks(array, selection, codec);
  expect(array.stats.blocksDecoded).toBe(blocksDecoded);
  await expectSame(array, selection);
});

test.each(["0:5, 0:3", "1:4, 0:3", "0:4, 1", "0:8:2, 0:3", "0:0, 0:3", "3:4, 0:3"])("%s cuts chunks", async (text) => {
  const array = await arrayOf([10, 9], [4, 3], [2, 2]);
  expect(await sliceChunks(array, parseSliceText(text, array.shape), codec)).toBeUndefined();
});

test("the frame holds what reading the selection gives, for any grid", async () => {
  const axis = fc
    .record({ extent: fc.integer({ min: 1, max: 9 }), chunk: fc.integer({ min: 1, max: 9 }), block: fc.nat(8) })
    .chain(({ extent, chunk, block }) => {
      const size = Math.min(extent, chunk);
      const cells = Math.ceil(extent / size);
      return fc.tuple(fc.nat(cells - 1), fc.nat(cells - 1)).map(([a, b]) => ({
        extent,
        chunk: size,
        block: 1 + (block % size),
        start: Math.min(a, b) * size,
        stop: Math.min(extent, (Math.max(a, b) + 1) * size),
      }));
    });
  await fc.assert(
    fc.asyncProperty(fc.array(axis, { minLength: 1, maxLength: 3 }), async (axes) => {
      const array = await arrayOf(
        axes.map(({ extent }) => extent),
        axes.map(({ chunk }) => chunk),
        axes.map(({ block }) => block),
      );
      await expectSame(
        array,
        axes.map(({ start, stop }) => ({ kind: "range", start, step: 1, count: stop - start })),
      );
    }),
    { seed: 20, numRuns: 100 },
  );
});
