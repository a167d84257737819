import { memorySource } from "@caterva2/ndarray";
import { expect, test } from "vitest";
import { codec } from "../../test/codec.ts";
import { openSChunk } from "./open.ts";
import { encodeStreamedChunk, encodeStreamedEnds, STREAMED_START } from "./streamed.ts";

/** A frame as a writer makes it that holds one chunk at a time. */
function streamed(data: Uint8Array, chunksize: number): Buffer {
  const chunks: Uint8Array[] = [];
  for (let start = 0; start < data.length; start += chunksize) {
    chunks.push(encodeStreamedChunk(data.subarray(start, start + chunksize), codec));
  }
  const lengths = chunks.map((chunk) => chunk.length);
  const { head, tail } = encodeStreamedEnds({ nbytes: data.length, chunksize, lengths });
  expect(head.length).toBe(STREAMED_START);
  return Buffer.concat([head, ...chunks, tail]);
}

test.each([
  [10_000, 4096],
  [8192, 4096],
  [300_000, 1000],
  [1_000_000, 262_144],
])("%i bytes in chunks of %i are read back, whole and in parts", async (length, chunksize) => {
  const data = Uint8Array.from({ length }, (_, index) => (index * index) >> 7);
  data.fill(0, chunksize, 2 * chunksize);
  const schunk = await openSChunk(memorySource(streamed(data, chunksize)), { codec });
  expect({ nbytes: schunk.nbytes, chunksize: schunk.chunksize, typesize: schunk.typesize }).toEqual({
    nbytes: length,
    chunksize,
    typesize: 1,
  });
  expect(Buffer.compare(await schunk.readBytes(0, length), data)).toBe(0);
  expect(await schunk.readBytes(chunksize - 5, chunksize + 5)).toEqual(data.slice(chunksize - 5, chunksize + 5));
});

test("a chunk of zeros takes no room", () => {
  const zeros = streamed(new Uint8Array(1_000_000), 100_000);
  expect(zeros.length).toBeLessThan(400);
});
