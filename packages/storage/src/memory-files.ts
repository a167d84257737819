import { CatervaError } from "@caterva2/ndarray";
import { checkKey, childKey, keyName } from "./key.ts";
import type { StorageEntry } from "./types.ts";

export interface MemoryFile {
  readonly bytes: Uint8Array;
  readonly mtimeNs: bigint;
  readonly version: string;
}

/** The files and directories of a root in memory. Keys are checked by every method. */
export class MemoryFiles {
  readonly #files = new Map<string, MemoryFile>();
  readonly #directories = new Set<string>([""]);
  readonly #changed: (key: string) => void;
  #writes = 0;

  constructor(changed: (key: string) => void) {
    this.#changed = changed;
  }

  file(key: string): MemoryFile | undefined {
    checkKey(key);
    return this.#files.get(key);
  }

  kind(key: string): StorageEntry["kind"] | undefined {
    if (this.file(key) !== undefined) return "file";
    return this.#directories.has(key) ? "directory" : undefined;
  }

  stat(key: string): StorageEntry | undefined {
    const file = this.file(key);
    if (file !== undefined) return fileEntry(key, file);
    return this.#directories.has(key) ? directoryEntry(key) : undefined;
  }

  /** @throws path.not_found */
  list(key: string): StorageEntry[] {
    if (this.kind(key) !== "directory") throw notFound();
    const entries: StorageEntry[] = [];
    for (const other of [...this.#directories, ...this.#files.keys()]) {
      if (other === "" || childKey(key, keyName(other)) !== other) continue;
      const entry = this.stat(other);
      if (entry !== undefined) entries.push(entry);
    }
    return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** Stores a copy of `bytes`. @throws path.taken, path.invalid */
  put(key: string, bytes: Uint8Array, mtimeNs = 0n): StorageEntry {
    if (key === "") throw new CatervaError("path.invalid", "Nothing can be written at this path.");
    if (this.kind(key) === "directory") throw taken();
    this.#makeParents(key);
    this.#writes += 1;
    const file = { bytes: bytes.slice(), mtimeNs, version: `m${this.#writes.toString(16)}` };
    this.#files.set(key, file);
    this.#changed(key);
    return fileEntry(key, file);
  }

  /** @throws path.taken, path.invalid */
  makeDirectory(key: string): void {
    if (key === "") throw new CatervaError("path.invalid", "Nothing can be written at this path.");
    if (this.kind(key) === "file") throw taken();
    this.#makeParents(key);
    this.#directories.add(key);
    this.#changed(key);
  }

  /** @throws path.not_found, path.invalid */
  remove(key: string): void {
    if (key === "") throw new CatervaError("path.invalid", "The root itself cannot be removed.");
    if (this.kind(key) === undefined) throw notFound();
    for (const names of [this.#files, this.#directories]) {
      for (const other of [...names.keys()]) if (other === key || other.startsWith(`${key}/`)) names.delete(other);
    }
    this.#changed(key);
  }

  usage(key: string, counts: (name: string) => boolean): number {
    checkKey(key);
    let sum = 0;
    for (const [other, { bytes }] of this.#files) {
      const below = key === "" || other === key || other.startsWith(`${key}/`);
      if (below && counts(keyName(other))) sum += bytes.byteLength;
    }
    return sum;
  }

  #makeParents(key: string): void {
    const parts = key.split("/");
    for (let length = 1; length < parts.length; length += 1) {
      const directory = parts.slice(0, length).join("/");
      if (this.#files.has(directory)) {
        throw new CatervaError("path.invalid", "The path leads through something that is no directory.");
      }
      this.#directories.add(directory);
    }
  }
}

function fileEntry(key: string, { bytes, mtimeNs, version }: MemoryFile): StorageEntry {
  return { name: keyName(key), kind: "file", size: bytes.byteLength, mtimeNs, version };
}

function directoryEntry(key: string): StorageEntry {
  return { name: keyName(key), kind: "directory", size: 0, mtimeNs: 0n, version: `d:${key}` };
}

function notFound(): CatervaError {
  return new CatervaError("path.not_found", "There is nothing at this path.");
}

function taken(): CatervaError {
  return new CatervaError("path.taken", "There is something else at this path.");
}
