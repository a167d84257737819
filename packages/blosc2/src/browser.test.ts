import { beforeAll, describe, expect, it } from "vitest";
import { text } from "../test/sample-data.ts";
import { browserCompressors } from "./browser.ts";
import { createChunkCodec } from "./chunk/chunk-codec.ts";
import type { ChunkCodec, CodecName, EncodeParams } from "./chunk/types.ts";
import { nodeCompressors } from "./node.ts";

/** Numbers that grow and shake: they compress, but not to nothing. */
const data = new Uint8Array(
  Int32Array.from({ length: 20_000 }, (_, index) => index * 3 + ((index * 7919) % 23)).buffer,
);
const params = (codec: CodecName, clevel: number): EncodeParams => ({
  codec,
  clevel,
  typesize: 4,
  blocksize: 16_384,
  filters: [1],
  filtersMeta: [0],
  splitMode: "auto",
});

describe("the compressors for browsers", () => {
  let browser: ChunkCodec;
  let node: ChunkCodec;
  beforeAll(async () => {
    browser = await createChunkCodec({ compressors: await browserCompressors() });
    node = await createChunkCodec({ compressors: nodeCompressors });
  });

  it.each([
    ["zstd", 1],
    ["zstd", 5],
    ["zstd", 9],
    ["zlib", 1],
    ["zlib", 6],
    ["zlib", 9],
  ] as const)("%s at level %i: chunks that read back, no larger than Node's", (codec, clevel) => {
    const chunk = browser.encodeChunk(data, params(codec, clevel));
    expect(Buffer.compare(browser.decodeChunk(chunk, data.length), data)).toBe(0);
    const nodes = node.encodeChunk(data, params(codec, clevel)).length;
    expect(chunk.length).toBeLessThan(nodes * 1.1);
  });

  it("zstd does without a dictionary, and the chunk reads back", () => {
    const words = text(60_000);
    const small = { ...params("zstd", 5), typesize: 1, filters: [], filtersMeta: [], blocksize: 500, useDict: true };
    const chunk = browser.encodeChunk(words, small);
    expect(Buffer.compare(browser.decodeChunk(chunk, words.length), words)).toBe(0);
  });

  it("go on compressing when they are asked for again, old ones and new ones", async () => {
    const before = browser.encodeChunk(data, params("zstd", 5)).length;
    const again = await createChunkCodec({ compressors: await browserCompressors() });
    // A start of zstd would go on by itself after it was awaited.
    await new Promise((resolve) => setTimeout(resolve, 50));
    for (const codec of [browser, again]) expect(codec.encodeChunk(data, params("zstd", 5)).length).toBe(before);
  });

  it("are loaded one by one when asked for", async () => {
    expect(Object.keys(await browserCompressors({ codecs: ["zlib"] }))).toEqual(["zlib"]);
  });
});
