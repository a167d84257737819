import { type Dirent, statSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { toEntry } from "./fs-entry.ts";
import { guard, refuse } from "./fs-errors.ts";
import { openFsFile } from "./fs-file.ts";

import { FsRoot, isReserved, notFound, TEMPORARIES } from "./fs-root.ts";
import { watchDirectory } from "./fs-watch.ts";
import { fsWriting } from "./fs-writing.ts";
import { checkKey, childKey, keyName } from "./key.ts";
import type { StorageEntry, StorageName } from "./types.ts";
import type { WritableStorage } from "./writing.ts";

/** Entries of a directory that are looked at before other work gets its turn. */
const STATS_A_TURN = 256;

const EMPTY_ROOT: StorageEntry = { name: "", kind: "directory", size: 0, mtimeNs: 0n, version: "empty" };

export interface FsStorageOptions {
  /** Directory for unfinished files, on the same file system; default: one in the root that no listing shows. */
  readonly temporaries?: string;
  /** Whether a root whose directory is missing is one without content; else it is not there. */
  readonly absentIsEmpty?: boolean;
}

/**
 * Driver: a directory of the file system. Symbolic links that stay inside the root work; those that
 * leave it, dangling ones, and everything that is neither file nor directory, are as if not there.
 *
 * Metadata calls are synchronous: from the page cache they take 2 to 5 us, the way through the thread
 * pool 50 or more.
 */
export function fsStorage(path: string, options: FsStorageOptions = {}): WritableStorage {
  const root = new FsRoot(path, options.temporaries);

  function stat(key: string): StorageEntry | undefined {
    const real = root.locate(key);
    if (real === undefined) return isEmptyRoot(key) ? EMPTY_ROOT : undefined;
    return guard(() => toEntry(keyName(key), statSync(real, { bigint: true })));
  }

  /** Whether a key that leads nowhere is that of a root that nobody has written to. */
  function isEmptyRoot(key: string): boolean {
    return key === "" && options.absentIsEmpty === true;
  }

  async function read(key: string): Promise<Dirent[]> {
    const real = root.locate(key);
    const dirents = real === undefined ? undefined : await readDirectory(real, key === "");
    if (dirents !== undefined) return dirents;
    if (isEmptyRoot(key)) return [];
    throw notFound();
  }

  return {
    ...fsWriting(root),
    async stat(key) {
      return stat(key);
    },
    async list(key) {
      const dirents = await read(key);
      const entries: StorageEntry[] = [];
      for (const [index, dirent] of dirents.entries()) {
        if (index % STATS_A_TURN === STATS_A_TURN - 1) await nextTurn();
        const candidate = dirent.isFile() || dirent.isDirectory() || dirent.isSymbolicLink();
        const entry = candidate ? stat(childKey(key, dirent.name)) : undefined;
        if (entry !== undefined) entries.push(entry);
      }
      return entries;
    },
    async names(key) {
      return (await read(key)).flatMap((dirent): StorageName[] => {
        const { name } = dirent;
        if (dirent.isFile()) return [{ name, kind: "file" }];
        if (dirent.isDirectory()) return [{ name, kind: "directory" }];
        // Where a link leads, and whether it may, is for `stat` to say.
        const entry = dirent.isSymbolicLink() ? stat(childKey(key, name)) : undefined;
        return entry === undefined ? [] : [{ name, kind: entry.kind }];
      });
    },
    watch(key, onChange) {
      checkKey(key);
      return watchDirectory(
        (wanted) => root.locate(wanted),
        key,
        (changed) => {
          if (!isReserved(changed)) onChange(changed);
        },
      );
    },
    async open(key) {
      const real = root.locate(key);
      const file =
        real === undefined ? undefined : guard(() => openFsFile(real, (stats) => toEntry(keyName(key), stats)));
      if (file === undefined) throw notFound();
      return file;
    },
  };
}

async function readDirectory(real: string, isRoot: boolean): Promise<Dirent[] | undefined> {
  try {
    const dirents = await readdir(real, { withFileTypes: true });
    return isRoot ? dirents.filter((dirent) => dirent.name !== TEMPORARIES) : dirents;
  } catch (error) {
    return refuse(error);
  }
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
