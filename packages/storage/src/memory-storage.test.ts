import { expect, it } from "vitest";
import { byteSourceContract } from "../../ndarray/test/byte-source-contract.ts";
import { storageContract } from "../test/storage-contract.ts";
import { writingContract } from "../test/writing-contract.ts";
import { memoryStorage } from "./memory-storage.ts";

storageContract("memoryStorage", async () => {
  const storage = memoryStorage();
  return {
    storage,
    put: async (key, bytes) => storage.put(key, bytes),
    remove: async (key) => storage.remove(key),
    dispose: async () => {},
  };
});

writingContract("memoryStorage", async () => {
  const storage = memoryStorage();
  return {
    storage,
    other: memoryStorage(),
    everything: async () => (await storage.list("")).map((entry) => entry.name),
    dispose: async () => {},
  };
});

byteSourceContract("a file of memoryStorage", async (bytes) => {
  const source = await memoryStorage({ f: bytes }).open("f");
  return { source, dispose: () => source.close() };
});

it("copies what it is given", async () => {
  const bytes = new Uint8Array([1, 2, 3]);
  const storage = memoryStorage({ "dir/f": bytes });
  bytes[0] = 9;
  const file = await storage.open("dir/f");
  expect([...(await file.read(0, 3))]).toEqual([1, 2, 3]);
});
