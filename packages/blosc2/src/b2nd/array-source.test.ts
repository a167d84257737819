import { memorySource, parseDType, wholeSelection } from "@caterva2/ndarray";
import { expect, test } from "vitest";
import { arraySourceContract } from "../../../ndarray/test/array-source-contract.ts";
import { codec } from "../../test/codec.ts";
import { encodeB2nd, openB2nd } from "../index.ts";

arraySourceContract("a b2nd frame in memory", async (array) => ({
  array: await openB2nd(memorySource(encodeB2nd(array, { codec })), { codec }),
}));

arraySourceContract("a b2nd frame of many small chunks", async (array) => {
  const chunks = array.shape.map((extent) => Math.max(1, Math.ceil(extent / 3)));
  const blocks = chunks.map((extent) => Math.max(1, Math.ceil(extent / 2)));
  const usable = array.shape.length > 0 && !array.shape.includes(0);
  const frame = encodeB2nd(array, usable ? { codec, chunks, blocks } : { codec });
  return { array: await openB2nd(memorySource(frame), { codec }) };
});

test("zeros are written to memory that holds something", async () => {
  const dtype = parseDType("<i4");
  const data = new Uint8Array(4 * 40 * 30).fill(7, 2000, 2100);
  const frame = encodeB2nd({ dtype, shape: [40, 30], data }, { codec, chunks: [8, 10], blocks: [4, 5] });
  const array = await openB2nd(memorySource(frame), { codec });
  const target = new Uint8Array(data.length).fill(1);
  await array.readInto(wholeSelection([40, 30]), target);
  expect(Buffer.compare(target, data)).toBe(0);
  expect(array.stats.chunksRead).toBe(3);
  await expect(array.readInto(wholeSelection([40, 30]), target.subarray(1))).rejects.toThrow("bytes");
});

test("readers that take turns make one answer, and decode no block twice", async () => {
  const dtype = parseDType("<u2");
  // One chunk of zeros: into memory that was used before they are written as well.
  const zeros = (index: number) => Math.floor(index / 60) < 8 && index % 60 < 20;
  const data = new Uint8Array(2 * 40 * 30).map((_, index) => (zeros(index) ? 0 : (index * 37) & 0xff));
  const frame = encodeB2nd({ dtype, shape: [40, 30], data }, { codec, chunks: [8, 10], blocks: [4, 5] });
  const readers = await Promise.all([1, 2, 3].map(() => openB2nd(memorySource(frame), { codec })));
  const target = new Uint8Array(data.length).fill(0xee);
  let turn = 0;
  const selection = wholeSelection([40, 30]);
  await Promise.all(readers.map((reader) => reader.readByTurns(selection, target, () => turn++)));
  expect(target).toEqual(data);
  expect(readers.reduce((sum, { stats }) => sum + stats.chunksRead, 0)).toBe(14);
  // None takes the turns of others beforehand.
  for (const { stats } of readers) expect(stats.chunksRead).toBeGreaterThan(3);
  await expect(readers[0]?.readByTurns(selection, new Uint8Array(3), () => turn++)).rejects.toThrow("3 bytes");
});

test("of each item a part can be read alone", async () => {
  const dtype = parseDType("[('a', '<u2'), ('b', '<u4'), ('c', 'u1')]");
  const data = new Uint8Array(7 * 40 * 30).map((_, index) => (index > 2000 ? (index * 37) & 0xff : 0));
  const frame = encodeB2nd({ dtype, shape: [40, 30], data }, { codec, chunks: [8, 10], blocks: [4, 5] });
  const array = await openB2nd(memorySource(frame), { codec });
  const target = new Uint8Array(4 * 40 * 30).fill(0xee);
  await array.readByTurns(wholeSelection([40, 30]), target, undefined, { offset: 2, length: 4 });
  expect(target).toEqual(target.map((_, index) => data[7 * Math.floor(index / 4) + 2 + (index % 4)] ?? 0));
  const beyond = array.readByTurns(wholeSelection([40, 30]), target, undefined, { offset: 4, length: 4 });
  await expect(beyond).rejects.toThrow("no such part");
});
