import { type ByteSource, memorySource, parseDType, parseSliceText, wholeSelection } from "@caterva2/ndarray";
import { describe, expect, it } from "vitest";
import { createChunkCodec } from "../chunk/chunk-codec.ts";
import { openEmbedded } from "./embedded.ts";
import { encodeB2nd } from "./encode.ts";
import { openB2nd } from "./open.ts";

const codec = await createChunkCodec();
const dtype = parseDType("<i4");
const shape = [5, 6];
const chunks = [2, 4];
const counting = (extents: readonly number[], first: number) =>
  Int32Array.from({ length: extents.reduce((total, extent) => total * extent, 1) }, (_, index) => first + index);

/** A container of frames: each holds a whole chunk that counts from 100 times its number. */
function container(numbers: readonly (number | undefined)[], blocks: readonly number[] = [1, 4]) {
  const parts: Uint8Array[] = [new Uint8Array(7).fill(9)];
  let end = 7;
  const places = numbers.map((number) => {
    if (number === undefined) return undefined;
    const data = new Uint8Array(counting(chunks, 100 * number).buffer);
    const cparams = { codec: "lz4" } as const;
    const frame = encodeB2nd({ dtype, shape: chunks, data }, { codec, chunks, blocks, cparams });
    parts.push(frame);
    end += frame.length;
    return { offset: end - frame.length, size: frame.length };
  });
  const bytes = new Uint8Array(end);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return { bytes, places, place: (nchunk: number) => places[nchunk] };
}

async function itemsOf(
  slice: string,
  made: ReturnType<typeof container>,
  source: ByteSource = memorySource(made.bytes),
): Promise<number[]> {
  const array = await openEmbedded({ ...made, source, shape, chunks, dtype }, { codec });
  if (array === undefined) throw new Error("not an array");
  const { data } = await array.read(parseSliceText(slice, shape));
  return [...new Int32Array(data.slice().buffer)];
}

describe("an array whose chunks are frames in another container", () => {
  it("reads as one array; chunks that were never written are zeros", async () => {
    const made = container([0, 1, 2, 3, undefined, 5]);
    expect(await itemsOf("1", made)).toEqual([4, 5, 6, 7, 104, 105]);
    expect(await itemsOf("3:, 3:5", made)).toEqual([207, 304, 0, 500]);
    const filling: ByteSource = {
      ...memorySource(made.bytes),
      readInto: (offset, target) => void target.set(made.bytes.subarray(offset, offset + target.length)),
    };
    expect(await itemsOf("3:, 3:5", made, filling)).toEqual([207, 304, 0, 500]);
  });

  it("hands out stored chunks as they are, in a frame that any reader opens", async () => {
    const made = container([0, 1, 2, 3, 4, 5]);
    const array = await openEmbedded({ ...made, source: memorySource(made.bytes), shape, chunks, dtype }, { codec });
    const frame = await array?.sliceStored(wholeSelection(shape));
    if (frame === undefined) throw new Error("not the stored blocks");
    const { data } = await (await openB2nd(memorySource(frame), { codec })).read(parseSliceText("4", shape));
    expect([...new Int32Array(data.slice().buffer)]).toEqual([400, 401, 402, 403, 500, 501]);
  });

  it("reads the chunks that a slice touches, no others", async () => {
    const made = container([0, 1, 2, 3, 4, 5]);
    const source = memorySource(made.bytes);
    const array = await openEmbedded({ ...made, source, shape, chunks, dtype }, { codec });
    const before = array?.stats.chunksRead ?? 0;
    await array?.read(parseSliceText("0, 0", shape));
    expect((array?.stats.chunksRead ?? 0) - before).toBe(1);
  });

  it("is none where the first frame is of another geometry", async () => {
    const made = container([0, 1, 2, 3, 4, 5]);
    const source = memorySource(made.bytes);
    expect(await openEmbedded({ ...made, source, shape, chunks: [4, 2], dtype }, { codec })).toBeUndefined();
    expect(await openEmbedded({ ...made, source, shape, chunks, dtype: parseDType("<i2") }, { codec })).toBeUndefined();
    expect(await openEmbedded({ place: () => undefined, source, shape, chunks, dtype }, { codec })).toBeUndefined();
  });

  it("refuses a later frame that is none, and places outside of the source", async () => {
    const made = container([0, 1, 2, 3, 4, 5]);
    const last = made.places[5];
    if (last === undefined) throw new Error("no place");
    made.bytes.fill(0xff, last.offset, last.offset + 40);
    await expect(itemsOf("4, 5", made)).rejects.toMatchObject({ code: "blosc2.malformed" });
    const beyond = { ...made, place: (nchunk: number) => (nchunk === 0 ? made.places[0] : { offset: 1e9, size: 500 }) };
    await expect(itemsOf("4, 5", beyond)).rejects.toMatchObject({ code: "source.short_read" });
  });
});
