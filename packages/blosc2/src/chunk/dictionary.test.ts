import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { codec as memoryCodec } from "../../test/codec.ts";
import { errorCode } from "../../test/error-code.ts";
import { sha256 } from "../../test/fixture-chunks.ts";
import { noise, ramp, text } from "../../test/sample-data.ts";
import { nodeCompressors } from "../node.ts";
import { createChunkCodec } from "./chunk-codec.ts";
import { dictionaryRoom, makeDictionary } from "./dictionary.ts";
import { parseChunkHeader } from "./header.ts";
import { chunkDictionary } from "./offsets.ts";
import type { ChunkCodec, EncodeParams } from "./types.ts";

const CODECS = ["lz4", "lz4hc", "zstd"] as const;
/** Blocks so small that each has little to compress with. */
const SMALL: EncodeParams = {
  codec: "zstd",
  clevel: 5,
  typesize: 1,
  blocksize: 500,
  filters: [],
  filtersMeta: [],
  splitMode: "never",
};

let codec: ChunkCodec;
beforeAll(async () => {
  codec = await createChunkCodec({ compressors: nodeCompressors });
});

/** One character a byte. */
const characters = (bytes: Uint8Array) => Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");

describe("makeDictionary", () => {
  it("is a sample that fits, whole; else segments of it, and no more than there is room for", () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 256, maxLength: 3000 }),
        fc.integer({ min: 256, max: 1500 }),
        (sample, room) => {
          const dictionary = makeDictionary(sample, room);
          if (sample.length <= room) return void expect(dictionary).toEqual(sample);
          expect(dictionary.length).toBeLessThanOrEqual(room);
          expect(dictionary.length).toBeGreaterThan(room - 128);
          const hay = characters(sample);
          for (let at = 0; at < dictionary.length; at += 128) {
            expect(hay.includes(characters(dictionary.subarray(at, at + 128)))).toBe(true);
          }
        },
      ),
      { seed: 3 },
    );
  });

  it("takes what comes again, not what comes once", () => {
    const phrase = text(128);
    const sample = noise(8 * 1024);
    for (const at of [300, 2700, 5100, 7300]) sample.set(phrase, at);
    const dictionary = makeDictionary(sample, 512);
    expect(characters(dictionary)).toContain(characters(phrase.subarray(20, 100)));
  });

  it("has no room in a chunk of some kilobytes, and at most 32 KiB", () => {
    expect([5000, 6000, 100_000, 1 << 30].map(dictionaryRoom)).toEqual([0, 300, 5000, 32_768]);
  });
});

describe("chunks with a dictionary", () => {
  // Compressors of a page have no dictionaries.
  const withDictionary = typeof process === "undefined" ? CODECS.filter((name) => name !== "zstd") : CODECS;
  it.each(withDictionary)("%s: text in small blocks gets smaller by it, and reads back block by block", (name) => {
    const data = text(60_000);
    const without = codec.encodeChunk(data, { ...SMALL, codec: name });
    const chunk = codec.encodeChunk(data, { ...SMALL, codec: name, useDict: true });
    expect(chunk.length).toBeLessThan(without.length);
    const header = parseChunkHeader(chunk);
    expect(header.hasDictionary).toBe(true);
    expect(chunkDictionary(header, chunk)?.length).toBeLessThanOrEqual(3000);
    expect(sha256(codec.decodeChunk(chunk, data.length))).toBe(sha256(data));
  });

  it("hold any content, with any filters and splits", () => {
    const contents = fc.oneof(
      fc.integer({ min: 0, max: 20_000 }).map(text),
      fc.integer({ min: 0, max: 20_000 }).map((size) => ramp(size, 4)),
      fc.integer({ min: 0, max: 9000 }).map(noise),
      fc.integer({ min: 0, max: 9000 }).map((size) => new Uint8Array(size).fill(size)),
    );
    const choices = fc.record({
      codec: fc.constantFrom(...CODECS),
      clevel: fc.integer({ min: 0, max: 7 }),
      typesize: fc.constantFrom(1, 2, 4, 7),
      items: fc.integer({ min: 1, max: 900 }),
      filters: fc.array(fc.constantFrom(0, 1, 2, 3, 35), { maxLength: 4 }),
      splitMode: fc.constantFrom("always", "never", "auto"),
    });
    fc.assert(
      fc.property(contents, choices, (data, { items, ...choice }) => {
        const filtersMeta = choice.filters.map(() => 0);
        const params = { ...choice, blocksize: items * choice.typesize, filtersMeta, useDict: true };
        const chunk = codec.encodeChunk(data, params);
        expect(chunk.length).toBeLessThanOrEqual(data.length + 32);
        expect(sha256(codec.decodeChunk(chunk, data.length))).toBe(sha256(data));
      }),
      { seed: 17, numRuns: 150 },
    );
  });

  it("are refused for codecs that have none", async () => {
    for (const name of ["blosclz", "zlib"] as const) {
      const encode = () => memoryCodec.encodeChunk(text(9000), { ...SMALL, codec: name, useDict: true });
      expect(await errorCode(encode)).toBe("blosc2.unsupported");
    }
  });
});
