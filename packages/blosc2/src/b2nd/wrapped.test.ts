import { deflateSync, zstdCompressSync } from "node:zlib";
import { type ByteSource, memorySource, parseDType, parseSliceText, wholeSelection } from "@caterva2/ndarray";
import { describe, expect, it } from "vitest";
import { createChunkCodec } from "../chunk/chunk-codec.ts";
import { openB2nd } from "./open.ts";
import { openWrapped, type WrappedStreams } from "./wrapped.ts";

const codec = await createChunkCodec();
const dtype = parseDType("<i4");
const shape = [3, 50];
const chunks = [1, 32];
/** Items of a chunk: they count from 100 times its number. */
const items = (nchunk: number) => Int32Array.from({ length: 32 }, (_, index) => 100 * nchunk + index);

function shuffled(bytes: Uint8Array): Uint8Array {
  const count = bytes.length / 4;
  return bytes.map((_, at) => bytes[4 * (at % count) + Math.floor(at / count)] ?? 0);
}

/** Streams one behind the other, three bytes apart; chunk 3 was never written. */
function container(kind: Pick<WrappedStreams, "codec" | "filter">) {
  const parts: Uint8Array[] = [];
  const places: ({ offset: number; size: number } | undefined)[] = [];
  let end = 0;
  for (let nchunk = 0; nchunk < 6; nchunk += 1) {
    const bytes = new Uint8Array(items(nchunk).buffer);
    const filtered = kind.filter === "shuffle" ? shuffled(bytes) : bytes;
    const stream = kind.codec === "zlib" ? deflateSync(filtered) : zstdCompressSync(filtered);
    places.push(nchunk === 3 ? undefined : { offset: end + 3, size: stream.length });
    parts.push(Uint8Array.of(9, 9, 9), stream);
    end += 3 + stream.length;
  }
  const bytes = new Uint8Array(Buffer.concat(parts));
  return { bytes, places, place: (nchunk: number) => places[nchunk], ...kind };
}

const KINDS = (["zlib", "zstd"] as const).flatMap((name) =>
  (["none", "shuffle"] as const).map((filter) => ({ codec: name, filter })),
);

describe("an array whose chunks are streams in another container", () => {
  it.each(KINDS)("reads, and is handed out as it is stored: $codec, $filter", async (kind) => {
    const made = container(kind);
    const filling: ByteSource = {
      ...memorySource(made.bytes),
      readInto: (offset, target) => void target.set(made.bytes.subarray(offset, offset + target.length)),
    };
    for (const source of [memorySource(made.bytes), filling]) {
      const array = await openWrapped({ ...made, source, shape, chunks, dtype }, { codec });
      if (array === undefined) throw new Error("not an array");
      const { data } = await array.read(parseSliceText("1:, 30:34", shape));
      expect([...new Int32Array(data.buffer)]).toEqual([230, 231, 0, 0, 430, 431, 500, 501]);
      const frame = await array.sliceStored(parseSliceText("2", shape));
      if (frame === undefined) throw new Error("not the stored chunks");
      const stored = made.places[4];
      const stream = made.bytes.subarray(stored?.offset, (stored?.offset ?? 0) + (stored?.size ?? 0));
      expect(Buffer.from(frame).includes(stream)).toBe(true);
      const answer = await openB2nd(memorySource(frame), { codec });
      expect(answer.shape).toEqual([50]);
      const all = new Int32Array((await answer.read(wholeSelection([50]))).data.slice().buffer);
      expect([...all]).toEqual([...items(4), ...items(5).subarray(0, 18)]);
      expect(await array.sliceStored(parseSliceText("2, 3:", shape))).toBeUndefined();
    }
  });

  it("is none for what no chunk of Blosc2 can hold", async () => {
    const made = container({ codec: "zlib", filter: "none" });
    const source = memorySource(made.bytes);
    const open = (change: Partial<WrappedStreams>) =>
      openWrapped({ ...made, source, shape, chunks, dtype, ...change }, { codec });
    expect(await open({})).toBeDefined();
    for (const size of [0, 89, 128, 1000]) {
      expect(await open({ place: () => ({ offset: 0, size }) }), String(size)).toBeUndefined();
    }
    expect(await open({ dtype: parseDType("V300") })).toBeUndefined();
    expect(await open({ shape: [], chunks: [] })).toBeUndefined();
  });

  it("says what is wrong with a stream, and with a place outside of the source", async () => {
    const made = container({ codec: "zlib", filter: "shuffle" });
    made.bytes.fill(0xff, made.places[0]?.offset, (made.places[0]?.offset ?? 0) + 9);
    const source = memorySource(made.bytes);
    const array = await openWrapped({ ...made, source, shape, chunks, dtype }, { codec });
    await expect(array?.read(parseSliceText("0", shape))).rejects.toMatchObject({ code: "blosc2.corrupt" });
    const beyond = { ...made, place: () => ({ offset: 1e9, size: 60 }) };
    const outside = openWrapped({ ...beyond, source, shape, chunks, dtype }, { codec });
    await expect(outside).rejects.toMatchObject({ code: "source.short_read" });
  });
});
