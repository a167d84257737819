import { CatervaError, joinBytes } from "@caterva2/ndarray";
import { copyThrough } from "./copy-through.ts";
import { checkKey, childKey } from "./key.ts";
import type { MemoryFiles } from "./memory-files.ts";
import type { Storage } from "./types.ts";
import type { Draft, WritableStorage } from "./writing.ts";

/** The writing side of the driver. A copy of a directory is not one step, which in memory nobody can interrupt. */
export function memoryWriting(files: MemoryFiles): Omit<WritableStorage, keyof Storage> {
  const side: Omit<WritableStorage, keyof Storage> = {
    draft: async () => memoryDraft(files),
    async grow(key, version, { end, tail, head }) {
      const old = files.file(key);
      if (old?.version !== version) {
        throw new CatervaError("source.changed", "The file is another one by now: try again.");
      }
      if (end > old.bytes.byteLength || head.byteLength > end) {
        throw new CatervaError("internal.unexpected", "The growth is not one of this file.");
      }
      const bytes = joinBytes([old.bytes.subarray(0, end), ...tail]);
      bytes.set(head, 0);
      return files.put(key, bytes);
    },
    async makeDirectory(key) {
      files.makeDirectory(key);
    },
    async storeTree(key, tree) {
      checkKey(key);
      for (const { path } of tree) checkKey(path);
      if (files.kind(key) !== undefined) throw taken();
      files.makeDirectory(key);
      for (const { path, bytes } of tree) files.put(childKey(key, path), bytes);
    },
    async copyFrom(source, from, to, changed) {
      checkKey(to);
      if (files.kind(to) === "directory") throw taken();
      const kind = (await source.stat(from))?.kind;
      if (kind === "directory" && files.kind(to) === "file") throw taken();
      await copyThrough(source, from, side, to, changed);
    },
    async moveFrom(source, from, to, changed) {
      checkKey(to);
      await side.copyFrom(source, from, to, changed);
      await source.remove(from);
    },
    async remove(key) {
      files.remove(key);
    },
    usage: async (key, counts = () => true) => files.usage(key, counts),
    recover: async () => {},
  };
  return side;
}

function memoryDraft(files: MemoryFiles): Draft {
  let pieces: Uint8Array[] = [];
  let size = 0;
  return {
    get size() {
      return size;
    },
    async append(bytes) {
      pieces.push(bytes.slice());
      size += bytes.byteLength;
    },
    async patch(offset, bytes) {
      const all = joinBytes(pieces);
      all.set(bytes, offset);
      pieces = [all];
    },
    commit: async (key) => files.put(key, joinBytes(pieces)),
    async discard() {
      pieces = [];
    },
  };
}

function taken(): CatervaError {
  return new CatervaError("path.taken", "There is something else at this path.");
}
