import type { BigIntStats } from "node:fs";
import type { StorageEntry } from "./types.ts";

/** What the system tells about a name; undefined for what is neither file nor directory. */
export function toEntry(name: string, stats: BigIntStats): StorageEntry | undefined {
  const kind = stats.isFile() ? "file" : stats.isDirectory() ? "directory" : undefined;
  if (kind === undefined) return undefined;
  const size = kind === "file" ? Number(stats.size) : 0;
  // The inode tells a replaced file, the ctime a write that leaves size and mtime as they were.
  const version = [stats.size, stats.mtimeNs, stats.ino, stats.ctimeNs].map((part) => part.toString(16)).join("-");
  return { name, kind, size, mtimeNs: stats.mtimeNs, version };
}
