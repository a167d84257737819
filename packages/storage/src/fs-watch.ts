import { type FSWatcher, watch } from "node:fs";
import { opendir } from "node:fs/promises";
import { childKey } from "./key.ts";
import type { Watch } from "./types.ts";

/** Directories that one watch follows; the system has some thousands of watches for all programs together. */
const MAX_DIRECTORIES = 1_000;
/** Entries that are read at a time, so that a large directory holds nobody up. */
const READ_AHEAD = 256;

/**
 * Follows a directory and those below it. Links are not followed: what they lead to is watched where it is.
 * @param pathOf the path of a key in the file system, if it is there and inside the root
 */
export function watchDirectory(
  pathOf: (key: string) => string | undefined,
  start: string,
  onChange: (key: string) => void,
): Watch {
  const watchers = new Map<string, FSWatcher>();
  let closed = false;
  let complete = true;

  /** Watches a directory, then looks for those below; `fresh`: it has just appeared, and so has all in it. */
  async function follow(key: string, fresh: boolean): Promise<void> {
    const path = closed || watchers.has(key) ? undefined : pathOf(key);
    if (path === undefined) return;
    if (watchers.size >= MAX_DIRECTORIES) {
      complete = false;
      return;
    }
    try {
      const watcher = watch(path, { persistent: false }, (kind, name) => changed(key, kind, name));
      watcher.on("error", () => forget(key));
      watchers.set(key, watcher);
      for await (const entry of await opendir(path, { bufferSize: READ_AHEAD })) {
        if (closed) return;
        const child = childKey(key, entry.name);
        if (fresh) onChange(child);
        if (entry.isDirectory()) await follow(child, fresh);
      }
    } catch {
      // It vanished, or is no directory, or the system has no watches left: the last is worth telling.
      if (pathOf(key) !== undefined && !watchers.has(key)) complete = false;
    }
  }

  function changed(directory: string, kind: string, name: string | null): void {
    if (closed || name === null) return;
    const key = childKey(directory, name);
    onChange(key);
    if (kind !== "rename") return;
    forget(key);
    void follow(key, true);
  }

  /** Lets go of a directory that is there no more, or not the same. */
  function forget(key: string): void {
    for (const [other, watcher] of watchers) {
      if (other !== key && !other.startsWith(`${key}/`)) continue;
      watcher.close();
      watchers.delete(other);
    }
  }

  const ready = follow(start, false);
  return {
    ready: ready.then(() => complete),
    close() {
      closed = true;
      for (const watcher of watchers.values()) watcher.close();
      watchers.clear();
    },
  };
}
