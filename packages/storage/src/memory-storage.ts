import { CatervaError, memorySource } from "@caterva2/ndarray";
import { checkKey, childKey, keyName } from "./key.ts";
import { streamSource } from "./stream.ts";
import type { Storage, StorageEntry, StoredFile } from "./types.ts";

interface MemoryFile {
  readonly bytes: Uint8Array;
  readonly mtimeNs: bigint;
  readonly version: string;
}

/** A root held in memory, with the two writes that tests need. Directories exist as far as files are below them. */
export interface MemoryStorage extends Storage {
  /** Stores a copy of `bytes`; files that are open keep the old ones. */
  put(key: string, bytes: Uint8Array, mtimeNs?: bigint): void;
  remove(key: string): void;
}

/** Driver: memory. `files` maps keys to contents. */
export function memoryStorage(files: Readonly<Record<string, Uint8Array>> = {}): MemoryStorage {
  const stored = new Map<string, MemoryFile>();
  const listeners = new Set<(key: string) => void>();
  const tell = (key: string) => {
    for (const listener of listeners) listener(key);
  };
  let writes = 0;
  const storage: MemoryStorage = {
    put(key, bytes, mtimeNs = 0n) {
      checkKey(key);
      writes += 1;
      stored.set(key, { bytes: bytes.slice(), mtimeNs, version: `m${writes.toString(16)}` });
      tell(key);
    },
    remove(key) {
      stored.delete(key);
      tell(key);
    },
    async stat(key) {
      checkKey(key);
      const file = stored.get(key);
      if (file !== undefined) return fileEntry(key, file);
      return key === "" || hasBelow(stored, key) ? directoryEntry(key) : undefined;
    },
    async list(key) {
      checkKey(key);
      if (key !== "" && !hasBelow(stored, key)) throw notFound();
      return children(stored, key);
    },
    async names(key) {
      return (await storage.list(key)).map(({ name, kind }) => ({ name, kind }));
    },
    watch(key, onChange) {
      checkKey(key);
      const listener = (changed: string) => {
        if (key === "" || changed.startsWith(`${key}/`)) onChange(changed);
      };
      listeners.add(listener);
      return { ready: Promise.resolve(true), close: () => listeners.delete(listener) };
    },
    async open(key) {
      checkKey(key);
      const file = stored.get(key);
      if (file === undefined) throw notFound();
      return openMemory(fileEntry(key, file), file.bytes);
    },
  };
  for (const [key, bytes] of Object.entries(files)) storage.put(key, bytes);
  return storage;
}

function openMemory(entry: StorageEntry, bytes: Uint8Array): StoredFile {
  const source = memorySource(bytes);
  return {
    ...source,
    entry,
    async readInto(offset, target) {
      target.set(await source.read(offset, target.byteLength));
    },
    stream: (start, end) => streamSource(source, start, end),
    async close() {},
  };
}

function children(stored: ReadonlyMap<string, MemoryFile>, directory: string): StorageEntry[] {
  const prefix = directory === "" ? "" : `${directory}/`;
  const entries = new Map<string, StorageEntry>();
  for (const [key, file] of stored) {
    if (!key.startsWith(prefix)) continue;
    const [name = "", ...deeper] = key.slice(prefix.length).split("/");
    const child = childKey(directory, name);
    entries.set(name, deeper.length === 0 ? fileEntry(child, file) : directoryEntry(child));
  }
  return [...entries.values()];
}

function hasBelow(stored: ReadonlyMap<string, MemoryFile>, key: string): boolean {
  const prefix = `${key}/`;
  for (const other of stored.keys()) if (other.startsWith(prefix)) return true;
  return false;
}

function fileEntry(key: string, file: MemoryFile): StorageEntry {
  const { bytes, mtimeNs, version } = file;
  return { name: keyName(key), kind: "file", size: bytes.byteLength, mtimeNs, version };
}

function directoryEntry(key: string): StorageEntry {
  return { name: keyName(key), kind: "directory", size: 0, mtimeNs: 0n, version: `d:${key}` };
}

function notFound(): CatervaError {
  return new CatervaError("path.not_found", "There is nothing at this path.");
}
