import {
  memorySource,
  parseDType,
  parseSliceText,
  type Selection,
  selectionShape,
  wholeSelection,
} from "@caterva2/ndarray";
import fc from "fast-check";
import { expect, test } from "vitest";
import { codec } from "../../test/codec.ts";
import { type EncodeB2ndOptions, encodeB2nd, openB2nd } from "../index.ts";
import type { B2ndArray } from "./types.ts";

const dtype = parseDType("<u2");
const PLAIN = { codec: "lz4", clevel: 5, filters: [1], filtersMeta: [0], splitMode: "auto" } as const;

async function arrayOf(
  shape: readonly number[],
  chunks: readonly number[],
  blocks: readonly number[],
  cparams: EncodeB2ndOptions["cparams"] = PLAIN,
) {
  const count = shape.reduce((total, extent) => total * extent, 1);
  const data = new Uint8Array(Uint16Array.from({ length: count }, (_, index) => (index >> 3) & 0xfff).buffer);
  // A run of zeros, so that some chunks are special.
  data.fill(0, 0, Math.floor(data.length / 3));
  return openB2nd(memorySource(encodeB2nd({ dtype, shape, data }, { codec, cparams, chunks, blocks })), { codec });
}

/** Reads the frame of a slice and compares it with what reading the selection gives. */
async function expectSame(array: B2ndArray, selection: Selection) {
  const { blocksDecoded } = array.stats;
  const frame = await array.sliceStored(selection);
  expect(array.stats.blocksDecoded).toBe(blocksDecoded);
  if (frame === undefined) return expect.unreachable("the selection takes whole blocks");
  const slice = await openB2nd(memorySource(frame), { codec });
  expect(await slice.read(wholeSelection(slice.shape))).toEqual(await array.read(selection));
  expect(slice.schunk.cparams).toEqual({ ...array.schunk.cparams, compressThreads: 1, decompressThreads: 1 });
  return slice;
}

test.each([
  ["whole chunks", "40:100, 30:90", [40, 30]],
  ["whole blocks of several chunks", "20:60, 60:90", [40, 30]],
  ["whole blocks, to the edge", "80:100, 30:60", [40, 30]],
  ["blocks within a chunk", "40:60, 30:60", [20, 30]],
  ["blocks of zeros and others", "20:80", [40, 30]],
])("%s go over as they are stored", async (_what, text, chunks) => {
  const array = await arrayOf([100, 90], [40, 30], [20, 30]);
  const slice = await expectSame(array, parseSliceText(text, array.shape));
  expect(slice?.chunks).toEqual(chunks);
});

test("an index drops an axis whose blocks are one position thick", async () => {
  const stack = await arrayOf([6, 40, 30], [1, 40, 30], [1, 16, 30]);
  expect((await expectSame(stack, parseSliceText("4", stack.shape)))?.shape).toEqual([40, 30]);
  const thick = await arrayOf([6, 40, 30], [3, 40, 30], [1, 16, 30]);
  expect((await expectSame(thick, parseSliceText("4", thick.shape)))?.chunks).toEqual([40, 30]);
  expect(await thick.sliceStored(parseSliceText("4, 3", thick.shape))).toBeUndefined();
});

test.each(["0:5, 0:3", "1:4, 0:3", "0:4, 1", "0:8:2, 0:3", "0:0, 0:3", "3:4, 0:3", "1, 2"])(
  "%s cuts blocks",
  async (text) => {
    const array = await arrayOf([10, 9], [4, 3], [2, 3]);
    expect(await array.sliceStored(parseSliceText(text, array.shape))).toBeUndefined();
  },
);

test("blocks that need their chunk stay in it", async () => {
  const cut = "16:48";
  const selection = parseSliceText(cut, [64, 64]);
  const delta = await arrayOf([64, 64], [32, 64], [16, 64], { ...PLAIN, filters: [3, 1], filtersMeta: [0, 0] });
  expect(await delta.sliceStored(selection)).toBeUndefined();
  const raw = await arrayOf([64, 64], [32, 64], [16, 64], { ...PLAIN, clevel: 0 });
  expect(await raw.sliceStored(selection)).toBeUndefined();
  const alike = await arrayOf([64, 64], [32, 64], [16, 64]);
  await expectSame(alike, selection);
});

test("the frame holds what reading the selection gives, for any grid", async () => {
  const axis = fc
    .record({ extent: fc.integer({ min: 1, max: 24 }), chunk: fc.integer({ min: 1, max: 20 }), block: fc.nat(8) })
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
  const blockwise = fc
    .record({
      block: fc.integer({ min: 1, max: 6 }),
      each: fc.integer({ min: 1, max: 4 }),
      extent: fc.integer({ min: 1, max: 24 }),
    })
    .chain(({ block, each, extent }) => {
      const cells = Math.ceil(extent / block);
      return fc.tuple(fc.nat(cells - 1), fc.nat(cells - 1)).map(([a, b]) => ({
        extent,
        chunk: block * each,
        block,
        start: Math.min(a, b) * block,
        stop: Math.min(extent, (Math.max(a, b) + 1) * block),
      }));
    })
    .filter(({ extent, chunk }) => chunk <= extent);
  let slices = 0;
  // Long rows, since chunks below 1 KiB are stored raw and have no blocks that could stand in another chunk.
  const rows = { extent: 200, chunk: 200, block: 200, start: 0, stop: 200 };
  await fc.assert(
    fc.asyncProperty(fc.array(fc.oneof(axis, blockwise), { minLength: 1, maxLength: 2 }), async (some) => {
      const axes = [...some, rows];
      const array = await arrayOf(
        axes.map(({ extent }) => extent),
        axes.map(({ chunk }) => chunk),
        axes.map(({ block }) => block),
      );
      const selection: Selection = axes.map(({ start, stop }) => ({
        kind: "range",
        start,
        step: 1,
        count: stop - start,
      }));
      const frame = await array.sliceStored(selection);
      if (frame === undefined) return;
      slices += 1;
      const slice = await openB2nd(memorySource(frame), { codec });
      expect(slice.shape).toEqual(selectionShape(selection));
      const { data } = await slice.read(wholeSelection(slice.shape));
      expect(Buffer.compare(data, (await array.read(selection)).data)).toBe(0);
    }),
    { seed: 20, numRuns: 100 },
  );
  expect(slices).toBeGreaterThan(75);
});
