import { existsSync, readdirSync, readFileSync } from "node:fs";
import { isCatervaError } from "@caterva2/ndarray";
import { beforeAll, describe, expect, it } from "vitest";
import { readFixtureChunks, sha256 } from "../../test/fixture-chunks.ts";
import { createChunkCodec } from "./chunk-codec.ts";
import { usesDelta } from "./codecs.ts";
import { parseChunkHeader } from "./header.ts";
import { blockEnds, blockOffsets, chunkDictionary, variableBlockSizes } from "./offsets.ts";
import type { BlockContext, ChunkCodec, EncodeParams } from "./types.ts";

const LIMIT = 1 << 28;
const fixtures = readFixtureChunks();
let codec: ChunkCodec;
beforeAll(async () => {
  codec = await createChunkCodec();
});

/** All blocks of a chunk, decoded one by one and last to first. */
function decodeByBlocks(chunk: Uint8Array): Uint8Array {
  const header = parseChunkHeader(chunk);
  const starts = blockOffsets(header, chunk);
  const ends = blockEnds(starts, header.cbytes);
  const dictionary = chunkDictionary(header, chunk);
  const bytesOf = (block: number) => chunk.subarray(starts[block] ?? 0, ends[block] ?? 0);
  const shared: BlockContext = dictionary === undefined ? {} : { dictionary };
  const context: BlockContext = usesDelta(header.filters)
    ? { ...shared, reference: codec.decodeBlock(header, 0, bytesOf(0), shared).slice() }
    : shared;
  const result = new Uint8Array(header.nbytes);
  for (let block = header.nblocks - 1; block >= 0; block -= 1) {
    result.set(codec.decodeBlock(header, block, bytesOf(block), context), block * header.blocksize);
  }
  return result;
}

describe("chunks of python-blosc2", () => {
  it.each(fixtures.map(({ name }, index) => [name, index] as const))("%s", (_name, index) => {
    const fixture = fixtures[index];
    if (fixture === undefined) throw new Error("no such fixture");
    const decoded = codec.decodeChunk(fixture.chunk, LIMIT);
    expect(decoded.length).toBe(fixture.nbytes);
    expect(sha256(decoded)).toBe(fixture.sha256);
    const room = new Uint8Array(fixture.nbytes + 3).fill(0xa5);
    expect(sha256(codec.decodeChunk(fixture.chunk, LIMIT, room))).toBe(fixture.sha256);
    expect([...room.subarray(fixture.nbytes)]).toEqual([0xa5, 0xa5, 0xa5]);
    const header = parseChunkHeader(fixture.chunk);
    if (header.variableBlocks) {
      expect(variableBlockSizes(header, fixture.chunk).length).toBe(header.nblocks);
    } else if (header.special === "none" && !header.memcpyed && header.nbytes > 0) {
      expect(sha256(decodeByBlocks(fixture.chunk))).toBe(fixture.sha256);
    }
  });
});

it("refuses a target without room, and does not touch it", () => {
  const chunk = fixtures.find(({ nbytes }) => nbytes > 100)?.chunk ?? expect.unreachable("no such fixture");
  const room = new Uint8Array(99);
  expect(() => codec.decodeChunk(chunk, LIMIT, room)).toThrow(
    expect.toSatisfy((error: unknown) => isCatervaError(error, "limit.exceeded")),
  );
  expect(room.every((byte) => byte === 0)).toBe(true);
});

const compat = new URL("../../../../../shared/data/blosc1-compat/", import.meta.url);
describe.skipIf(!existsSync(compat))("chunks of old releases (../shared/data/blosc1-compat is needed)", () => {
  // The files of 2.20.0 are filtered data, not chunks.
  const names = existsSync(compat) ? readdirSync(compat).filter((name) => !name.includes("2.20.0")) : [];
  it.each(names)("%s", (name) => {
    const decoded = codec.decodeChunk(new Uint8Array(readFileSync(new URL(name, compat))), LIMIT);
    const view = new DataView(decoded.buffer);
    // Integers that count up. Old releases lost the bytes behind the last whole item, of 8 bytes at most.
    for (let item = 0; item < 2 * Math.floor(decoded.length / 8); item += 1) {
      if (view.getInt32(item * 4, true) !== item) expect.fail(`item ${item}`);
    }
    expect(decoded.length).toBeGreaterThan(600_000);
  });
});

describe("limits and refusals", () => {
  const sample = fixtures.find(({ name }) => name.startsWith("8/shuffle/"))?.chunk ?? new Uint8Array();

  function codeOf(action: () => unknown): string {
    try {
      action();
    } catch (error) {
      return isCatervaError(error) ? error.code : String(error);
    }
    return "no error";
  }

  function changed(offset: number, value: number): Uint8Array {
    const copy = sample.slice();
    copy[offset] = value;
    return copy;
  }

  it("refuses chunks beyond the caller's bound before it decodes them", () => {
    const { nbytes } = parseChunkHeader(sample);
    expect(codeOf(() => codec.decodeChunk(sample, nbytes - 1))).toBe("limit.exceeded");
    expect(codeOf(() => codec.decodeChunk(sample, nbytes))).toBe("no error");
  });

  it("refuses more memory than it may hold", async () => {
    const small = await createChunkCodec({ maxMemory: 100_000 });
    expect(codeOf(() => small.decodeChunk(sample, LIMIT))).toBe("limit.exceeded");
  });

  it.each([
    ["a cut header", () => sample.subarray(0, 20), "blosc2.malformed"],
    ["a cut chunk", () => sample.subarray(0, sample.length - 1), "blosc2.malformed"],
    ["a typesize of 0", () => changed(3, 0), "blosc2.malformed"],
    ["a future version", () => changed(0, 9), "blosc2.unsupported"],
    ["a codec of a plug-in", () => changed(2, (sample[2] ?? 0) | 0xc0), "blosc2.unsupported"],
    ["an unknown filter", () => changed(0x15, 200), "blosc2.unsupported"],
    ["an unknown special kind", () => changed(0x1f, 7 << 4), "blosc2.malformed"],
    ["measurements of a codec", () => changed(0x1f, 0x80), "blosc2.unsupported"],
    ["a lazy chunk", () => changed(0x1f, 8), "blosc2.malformed"],
    ["a block outside", () => changed(0x20 + 3, 0x7f), "blosc2.malformed"],
    ["a negative block offset", () => changed(0x20 + 3, 0xff), "blosc2.malformed"],
  ] as const)("%s", (_name, chunk, code) => {
    expect(codeOf(() => codec.decodeChunk(chunk(), LIMIT))).toBe(code);
  });

  it("refuses blocks that overlap", () => {
    const copy = sample.slice();
    copy.copyWithin(36, 32, 36);
    expect(codeOf(() => codec.decodeChunk(copy, LIMIT))).toBe("blosc2.malformed");
  });

  it("names the codec that is missing", () => {
    const copy = changed(2, (sample[2] ?? 0) | 0xe0);
    copy[2] = ((sample[2] ?? 0) & 0x1f) | 0xc0;
    copy[0x16] = 37;
    expect(() => codec.decodeChunk(copy, LIMIT)).toThrow(/grok/);
  });
});

it("blocks of chunks by turns, however little the chunks differ", () => {
  const data = new Uint8Array(32_768).map((_, index) => (index >> 8) * (index & 7));
  const base = {
    codec: "lz4",
    clevel: 5,
    typesize: 4,
    blocksize: 4096,
    filters: [1],
    filtersMeta: [0],
    splitMode: "always",
  } as const;
  const variants: readonly EncodeParams[] = [
    base,
    { ...base, codec: "blosclz" },
    { ...base, typesize: 8 },
    { ...base, blocksize: 8192 },
    { ...base, filters: [2] },
    { ...base, filters: [] },
    { ...base, filtersMeta: [2] },
    { ...base, splitMode: "never" },
  ];
  const chunks = variants
    .map((params) => codec.encodeChunk(data, params))
    .map((chunk) => {
      const header = parseChunkHeader(chunk);
      const starts = blockOffsets(header, chunk);
      return { chunk, header, starts, ends: blockEnds(starts, header.cbytes) };
    });
  const decode = ({ chunk, header, starts, ends }: (typeof chunks)[number], block: number) => {
    const bytes = codec.decodeBlock(header, block, chunk.subarray(starts[block] ?? 0, ends[block] ?? 0), {});
    const start = block * header.blocksize;
    expect(Buffer.compare(bytes, data.subarray(start, start + header.blocksize))).toBe(0);
  };
  for (const first of chunks) {
    for (const second of chunks) {
      decode(first, 1);
      decode(second, 2);
    }
  }
});
