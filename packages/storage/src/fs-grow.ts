import { constants } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { CatervaError } from "@caterva2/ndarray";
import { writeAll } from "./fs-draft.ts";
import { toEntry } from "./fs-entry.ts";
import { beginGrowth } from "./fs-file.ts";
import { type FsRoot, notFound } from "./fs-root.ts";
import { keyName } from "./key.ts";
import type { StorageEntry } from "./types.ts";
import type { Growth } from "./writing.ts";

/** Grows a file in place: see {@link Growth}. Files of this process that are open keep showing the old version. */
export async function growFile(root: FsRoot, key: string, version: string, growth: Growth): Promise<StorageEntry> {
  const real = root.locate(key);
  if (real === undefined) throw notFound();
  const file = await open(real, constants.O_RDWR | (constants.O_NOFOLLOW ?? 0));
  try {
    const stats = await file.stat({ bigint: true });
    const entry = toEntry(keyName(key), stats);
    if (entry?.kind !== "file" || entry.version !== version) {
      throw new CatervaError("source.changed", "The file is another one by now: try again.");
    }
    if (growth.end > entry.size || growth.head.byteLength > growth.end) {
      throw new CatervaError("internal.unexpected", "The growth is not one of this file.");
    }
    const oldHead = new Uint8Array(growth.head.byteLength);
    await file.read(oldHead, 0, oldHead.byteLength, 0);
    const shown = beginGrowth(stats, oldHead);
    try {
      await writeGrowth(file, entry.size, growth);
    } finally {
      shown.end(await file.stat({ bigint: true }));
    }
    const grown = toEntry(keyName(key), await file.stat({ bigint: true }));
    if (grown === undefined) throw notFound();
    return grown;
  } finally {
    await file.close();
  }
}

async function writeGrowth(file: FileHandle, size: number, growth: Growth): Promise<void> {
  if (size > growth.end) await file.truncate(growth.end);
  try {
    let at = growth.end;
    for (const piece of growth.tail) {
      await writeAll(file, piece, at);
      at += piece.byteLength;
    }
    await file.sync();
  } catch (error) {
    // The old head knows nothing of the tail: without it, or with a part of it, the file is what it was.
    await file.truncate(growth.end).catch(() => undefined);
    throw error;
  }
  await writeAll(file, growth.head, 0);
  await file.sync();
}
