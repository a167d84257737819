import { memorySource, type NDArray, parseDType, product, wholeSelection } from "@caterva2/ndarray";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { applyEdit } from "../../test/apply-growth.ts";
import { codec } from "../../test/codec.ts";
import { noise as sampleNoise } from "../../test/sample-data.ts";
import { parseChunkHeader } from "../chunk/header.ts";
import type { EncodeParams } from "../chunk/types.ts";
import { type BlockEncoder, inTurn } from "../schunk/block-encoder.ts";
import { editB2nd } from "./edit.ts";
import { appendArray } from "./edit-shape.ts";
import { encodeB2nd } from "./encode.ts";
import { changedMeta } from "./meta.ts";
import { openB2nd } from "./open.ts";

const SHUFFLE = 1;
const BITSHUFFLE = 2;
const BYTEDELTA = 35;
const dtype = parseDType("<i4");

function array(shape: readonly number[], item: (index: number) => number): NDArray {
  const items = Int32Array.from({ length: product(shape) }, (_, index) => item(index));
  return { dtype, shape, data: new Uint8Array(items.buffer) };
}

const noise = (index: number) => Math.imul(index + 1, 2654435761) >> 20;

/** Appends what a frame holds; answers the grown frame and how many blocks were encoded for it. */
async function appended(frame: Uint8Array, added: Uint8Array) {
  let encoded = 0;
  const encoder: BlockEncoder = {
    encode(codec, params, lengths, fill) {
      encoded += lengths.length;
      return inTurn.encode(codec, params, lengths, fill);
    },
  };
  const edit = await editB2nd(memorySource(frame), { codec, encoder });
  const opened = await openB2nd(memorySource(added), { codec });
  await appendArray(edit, await opened.read(wholeSelection(opened.shape)), opened);
  return { frame: await applyEdit(frame, edit.schunk), encoded };
}

async function itemsOf(frame: Uint8Array): Promise<Int32Array> {
  const opened = await openB2nd(memorySource(frame), { codec });
  return new Int32Array((await opened.read(wholeSelection(opened.shape))).data.slice().buffer);
}

const ZSTD = { codec: "zstd", clevel: 3, filters: [SHUFFLE], filtersMeta: [0] } as const;

describe("rows that arrive compressed", () => {
  test("are stored as they came where their blocks fit, at the edge of a chunk and of the array too", async () => {
    // 1000 is no multiple of 128: the last block of each chunk is padded.
    const frame = encodeB2nd(array([2000], noise), { codec, chunks: [1000], blocks: [128], cparams: ZSTD });
    const options = { codec, chunks: [700], blocks: [128], cparams: ZSTD };
    const added = encodeB2nd(array([700], noise), options);
    const { frame: grown, encoded } = await appended(frame, added);
    expect(encoded).toBe(0);
    expect([...(await itemsOf(grown)).subarray(2000)]).toEqual(Array.from({ length: 700 }, (_, index) => noise(index)));
    // The next ones begin in the middle of a block.
    const again = await appended(grown, added);
    expect(again.encoded).toBeGreaterThan(0);
    expect((await itemsOf(again.frame)).subarray(2700)).toEqual((await itemsOf(added)).slice());
  });

  test.each<[string, Partial<EncodeParams>, readonly number[]]>([
    ["another codec", { codec: "lz4" }, [128]],
    ["another level", { clevel: 4 }, [128]],
    ["another filter", { filters: [BITSHUFFLE] }, [128]],
    ["other blocks", {}, [64]],
  ])("are encoded where they have %s", async (_, cparams, blocks) => {
    const frame = encodeB2nd(array([1024], noise), { codec, chunks: [1024], blocks: [128], cparams: ZSTD });
    const added = encodeB2nd(array([512], noise), { codec, chunks: [512], blocks, cparams: { ...ZSTD, ...cparams } });
    const grown = await appended(frame, added);
    expect(grown.encoded).toBe(4);
    expect((await itemsOf(grown.frame)).subarray(1024)).toEqual((await itemsOf(added)).slice());
  });

  test("are encoded where they are of another type, or were stored in another way than their frame says", async () => {
    const frame = encodeB2nd(array([1024], noise), { codec, chunks: [1024], blocks: [128], cparams: ZSTD });
    const floats: NDArray = { ...array([512], (index) => index), dtype: parseDType("<f4") };
    const cast = await appended(frame, encodeB2nd(floats, { codec, chunks: [512], blocks: [128], cparams: ZSTD }));
    expect([...(await itemsOf(cast.frame)).subarray(1024)]).toEqual(Array(512).fill(0));
    // What does not shrink is a chunk without blocks.
    const random: NDArray = { dtype, shape: [512], data: sampleNoise(2048) };
    const raw = encodeB2nd(random, { codec, chunks: [512], blocks: [128], cparams: ZSTD });
    expect(parseChunkHeader(await (await openB2nd(memorySource(raw), { codec })).schunk.chunkBytes(0)).memcpyed).toBe(
      true,
    );
    const grown = await appended(frame, raw);
    expect(grown.encoded).toBe(4);
    expect((await itemsOf(grown.frame)).subarray(1024)).toEqual((await itemsOf(raw)).slice());
  });

  test("bring no bytes into the padding: a later growth would show them", async () => {
    const frame = encodeB2nd(array([1024], noise), { codec, chunks: [1024], blocks: [128], cparams: ZSTD });
    const added = encodeB2nd(array([192], noise), { codec, chunks: [192], blocks: [128], cparams: ZSTD });
    // The same blocks, but what the last one holds beyond the array is no zeros.
    const whole = encodeB2nd(array([256], noise), { codec, chunks: [256], blocks: [128], cparams: ZSTD });
    const hidden = (await editB2nd(memorySource(whole), { codec })).schunk;
    const content = hidden.before.metalayers.get("b2nd") ?? expect.unreachable("an array has a metalayer");
    hidden.setMetalayer("b2nd", changedMeta(content, { shape: [192], chunks: [192], blocks: [128] }));
    const hiding = await applyEdit(whole, hidden);
    expect((await appended(frame, added)).encoded).toBe(0);
    const grown = await appended(frame, hiding);
    expect(grown.encoded).toBe(1);
    const edit = await editB2nd(memorySource(grown.frame), { codec });
    expect(new Int32Array((await edit.schunk.decodeChunk(1)).slice().buffer).subarray(192)).toEqual(
      new Int32Array(1024 - 192),
    );
  });

  test("of any shapes and parameters hold what they should", async () => {
    const extents = (low: number, high: number) => fc.integer({ min: low, max: high });
    const cut = fc.record({
      chunks: fc.tuple(extents(1, 40), extents(1, 30)),
      blocks: fc.tuple(extents(1, 12), extents(1, 12)),
    });
    const cparams = fc.record({
      codec: fc.constantFrom("lz4", "zstd" as const),
      clevel: fc.constantFrom(1, 5),
      filters: fc.constantFrom([], [SHUFFLE], [SHUFFLE, BYTEDELTA]),
    });
    const rows = fc.tuple(extents(1, 60), fc.array(extents(0, 50), { minLength: 1, maxLength: 3 }), extents(1, 30));
    await fc.assert(
      fc.asyncProperty(
        cut,
        fc.option(cut),
        cparams,
        rows,
        fc.boolean(),
        async (first, second, cparams, [start, more, columns], flat) => {
          const item = (index: number) => (flat ? 7 : noise(index));
          const fitted = ({ chunks, blocks }: typeof first, shape: readonly number[]) => {
            const inside = chunks.map((extent, axis) => Math.min(extent, Math.max(1, shape[axis] ?? 1)));
            return { chunks: inside, blocks: blocks.map((extent, axis) => Math.min(extent, inside[axis] ?? 1)) };
          };
          const shape = [start, columns];
          let frame = encodeB2nd(array(shape, item), { codec, ...fitted(first, shape), cparams });
          const items = [...(await itemsOf(frame))];
          for (const count of more) {
            const added = array([count, columns], (index) => item(index + items.length));
            const options = { codec, ...fitted(second ?? first, added.shape), cparams };
            frame = (await appended(frame, encodeB2nd(added, options))).frame;
            items.push(...new Int32Array(added.data.buffer));
          }
          expect([...(await itemsOf(frame))]).toEqual(items);
        },
      ),
      { seed: 12, numRuns: 300 },
    );
  });
});
