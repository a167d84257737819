import { zstdCompressSync } from "node:zlib";
import { expect, it } from "vitest";
import { createChunkCodec } from "./chunk-codec.ts";
import { decodeForeignBlocks } from "./foreign-blocks.ts";

const codec = await createChunkCodec();
const bytes = Uint8Array.from({ length: 1000 }, (_, at) => (at * at) % 251);

function cut(data: Uint8Array, size: number): Uint8Array[] {
  return Array.from({ length: Math.ceil(data.length / size) }, (_, index) =>
    data.slice(index * size, (index + 1) * size),
  );
}

it("takes blocks as they are, also a shorter last one", () => {
  const request = { codec: "raw", filter: "none", itemsize: 1, blockSize: 300, size: 1000 } as const;
  expect(decodeForeignBlocks(codec, { ...request, blocks: cut(bytes, 300) })).toEqual(bytes);
});

it("undoes a shuffle of one block", () => {
  const itemsize = 4;
  const shuffled = bytes.map((_, at) => bytes[(at % 250) * itemsize + Math.floor(at / 250)] ?? 0);
  const request = { codec: "raw", filter: "shuffle", itemsize, blockSize: 1000, size: 1000 } as const;
  expect(decodeForeignBlocks(codec, { ...request, blocks: [shuffled] })).toEqual(bytes);
});

it("decompresses every block on its own", () => {
  const blocks = cut(new Uint8Array(900).fill(7), 256).map((block) => new Uint8Array(zstdCompressSync(block)));
  const request = { codec: "zstd", filter: "none", itemsize: 2, blockSize: 256, size: 900 } as const;
  expect(decodeForeignBlocks(codec, { ...request, blocks })).toEqual(new Uint8Array(900).fill(7));
});

it("does not take what no chunk can hold, and throws for what does not decode", () => {
  const request = { codec: "lz4", filter: "none", itemsize: 1, blockSize: 100, size: 1000 } as const;
  expect(decodeForeignBlocks(codec, { ...request, blocks: [bytes] })).toBeUndefined();
  expect(decodeForeignBlocks(codec, { ...request, itemsize: 300, blocks: cut(bytes, 100) })).toBeUndefined();
  const blocks = cut(bytes, 100).map((block) => block.subarray(0, 50));
  expect(() => decodeForeignBlocks(codec, { ...request, blocks })).toThrow(
    expect.objectContaining({ code: "blosc2.corrupt" }),
  );
});
