import { expect, test } from "vitest";
import { byteSourceContract } from "../test/byte-source-contract.ts";
import { countingSource, memorySource } from "./index.ts";

byteSourceContract("memorySource", (bytes) => ({ source: memorySource(bytes) }));
byteSourceContract("countingSource", (bytes) => ({ source: countingSource(memorySource(bytes)).source }));

test("countingSource counts reads and the bytes asked for", async () => {
  const { source, count } = countingSource(memorySource(new Uint8Array(100)));
  await source.read(0, 10);
  await source.read(50, 50);
  expect(count).toEqual({ reads: 2, bytes: 60 });
});

test("what is read of a Buffer of Node is plain bytes: a slice of it is a copy", async () => {
  const bytes = Buffer.alloc(8, 1);
  const read = await memorySource(bytes).read(0, 8);
  read.slice().fill(2);
  expect(bytes[0]).toBe(1);
});
