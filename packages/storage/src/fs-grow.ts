import {
  type BigIntStats,
  closeSync,
  constants,
  fdatasync,
  fstatSync,
  ftruncate,
  openSync,
  readSync,
  writev,
} from "node:fs";
import { promisify } from "node:util";
import { CatervaError } from "@caterva2/ndarray";
import { toEntry } from "./fs-entry.ts";
import { beginGrowth } from "./fs-file.ts";
import { type FsRoot, notFound } from "./fs-root.ts";
import { keyName } from "./key.ts";
import type { StorageEntry } from "./types.ts";
import type { Growth } from "./writing.ts";
import { writePieces } from "./written-file.ts";

/** What is asked of the system through the thread pool: all that waits for the disk. The rest takes microseconds. */
const aside = { writev: promisify(writev), datasync: promisify(fdatasync), truncate: promisify(ftruncate) };

/** Grows a file in place: see {@link Growth}. Files of this process that are open keep showing the old version. */
export async function growFile(root: FsRoot, key: string, version: string, growth: Growth): Promise<StorageEntry> {
  const real = root.locate(key);
  if (real === undefined) throw notFound();
  const fd = openSync(real, constants.O_RDWR | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
  try {
    const stats = factsOf(fd);
    const entry = toEntry(keyName(key), stats);
    if (entry?.kind !== "file" || entry.version !== version) {
      throw new CatervaError("source.changed", "The file is another one by now: try again.");
    }
    if (growth.end > entry.size || growth.head.byteLength > growth.end) {
      throw new CatervaError("internal.unexpected", "The growth is not one of this file.");
    }
    const oldHead = new Uint8Array(growth.head.byteLength);
    readSync(fd, oldHead, 0, oldHead.byteLength, 0);
    const shown = beginGrowth(stats, oldHead);
    try {
      await writeGrowth(fd, entry.size, growth);
    } finally {
      shown.end(factsOf(fd));
    }
    const grown = toEntry(keyName(key), factsOf(fd));
    if (grown === undefined) throw notFound();
    return grown;
  } finally {
    closeSync(fd);
  }
}

function factsOf(fd: number): BigIntStats {
  return fstatSync(fd, { bigint: true });
}

async function writeGrowth(fd: number, size: number, growth: Growth): Promise<void> {
  const file = { writev: (pieces: Uint8Array[], at: number) => aside.writev(fd, pieces, at) };
  if (size > growth.end) await aside.truncate(fd, growth.end);
  try {
    await writePieces(file, growth.tail, growth.end);
    await aside.datasync(fd);
  } catch (error) {
    // The old head knows nothing of the tail: without it, or with a part of it, the file is what it was.
    await aside.truncate(fd, growth.end).catch(() => undefined);
    throw error;
  }
  await writePieces(file, [growth.head], 0);
  await aside.datasync(fd);
}
