import { memorySource } from "@caterva2/ndarray";
import { expect, test } from "vitest";
import { noise } from "../../test/sample-data.ts";
import { type ChunkCodec, createChunkCodec, encodeSChunk, openSChunk } from "../index.ts";
import { CodecMemory } from "../kernels/codec-memory.ts";
import { PartMissing } from "../plugins/late-part.ts";
import { readPieces } from "./read-pieces.ts";

const MIB = 1024 * 1024;
const ranges = [
  { offset: 10, length: 5 },
  { offset: 100, length: 3 },
];

/** Bytes that tell their offsets. */
const fill = (offset: number, target: Uint8Array) => {
  for (let index = 0; index < target.length; index += 1) target[index] = offset + index;
  return undefined;
};

/** Where the memory's next allocation would lie. */
function nextAddress(memory: CodecMemory): number {
  const bytes = memory.allocate(1);
  memory.free(bytes);
  return bytes.byteOffset;
}

test("what is read lies in the codec's memory until it goes back", () => {
  const memory = new CodecMemory(2 * MIB);
  const before = nextAddress(memory);
  const read = readPieces(fill, ranges, memory);
  if (read instanceof Promise) return expect.unreachable("nothing to wait for");
  expect(read.pieces.map(({ offset, bytes }) => [offset, [...bytes]])).toEqual([
    [10, [10, 11, 12, 13, 14]],
    [100, [100, 101, 102]],
  ]);
  for (const { bytes } of read.pieces) expect(memory.behind(bytes)).toBeDefined();
  expect(nextAddress(memory)).toBeGreaterThan(before);
  read.giveBack();
  expect(nextAddress(memory)).toBe(before);
});

test("where there is no room, and without such memory, it lies outside", async () => {
  const memory = new CodecMemory(2 * MIB);
  const large = [{ offset: 7, length: 1_900_000 }];
  for (const given of [memory, undefined]) {
    const { pieces, giveBack } = await readPieces(fill, large, given);
    expect(pieces[0]?.bytes.length).toBe(1_900_000);
    expect(pieces[0]?.bytes[0]).toBe(7);
    expect(pieces[0]?.bytes.buffer).not.toBe(memory.memory.buffer);
    giveBack();
  }
});

test("after a failure the memory goes back once no other read can write to it", async () => {
  const memory = new CodecMemory(2 * MIB);
  const before = nextAddress(memory);
  const { promise: slow, resolve } = Promise.withResolvers<void>();
  const failing = (offset: number) => (offset === 10 ? slow : Promise.reject(new Error("gone")));
  await expect(readPieces(failing, ranges, memory)).rejects.toThrow("gone");
  expect(nextAddress(memory)).toBeGreaterThan(before);
  resolve();
  await new Promise((done) => setTimeout(done));
  expect(nextAddress(memory)).toBe(before);
  const throwing = () => {
    throw new Error("closed");
  };
  expect(() => readPieces(throwing, ranges, memory)).toThrow("closed");
  await new Promise((done) => setTimeout(done));
  expect(nextAddress(memory)).toBe(before);
});

test("what was read stays until it is decoded, also the second time, after a missing part was loaded", async () => {
  const memory = new CodecMemory(4 * MIB);
  const codec = await createChunkCodec({ memory });
  const data = new Uint8Array(200_000).map((_, index) => Math.imul(index >>> 4, index >>> 4) >>> 3);
  const frame = encodeSChunk(data, { codec, typesize: 1, chunksize: 100_000 });
  const source = {
    ...memorySource(frame),
    readInto(offset: number, target: Uint8Array) {
      target.set(frame.subarray(offset, offset + target.length));
      return undefined;
    },
  };
  let failures = 0;
  // Others allocate meanwhile, and write.
  const load = async () => {
    memory.free(memory.allocate(MIB).fill(0xee));
  };
  const failing: ChunkCodec = {
    ...codec,
    ofArray: () => failing,
    decodeBlock(...request) {
      if (failures++ === 0) throw new PartMissing("A part", load);
      return codec.decodeBlock(...request);
    },
  };
  const before = nextAddress(memory);
  const schunk = await openSChunk(source, { codec: failing });
  expect(Buffer.compare(await schunk.readBytes(0, data.length), data)).toBe(0);
  expect(failures).toBeGreaterThan(2);
  expect(nextAddress(memory)).toBe(before);
});

test("of a large chunk half a MiB is read and decoded at a time", async () => {
  const codec = await createChunkCodec();
  const data = noise(3 * MIB);
  const frame = encodeSChunk(data, { codec, typesize: 1, chunksize: data.length });
  const lengths: number[] = [];
  const source = {
    ...memorySource(frame),
    async readInto(offset: number, target: Uint8Array) {
      lengths.push(target.length);
      await new Promise((done) => setTimeout(done));
      target.set(frame.subarray(offset, offset + target.length));
    },
  };
  const schunk = await openSChunk(source, { codec });
  expect(Buffer.compare(await schunk.readBytes(5, data.length), data.subarray(5))).toBe(0);
  expect(Math.max(...lengths)).toBeLessThanOrEqual(MIB / 2);
  expect(lengths.length).toBeGreaterThan(1);
});
