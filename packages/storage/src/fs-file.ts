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
    const stats = fstatSync(fd, { bigint: true });
    const entry = toEntry(stats);
    if (entry?.kind === "file") file = storedFile(fd, entry, identityOf(stats));
  } finally {
    if (file === undefined) closeSync(fd);
  }
  return file;
}

/** A version of a file that grows in place while it is read: the old head is kept, and the new facts are allowed. */
interface Snapshot {
  /** The first bytes of this version, once the file has others. */
  head: Uint8Array | undefined;
  /** Facts of the file that are no sign of a change. */
  size: number;
  mtimeNs: bigint;
}

/** Files of this process that are open, by device and inode. */
const snapshots = new Map<string, Set<Snapshot>>();

/** Growths under way, by device and inode: the head that versions opened meanwhile still have. */
const growths = new Map<string, Uint8Array>();

/**
 * Keeps `head` for everybody who has the file open, or opens it before `end` is called: from here until then
 * its facts may change. One growth of a file at a time.
 */
export function beginGrowth(stats: BigIntStats, head: Uint8Array): { end(stats: BigIntStats): void } {
  const identity = identityOf(stats);
  // By another name of the same file, which no lock on keys knows.
  if (growths.has(identity)) throw changed();
  growths.set(identity, head);
  for (const snapshot of snapshots.get(identity) ?? []) snapshot.head ??= head;
  return {
    end(now) {
      growths.delete(identity);
      for (const snapshot of snapshots.get(identity) ?? []) {
        snapshot.size = Number(now.size);
        snapshot.mtimeNs = now.mtimeNs;
      }
    },
  };
}

function identityOf(stats: BigIntStats): string {
  return `${stats.dev}:${stats.ino}`;
}

function storedFile(fd: number, entry: StorageEntry, identity: string): StoredFile {
  let pending = 0;
  let closed = false;
  const snapshot: Snapshot = { head: growths.get(identity), size: entry.size, mtimeNs: entry.mtimeNs };
  const same = snapshots.get(identity) ?? new Set();
  snapshots.set(identity, same.add(snapshot));

  function closeNow(): void {
    closeSync(fd);
    same.delete(snapshot);
    if (same.size === 0 && snapshots.get(identity) === same) snapshots.delete(identity);
  }

  /** What makes bytes that were read those of this version. */
  function settle(offset: number, target: Uint8Array): void {
    if (!growths.has(identity)) checkUnchanged(fd, snapshot);
    // Whether the head was replaced before, during or after the read: this version has the old one.
    if (snapshot.head !== undefined) overlay(target, offset, snapshot.head);
  }

  function readInto(offset: number, target: Uint8Array): Promise<void> | undefined {
    checkRange(entry.size, offset, target.byteLength);
    // The number of a closed descriptor may belong to another file by now.
    if (closed) throw new CatervaError("source.unreadable", "The file is closed.");
    if (target.byteLength > READ_SYNC_UP_TO) return readAside(offset, target);
    fillNow(fd, target, offset);
    settle(offset, target);
    return undefined;
  }

  async function readAside(offset: number, target: Uint8Array): Promise<void> {
    pending += 1;
    try {
      await fillAside(fd, target, offset);
      settle(offset, target);
    } finally {
      pending -= 1;
      if (closed && pending === 0) closeNow();
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
      if (pending === 0) closeNow();
    },
  };
}

/** Fills `bytes` from `position`. @throws source.changed when the file ends before; source.unreadable */
function fillNow(fd: number, bytes: Uint8Array, position: number): void {
  for (let done = 0; done < bytes.byteLength; ) {
    let count: number;
    try {
      count = readSync(fd, bytes, done, bytes.byteLength - done, position + done);
    } catch (error) {
      throw unreadable(error);
    }
    if (count === 0) throw changed();
    done += count;
  }
}

/** As {@link fillNow}, through the thread pool. */
async function fillAside(fd: number, bytes: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < bytes.byteLength; ) {
    const { bytesRead } = await readThroughPool(fd, bytes, done, bytes.byteLength - done, position + done).catch(
      (error: unknown) => {
        throw unreadable(error);
      },
    );
    if (bytesRead === 0) throw changed();
    done += bytesRead;
  }
}

function unreadable(error: unknown): CatervaError {
  const code = error instanceof Error && "code" in error ? String(error.code) : "unknown";
  return new CatervaError("source.unreadable", `The storage cannot be read (${code}).`, { detail: { system: code } });
}

/**
 * A file written in place has lost the bytes that were promised; one that was replaced by name has not
 * (its descriptor keeps size and mtime; only the ctime moves, with the link count).
 */
function checkUnchanged(fd: number, expected: Snapshot): void {
  const stats = fstatSync(fd, { bigint: true });
  if (stats.mtimeNs !== expected.mtimeNs || Number(stats.size) !== expected.size) throw changed();
}

/** Puts the part of `head` that belongs there into bytes read from `offset` on. */
function overlay(target: Uint8Array, offset: number, head: Uint8Array): void {
  if (offset < head.byteLength) target.set(head.subarray(offset, offset + target.byteLength), 0);
}

function changed(): CatervaError {
  return new CatervaError("source.changed", "The file changed while it was read: try again.");
}
