import type { StorageEntry } from "@caterva2/storage";

/**
 * Strong validator of a stored file, quoted as HTTP wants it: `"u-VERSION"`. The version of a file
 * begins with size and mtime, and changes with every write, also one that leaves both as they were.
 */
export function etagOf(entry: StorageEntry): string {
  return `"u-${entry.version}"`;
}
