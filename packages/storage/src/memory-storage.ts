import { CatervaError, checkRange, memorySource } from "@caterva2/ndarray";
import { checkKey } from "./key.ts";
import { MemoryFiles } from "./memory-files.ts";
import { memoryWriting } from "./memory-writing.ts";
import { streamSource } from "./stream.ts";
import type { StorageEntry, StoredFile } from "./types.ts";
import type { WritableStorage } from "./writing.ts";

/** A root held in memory, with a direct way in for tests. */
export interface MemoryStorage extends WritableStorage {
  /** Stores a copy of `bytes`; files that are open keep the old ones. */
  put(key: string, bytes: Uint8Array, mtimeNs?: bigint): void;
}

/** Driver: memory. `files` maps keys to contents. */
export function memoryStorage(contents: Readonly<Record<string, Uint8Array>> = {}): MemoryStorage {
  const listeners = new Set<(key: string) => void>();
  const files = new MemoryFiles((key) => {
    for (const listener of listeners) listener(key);
  });
  for (const [key, bytes] of Object.entries(contents)) files.put(key, bytes);
  return {
    ...memoryWriting(files),
    put: (key, bytes, mtimeNs) => void files.put(key, bytes, mtimeNs),
    stat: async (key) => files.stat(key),
    list: async (key) => files.list(key),
    names: async (key) => files.list(key).map(({ name, kind }) => ({ name, kind })),
    watch(key, onChange) {
      checkKey(key);
      const listener = (changed: string) => {
        if (key === "" || changed.startsWith(`${key}/`)) onChange(changed);
      };
      listeners.add(listener);
      return { ready: Promise.resolve(true), close: () => listeners.delete(listener) };
    },
    async open(key) {
      const file = files.file(key);
      const entry = files.stat(key);
      if (file === undefined || entry === undefined) {
        throw new CatervaError("path.not_found", "There is nothing at this path.");
      }
      return openMemory(entry, file.bytes);
    },
  };
}

function openMemory(entry: StorageEntry, bytes: Uint8Array): StoredFile {
  const source = memorySource(bytes);
  return {
    ...source,
    entry,
    readInto(offset, target) {
      checkRange(bytes.byteLength, offset, target.byteLength);
      target.set(bytes.subarray(offset, offset + target.byteLength));
      return undefined;
    },
    stream: (start, end) => streamSource(source, start, end),
    async close() {},
  };
}
