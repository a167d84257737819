import { constants, zstdCompressSync } from "node:zlib";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { errorCode } from "../../test/error-code.ts";
import { createChunkCodec } from "./chunk-codec.ts";
import type { ChunkCodec } from "./types.ts";

let codec: ChunkCodec;
beforeAll(async () => {
  codec = await createChunkCodec();
});

/** A chunk of one block and one stream, which is the given Zstandard data. */
function chunkOf(stream: Uint8Array, nbytes: number): Uint8Array {
  const chunk = new Uint8Array(40 + stream.length);
  const view = new DataView(chunk.buffer);
  chunk.set([5, 1, 0x95, 1]);
  for (const [at, value] of [
    [4, nbytes],
    [8, nbytes],
    [12, chunk.length],
    [32, 36],
    [36, stream.length],
  ] as const) {
    view.setInt32(at, value, true);
  }
  chunk.set(stream, 40);
  return chunk;
}

const decode = (stream: Uint8Array, nbytes: number) => codec.decodeChunk(chunkOf(stream, nbytes), nbytes);
const compress = (content: Uint8Array, checksumFlag: number) =>
  new Uint8Array(zstdCompressSync(content, { params: { [constants.ZSTD_c_checksumFlag]: checksumFlag } }));

describe("frames of other writers of Zstandard (RFC 8878)", () => {
  const contents = fc.uint8Array({ minLength: 40, maxLength: 300, max: 7 });

  it("checks a frame's checksum", async () => {
    await fc.assert(
      fc.asyncProperty(contents, async (content) => {
        const stream = compress(content, 1);
        fc.pre(stream.length !== content.length);
        expect(decode(stream, content.length)).toEqual(content);
        const wrong = stream.slice();
        wrong[wrong.length - 2] = (wrong[wrong.length - 2] ?? 0) ^ 4;
        expect(await errorCode(() => decode(wrong, content.length))).toBe("blosc2.corrupt");
      }),
    );
  });

  it("takes several frames, and frames to be skipped, one behind the other", () => {
    fc.assert(
      fc.property(contents, contents, (first, second) => {
        const skipped = [0x5a, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3];
        const stream = Uint8Array.from([...compress(first, 0), ...skipped, ...compress(second, 1), ...skipped]);
        fc.pre(stream.length !== first.length + second.length);
        expect(decode(stream, first.length + second.length)).toEqual(Uint8Array.from([...first, ...second]));
      }),
    );
  });

  /** A frame whose blocks are raw: magic, what comes before them, and one block of eight bytes. */
  const raw = (...head: number[]) =>
    Uint8Array.from([0x28, 0xb5, 0x2f, 0xfd, ...head, (8 << 3) | 1, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8]);
  const eight = Uint8Array.from([1, 2, 3, 4, 5, 6, 7, 8]);

  it.each([
    ["a size of one byte", [0x20, 8]],
    ["a size of four bytes", [0xa0, 8, 0, 0, 0]],
    ["a size of eight bytes", [0xe0, 8, 0, 0, 0, 0, 0, 0, 0]],
    ["a window and no size", [0x00, 0x58]],
    ["a window and a size", [0x80, 0x58, 8, 0, 0, 0]],
    ["the dictionary with the number 0, which is none", [0x21, 0, 8]],
  ])("takes %s", (_name, head) => {
    expect(decode(raw(...head), 8)).toEqual(eight);
  });

  it.each([
    ["another size than its content has", [0x20, 9]],
    ["a size beyond 32 bits", [0xe0, 8, 0, 0, 0, 1, 0, 0, 0]],
    ["a size that its two bytes cannot mean", [0x60, 8, 0]],
    ["a block larger than the frame allows", [0x20, 7]],
    ["a dictionary that is not there", [0x21, 77, 8]],
    ["a reserved bit", [0x28, 8]],
  ])("refuses %s", async (_name, head) => {
    expect(await errorCode(() => decode(raw(...head), 8))).toBe("blosc2.corrupt");
  });
});
