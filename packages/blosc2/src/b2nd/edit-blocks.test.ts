import { memorySource, type NDArray, parseDType, type Selection, wholeSelection } from "@caterva2/ndarray";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { applyEdit } from "../../test/apply-growth.ts";
import { codec } from "../../test/codec.ts";
import { errorCode } from "../../test/error-code.ts";
import { parseChunkHeader } from "../chunk/header.ts";
import { blockEnds, blockOffsets } from "../chunk/offsets.ts";
import type { EncodeParams } from "../chunk/types.ts";
import { editB2nd } from "./edit.ts";
import { setSelection } from "./edit-selection.ts";
import { appendArray } from "./edit-shape.ts";
import { encodeB2nd } from "./encode.ts";
import { openB2nd } from "./open.ts";

const SHUFFLE = 1;
const BITSHUFFLE = 2;
const DELTA = 3;
const BYTEDELTA = 35;

const dtype = parseDType("<i4");

function array(shape: readonly number[], item: (index: number) => number): NDArray {
  const items = Int32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, index) => item(index));
  return { dtype, shape, data: new Uint8Array(items.buffer) };
}

async function itemsOf(frame: Uint8Array): Promise<Int32Array> {
  const opened = await openB2nd(memorySource(frame), { codec });
  const { data } = await opened.read(wholeSelection(opened.shape));
  return new Int32Array(data.slice().buffer);
}

/** The stored bytes of each block of a chunk. */
async function blocksOf(frame: Uint8Array, nchunk: number): Promise<string[]> {
  const { schunk } = await editB2nd(memorySource(frame), { codec });
  const chunk = await schunk.chunkBytes(nchunk);
  const header = parseChunkHeader(chunk);
  const starts = blockOffsets(header, chunk);
  const ends = blockEnds(starts, header.cbytes);
  return Array.from(starts, (start, block) => Buffer.from(chunk.subarray(start, ends[block])).toString("hex"));
}

const range = (start: number, count: number, step = 1): Selection => [{ kind: "range", start, step, count }];

const paramsOf: fc.Arbitrary<Partial<EncodeParams>> = fc.record({
  codec: fc.constantFrom("blosclz", "lz4", "lz4hc", "zlib", "zstd"),
  clevel: fc.integer({ min: 0, max: 7 }),
  filters: fc.constantFrom([], [SHUFFLE], [BITSHUFFLE], [DELTA, SHUFFLE], [SHUFFLE, BYTEDELTA]),
  splitMode: fc.constantFrom("always", "never", "auto", "forward"),
});

describe("blocks that an edit does not touch", () => {
  test("stay as they are, whatever the codec: the array holds what it should", async () => {
    const change = fc.record({
      start: fc.nat(1999),
      count: fc.integer({ min: 1, max: 500 }),
      step: fc.integer({ min: 1, max: 3 }),
    });
    await fc.assert(
      fc.asyncProperty(
        paramsOf,
        fc.array(change, { minLength: 1, maxLength: 3 }),
        fc.boolean(),
        async (cparams, changes, noise) => {
          const items = Array.from({ length: 2000 }, (_, index) =>
            noise ? Math.imul(index + 1, 2654435761) | 0 : index >> 3,
          );
          // 700 is no multiple of 128: the last block of each chunk is padded.
          let frame = encodeB2nd(
            array([2000], (index) => items[index] ?? 0),
            { codec, chunks: [700], blocks: [128], cparams },
          );
          for (const [round, { start, count, step }] of changes.entries()) {
            const taken = Math.min(count, Math.ceil((2000 - start) / step));
            const edit = await editB2nd(memorySource(frame), { codec });
            await setSelection(
              edit,
              range(start, taken, step),
              array([taken], (index) => round * 1000 + index),
            );
            for (let index = 0; index < taken; index += 1) items[start + index * step] = round * 1000 + index;
            frame = await applyEdit(frame, edit.schunk);
          }
          expect([...(await itemsOf(frame))]).toEqual(items);
        },
      ),
      { seed: 35, numRuns: 150 },
    );
  });

  test("are copied, not encoded anew", async () => {
    const cparams = { codec: "zstd", clevel: 5, filters: [SHUFFLE] } as const;
    const frame = encodeB2nd(
      array([4096], (index) => index * 3),
      { codec, chunks: [4096], blocks: [512], cparams },
    );
    const before = await blocksOf(frame, 0);
    const edit = await editB2nd(memorySource(frame), { codec, cparams: { clevel: 1 } });
    await setSelection(
      edit,
      range(1000, 100),
      array([100], () => 7),
    );
    const after = await blocksOf(await applyEdit(frame, edit.schunk), 0);
    expect(before.length).toBe(8);
    expect(after.map((bytes, block) => bytes === before[block])).toEqual([
      true,
      false,
      false,
      true,
      true,
      true,
      true,
      true,
    ]);
  });

  test("of a new chunk are zeros that take hardly any room, and a chunk of zeros takes none", async () => {
    const frame = encodeB2nd(
      array([4096], (index) => index * 3),
      { codec, chunks: [4096], blocks: [64] },
    );
    for (const [value, most] of [
      [5, 2000],
      [0, 200],
    ] as const) {
      const edit = await editB2nd(memorySource(frame), { codec });
      await appendArray(
        edit,
        array([100], () => value),
      );
      const grown = await applyEdit(frame, edit.schunk);
      expect(grown.length - frame.length).toBeLessThan(most);
      expect([...(await itemsOf(grown)).subarray(4090)]).toEqual([
        ...[0, 1, 2, 3, 4, 5].map((n) => (4090 + n) * 3),
        ...Array(100).fill(value),
      ]);
    }
  });

  test("of a chunk that lies about its blocks are refused", async () => {
    const frame = encodeB2nd(
      array([4096], (index) => index * 3),
      { codec, chunks: [4096], blocks: [512] },
    );
    const chunk = 32 + (await editB2nd(memorySource(frame), { codec })).schunk.header.headerLength;
    const view = new DataView(frame.buffer, frame.byteOffset);
    for (const offset of [5, view.getUint32(chunk + 4, true), 0x7fff_ffff]) {
      const lying = frame.slice();
      new DataView(lying.buffer).setUint32(chunk, offset, true);
      const edit = await editB2nd(memorySource(lying), { codec });
      const wrong = await errorCode(() =>
        setSelection(
          edit,
          range(3000, 10),
          array([10], () => 7),
        ),
      );
      expect(wrong).toBe("blosc2.malformed");
    }
  });
});
