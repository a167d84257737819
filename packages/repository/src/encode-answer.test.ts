import { createChunkCodec, openB2nd } from "@caterva2/blosc2";
import { nodeCompressors } from "@caterva2/blosc2/node";
import { memorySource, type NDArray, parseDType, wholeSelection } from "@caterva2/ndarray";
import { expect, it } from "vitest";
import { encodeArray } from "./encode-answer.ts";

const codec = await createChunkCodec({ compressors: nodeCompressors });
const LZ4 = 1;
const ZSTD = 5;

/** Smooth 16-bit numbers with two bits of noise, as detectors give them. */
function detector(items: number): NDArray {
  let state = 1;
  const data = Uint16Array.from({ length: items }, (_, index) => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return 1000 + 300 * Math.sin(index / 500) + ((state >> 16) & 3);
  });
  return { dtype: parseDType("<u2"), shape: [items], data: new Uint8Array(data.buffer) };
}

function lines(bytes: number): NDArray {
  const text = Array.from({ length: bytes / 16 }, (_, index) => `GET /item/${index % 9973} 200\n`).join("");
  return { dtype: parseDType("|u1"), shape: [bytes], data: new TextEncoder().encode(text).subarray(0, bytes) };
}

async function codecOf(array: NDArray): Promise<number> {
  const stored = await openB2nd(memorySource(encodeArray(array, codec)), { codec });
  expect(Buffer.compare((await stored.read(wholeSelection(stored.shape))).data, array.data)).toBe(0);
  return stored.schunk.cparams.codec;
}

it("compresses large numbers with LZ4, which is hardly larger", async () => {
  expect(await codecOf(detector(500_000))).toBe(LZ4);
});

it("compresses with Zstd what LZ4 would leave much larger, and small answers", async () => {
  expect(await codecOf(lines(1_000_000))).toBe(ZSTD);
  expect(await codecOf(detector(20_000))).toBe(ZSTD);
});

it("compresses smooth numbers as hard as python-blosc2 does", () => {
  const data = Float64Array.from({ length: 2 ** 18 }, (_, index) => index / 2 ** 18);
  const answer = encodeArray({ dtype: parseDType("<f8"), shape: [2 ** 18], data: new Uint8Array(data.buffer) }, codec);
  // blosc2.asarray(numpy.arange(2**18) / 2**18).to_cframe() takes 9 KB; level 1 would take 17.
  expect(answer.length).toBeLessThan(10_000);
});
