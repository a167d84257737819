import { type BigIntStats, type Dirent, realpathSync, statSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { sep } from "node:path";
import { CatervaError } from "@caterva2/ndarray";
import { openFsFile } from "./fs-file.ts";
import { watchDirectory } from "./fs-watch.ts";
import { checkKey, childKey, keyName } from "./key.ts";
import type { Storage, StorageEntry, StorageName } from "./types.ts";

/** Entries of a directory that are looked at before other work gets its turn. */
const STATS_A_TURN = 256;

/**
 * Driver: a directory of the file system. Symbolic links that stay inside the root work; those that
 * leave it, dangling ones, and everything that is neither file nor directory, are as if not there.
 *
 * Metadata calls are synchronous: from the page cache they take 2 to 5 us, the way through the thread
 * pool 50 or more.
 */
export function fsStorage(root: string): Storage {
  let realRoot: string | undefined;

  /** The real path of a key, if it is there and inside the root. */
  function locate(key: string): string | undefined {
    checkKey(key);
    return guard(() => {
      realRoot ??= realpathSync.native(root);
      const real = key === "" ? realRoot : realpathSync.native(`${realRoot}/${key}`);
      const inside = real === realRoot || real.startsWith(realRoot.endsWith(sep) ? realRoot : realRoot + sep);
      return inside ? real : undefined;
    });
  }

  function stat(key: string): StorageEntry | undefined {
    const real = locate(key);
    if (real === undefined) return undefined;
    return guard(() => toEntry(keyName(key), statSync(real, { bigint: true })));
  }

  return {
    async stat(key) {
      return stat(key);
    },
    async list(key) {
      const real = locate(key);
      const dirents = real === undefined ? undefined : await readDirectory(real);
      if (dirents === undefined) throw notFound();
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
      const real = locate(key);
      const dirents = real === undefined ? undefined : await readDirectory(real);
      if (dirents === undefined) throw notFound();
      return dirents.flatMap((dirent): StorageName[] => {
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
      return watchDirectory(locate, key, onChange);
    },
    async open(key) {
      const real = locate(key);
      const file =
        real === undefined ? undefined : guard(() => openFsFile(real, (stats) => toEntry(keyName(key), stats)));
      if (file === undefined) throw notFound();
      return file;
    },
  };
}

function toEntry(name: string, stats: BigIntStats): StorageEntry | undefined {
  const kind = stats.isFile() ? "file" : stats.isDirectory() ? "directory" : undefined;
  if (kind === undefined) return undefined;
  const size = kind === "file" ? Number(stats.size) : 0;
  // The inode tells a replaced file, the ctime a write that leaves size and mtime as they were.
  const version = [stats.size, stats.mtimeNs, stats.ino, stats.ctimeNs].map((part) => part.toString(16)).join("-");
  return { name, kind, size, mtimeNs: stats.mtimeNs, version };
}

async function readDirectory(real: string): Promise<Dirent[] | undefined> {
  try {
    return await readdir(real, { withFileTypes: true });
  } catch (error) {
    return refuse(error);
  }
}

/** Runs a call of the file system; `undefined` if the name is not there. @throws source.unreadable */
function guard<T>(call: () => T): T | undefined {
  try {
    return call();
  } catch (error) {
    return refuse(error);
  }
}

const ABSENT: ReadonlySet<string> = new Set(["ENOENT", "ENOTDIR", "ELOOP", "ENAMETOOLONG", "ENXIO"]);

function refuse(error: unknown): undefined {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (ABSENT.has(code)) return undefined;
  if (code === "") throw error;
  // The system's own message names machine paths: only its code goes out.
  throw new CatervaError("source.unreadable", `The storage cannot be read (${code}).`, { detail: { system: code } });
}

function notFound(): CatervaError {
  return new CatervaError("path.not_found", "There is nothing at this path.");
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
