import { createChunkCodec, type EncodeParams, inTurn } from "@caterva2/blosc2";
import { nodeCompressors } from "@caterva2/blosc2/node";
import { expect, test } from "vitest";
import { encodeTurns, sharedEncoder } from "./shared-encode.ts";
import type { Crew, SharedEncode, SharedWork } from "./types.ts";

const codec = await createChunkCodec({ compressors: nodeCompressors });
const BLOCK = 64 * 1024;
const params: EncodeParams = {
  codec: "zstd",
  clevel: 3,
  typesize: 4,
  blocksize: BLOCK,
  filters: [1],
  filtersMeta: [0],
  splitMode: "auto",
};
const lengths = [BLOCK, BLOCK, BLOCK, BLOCK, BLOCK, 1000];

/** Content that differs from block to block; in the fourth it does not compress. */
function fill(index: number, content: Uint8Array): void {
  expect(content.every((byte) => byte === 0)).toBe(true);
  for (let at = 0; at < content.length; at += 1)
    content[at] = index === 3 ? Math.imul(at, 2654435761) >>> 23 : at >> (index + 3);
}

function crewOf(help: (work: SharedEncode) => Promise<boolean>): { crew: Crew; calls: () => number } {
  let calls = 0;
  const crew: Crew = {
    help(work: SharedWork) {
      calls += 1;
      return work.kind === "encode" ? help(work) : Promise.reject(new Error("not a read"));
    },
  };
  return { crew, calls: () => calls };
}

test("blocks are the same, whoever encodes them", async () => {
  const helper = await createChunkCodec({ compressors: nodeCompressors });
  const { crew, calls } = crewOf(async (work) => {
    encodeTurns(helper, work);
    return true;
  });
  const alone = await inTurn.encode(codec, params, lengths, fill);
  // Twice: memory that is used again is zeros again.
  for (const round of [1, 2]) {
    expect(await sharedEncoder(crew).encode(codec, params, lengths, fill)).toEqual(alone);
    expect(calls()).toBe(round);
  }
});

test("a helper that fails with a block in hand costs time, not data", async () => {
  const { crew } = crewOf(async (work) => {
    Atomics.add(new Int32Array(work.turns), 0, 2);
    return false;
  });
  const alone = await inTurn.encode(codec, params, lengths, fill);
  expect(await sharedEncoder(crew).encode(codec, params, lengths, fill)).toEqual(alone);
});

test("nobody is asked for few blocks, for fast codecs, and for filters that must know the array", async () => {
  const { crew, calls } = crewOf(() => Promise.reject(new Error("asked")));
  const encoder = sharedEncoder(crew);
  await encoder.encode(codec, params, lengths.slice(3), fill);
  await encoder.encode(codec, { ...params, codec: "lz4" }, lengths, fill);
  await encoder.encode(codec, params, [1000, 1000, 1000, 1000, 1000], fill);
  await expect(encoder.encode(codec, { ...params, filters: [32] }, lengths, fill)).rejects.toThrow();
  expect(calls()).toBe(0);
});

test("an error stops the others before it is told", async () => {
  let turns: SharedArrayBuffer | undefined;
  const { crew } = crewOf(async (work) => {
    turns = work.turns;
    await new Promise((resolve) => setImmediate(resolve));
    return true;
  });
  const broken = { ...params, codec: "zstd", filters: [99] } as const;
  await expect(sharedEncoder(crew).encode(codec, broken, lengths, fill)).rejects.toMatchObject({
    code: "blosc2.unsupported",
  });
  expect(new Int32Array(turns ?? new ArrayBuffer(4))[0]).toBeGreaterThan(lengths.length);
});
