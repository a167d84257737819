import { type BigIntStats, closeSync, constants, fstatSync, openSync, read as readCallback, readSync } from "node:fs";
import { promisify } from "node:util";
import { isMainThread } from "node:worker_threads";
import { CatervaError, checkRange } from "@caterva2/ndarray";
import { streamSource } from "./stream.ts";
import type { StorageEntry, StoredFile } from "./types.ts";

const readThroughPool = promisify(readCallback);

/**
 * Reads up to this many bytes are synchronous: 4 KiB from the page cache take 5 us so, and 60 us
 * through the thread pool. Larger ones leave the event loop free, except in a worker, which has
 * nothing else to do meanwhile.
 */
const READ_SYNC_UP_TO = isMainThread ? 32 * 1024 : Number.POSITIVE_INFINITY;

/** A link swapped in after the path was resolved is not followed; opening a fifo does not wait for a writer. */
const OPEN_FLAGS = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/**
 * Opens a regular file; `undefined` if it is something else.
 * @param toEntry describes what was opened, from the open descriptor's own facts.
 */
export function openFsFile(
  path: string,
  toEntry: (stats: BigIntStats) => StorageEntry | undefined,
): StoredFile | undefined {
  const fd = openSync(path, OPEN_FLAGS);
  let file: StoredFile | undefined;
  try {
    const entry = toEntry(fstatSync(fd, { bigint: true }));
    if (entry?.kind === "file") file = storedFile(fd, entry);
  } finally {
    if (file === undefined) closeSync(fd);
  }
  return file;
}

function storedFile(fd: number, entry: StorageEntry): StoredFile {
  let pending = 0;
  let closed = false;

  async function readInto(offset: number, target: Uint8Array): Promise<void> {
    checkRange(entry.size, offset, target.byteLength);
    // The number of a closed descriptor may belong to another file by now.
    if (closed) throw new CatervaError("source.unreadable", "The file is closed.");
    pending += 1;
    try {
      await fill(fd, target, offset);
      checkUnchanged(fd, entry);
    } finally {
      pending -= 1;
      if (closed && pending === 0) closeSync(fd);
    }
  }

  async function read(offset: number, length: number): Promise<Uint8Array> {
    checkRange(entry.size, offset, length);
    const bytes = new Uint8Array(length);
    await readInto(offset, bytes);
    return bytes;
  }

  return {
    size: entry.size,
    entry,
    read,
    readInto,
    stream: (start, end) => streamSource({ size: entry.size, read }, start, end),
    async close() {
      if (closed) return;
      closed = true;
      if (pending === 0) closeSync(fd);
    },
  };
}

/** Fills `bytes` from `position`. @throws source.changed when the file ends before; source.unreadable */
async function fill(fd: number, bytes: Uint8Array, position: number): Promise<void> {
  let done = 0;
  while (done < bytes.byteLength) {
    const count = await readSome(fd, bytes, done, position + done);
    if (count === 0) throw changed();
    done += count;
  }
}

async function readSome(fd: number, bytes: Uint8Array, done: number, position: number): Promise<number> {
  const length = bytes.byteLength - done;
  try {
    if (length <= READ_SYNC_UP_TO) return readSync(fd, bytes, done, length, position);
    return (await readThroughPool(fd, bytes, done, length, position)).bytesRead;
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "unknown";
    throw new CatervaError("source.unreadable", `The storage cannot be read (${code}).`, { detail: { system: code } });
  }
}

/**
 * A file written in place has lost the bytes that were promised; one that was replaced by name has not
 * (its descriptor keeps size and mtime; only the ctime moves, with the link count).
 */
function checkUnchanged(fd: number, entry: StorageEntry): void {
  const stats = fstatSync(fd, { bigint: true });
  if (stats.mtimeNs !== entry.mtimeNs || Number(stats.size) !== entry.size) throw changed();
}

function changed(): CatervaError {
  return new CatervaError("source.changed", "The file changed while it was read: try again.");
}
