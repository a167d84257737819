import { isCatervaError } from "@caterva2/ndarray";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readFixtureChunks, sha256 } from "../../test/fixture-chunks.ts";
import { createChunkCodec } from "../chunk/chunk-codec.ts";
import { parseChunkHeader } from "../chunk/header.ts";
import { CodecMemory, SLACK } from "./codec-memory.ts";

const MIB = 1024 * 1024;
const LIMIT = 1 << 28;
const fixtures = readFixtureChunks();

/** The longest allocation that there is room for. */
function longest(memory: CodecMemory): number {
  let low = 0;
  let high = memory.bytes.length;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    const bytes = memory.allocate(middle);
    if (memory.behind(bytes) === undefined) high = middle - 1;
    else low = middle;
    memory.free(bytes);
  }
  return low;
}

describe("CodecMemory", () => {
  it("gives places that lie apart, and has all of its room again when they are given back", () => {
    const memory = new CodecMemory(2 * MIB);
    const room = longest(memory);
    const steps = fc.array(fc.record({ length: fc.nat(300_000), free: fc.nat(9), frees: fc.boolean() }), {
      maxLength: 40,
    });
    fc.assert(
      fc.property(steps, (all) => {
        const held: Uint8Array[] = [];
        for (const { length, free, frees } of all) {
          const [taken] = frees ? held.splice(free % Math.max(1, held.length), 1) : [];
          if (taken !== undefined) memory.free(taken);
          const bytes = memory.allocate(length);
          expect(bytes.length).toBe(length);
          if (memory.behind(bytes) !== undefined) held.push(bytes);
        }
        const places = held.map((bytes) => [bytes.byteOffset, bytes.byteOffset + bytes.length] as const);
        places.sort(([a], [b]) => a - b);
        for (const [index, [start]] of places.entries()) {
          expect(start - (places[index - 1]?.[1] ?? 0)).toBeGreaterThanOrEqual(2 * SLACK);
        }
        expect((places.at(-1)?.[1] ?? 0) + SLACK).toBeLessThanOrEqual(memory.bytes.length);
        for (const bytes of held) memory.free(bytes);
        expect(longest(memory)).toBe(room);
      }),
      { seed: 63, numRuns: 60 },
    );
  });

  it("gives back nothing but what it gave", () => {
    const memory = new CodecMemory(2 * MIB);
    const bytes = memory.allocate(1000);
    memory.free(bytes.subarray(0, 999));
    memory.free(new Uint8Array(1000));
    expect(memory.behind(bytes)).toBe(0);
    expect(memory.behind(bytes.subarray(10, 400))).toBe(600);
    expect(memory.behind(memory.bytes.subarray(0, 10))).toBeUndefined();
    memory.free(bytes);
    memory.free(bytes);
    expect(memory.behind(bytes)).toBeUndefined();
  });

  it("serves one codec", async () => {
    const memory = new CodecMemory();
    expect((await createChunkCodec({ memory })).memory).toBe(memory);
    await expect(createChunkCodec({ memory })).rejects.toSatisfy((error) =>
      isCatervaError(error, "internal.unexpected"),
    );
  });
});

describe("chunks in the memory of their codec", async () => {
  const memory = new CodecMemory(4 * MIB);
  const codec = await createChunkCodec({ memory });

  it.each(fixtures.map((fixture) => [fixture.name, fixture] as const))("%s", (_, { chunk, nbytes, sha256: digest }) => {
    const stored = memory.allocate(chunk.length);
    stored.set(chunk);
    // The target, with bytes of others before and behind it; once it ends where its allocation does.
    for (const behind of [0, 1, 100]) {
      const around = memory.allocate(16 + nbytes + behind).fill(0xa5);
      const target = around.subarray(16, 16 + nbytes);
      const decoded = codec.decodeChunk(stored, LIMIT, target);
      expect(decoded.byteOffset).toBe(target.byteOffset);
      expect(sha256(decoded)).toBe(digest);
      expect([...around.subarray(0, 16), ...around.subarray(16 + nbytes)].every((byte) => byte === 0xa5)).toBe(true);
      memory.free(around);
    }
    expect(sha256(codec.decodeChunk(chunk, LIMIT, memory.allocate(nbytes)))).toBe(digest);
    expect(sha256(stored)).toBe(sha256(chunk));
    memory.free(stored);
  });

  it("encodes what lies there as it encodes the same bytes elsewhere, and leaves them alone", () => {
    const content = Uint8Array.from({ length: 100_000 }, (_, index) => (index >> 3) ^ (index * 7));
    const inside = memory.allocate(content.length);
    inside.set(content);
    for (const [filter, meta] of [
      [0, 0],
      [1, 0],
      [3, 0],
      [4, 10],
    ] as const) {
      const params = { codec: "lz4", clevel: 5, typesize: 4, blocksize: 16_384, splitMode: "auto" } as const;
      const filters = { filters: [filter], filtersMeta: [meta] };
      expect(codec.encodeChunk(inside, { ...params, ...filters })).toEqual(
        codec.encodeChunk(content, { ...params, ...filters }),
      );
      expect(sha256(inside)).toBe(sha256(content));
    }
    memory.free(inside);
  });

  it("decodes what needs more than it has in memory that grows", () => {
    const content = Uint8Array.from({ length: 6 * MIB }, (_, index) => index >> 12);
    const params = { codec: "lz4", clevel: 5, typesize: 1, filters: [], filtersMeta: [], splitMode: "auto" } as const;
    const chunk = codec.encodeChunk(content, { ...params, blocksize: 2 * MIB });
    expect(parseChunkHeader(chunk).nblocks).toBe(3);
    const target = memory.allocate(content.length);
    expect(memory.behind(target)).toBeUndefined();
    expect(sha256(codec.decodeChunk(chunk, LIMIT, target))).toBe(sha256(content));
  });
});
