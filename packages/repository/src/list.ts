import { CatervaError } from "@caterva2/ndarray";
import { childKey, type Storage, type StorageEntry } from "@caterva2/storage";
import { isCompressedName, isHidden, isTreeDirectory, shownName } from "./naming.ts";

/** Directories that are read at the same time. */
const CONCURRENCY = 8;
/** More entries than this below one directory are refused; links may multiply them without end. */
const MAX_ENTRIES = 1_000_000;

/** A file, or a `.b2d` store, which counts as one file (of unknown size: 0). */
export interface ListedFile {
  /** Relative to the directory, as clients see it. */
  readonly name: string;
  readonly entry: StorageEntry;
}

interface Directory {
  readonly key: string;
  /** Relative to where the listing starts, with a trailing slash; `""` at the start. */
  readonly prefix: string;
  /** Versions of the directories on the way here: a link back to one of them is not followed. */
  readonly above: ReadonlySet<string>;
}

/** All files below a directory, sorted by name. @throws path.not_found, limit.exceeded */
export async function listFiles(storage: Storage, key: string, version: string): Promise<ListedFile[]> {
  const files: ListedFile[] = [];
  let level: Directory[] = [{ key, prefix: "", above: new Set([version]) }];
  let seen = 0;
  while (level.length > 0) {
    const next: Directory[] = [];
    for (let start = 0; start < level.length; start += CONCURRENCY) {
      const group = level.slice(start, start + CONCURRENCY);
      await Promise.all(
        group.map(async (directory) => {
          const entries = await readDirectory(storage, directory, key);
          seen += entries.length;
          if (seen > MAX_ENTRIES) throw new CatervaError("limit.exceeded", "There are too many files to list.");
          sortOut(directory, entries, files, next);
        }),
      );
    }
    level = next;
  }
  return files.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The entries of one directory as clients see them: sidecars left out, `.b2` hidden, a name only once. */
export function visible(entries: readonly StorageEntry[]): ListedFile[] {
  const plain = new Set(entries.map((entry) => entry.name));
  return entries.flatMap((entry) => {
    if (isHidden(entry.name)) return [];
    if (entry.kind === "directory") return [{ name: entry.name, entry }];
    const name = shownName(entry.name);
    return isCompressedName(entry.name) && plain.has(name) ? [] : [{ name, entry }];
  });
}

/** Adds the files of a directory to `files` and its directories to `next`. */
function sortOut(directory: Directory, entries: readonly StorageEntry[], files: ListedFile[], next: Directory[]): void {
  for (const { name: shown, entry } of visible(entries)) {
    const name = directory.prefix + shown;
    if (entry.kind === "file" || isTreeDirectory(shown)) {
      files.push({ name, entry });
    } else if (!directory.above.has(entry.version)) {
      const above = new Set(directory.above).add(entry.version);
      next.push({ key: childKey(directory.key, entry.name), prefix: `${name}/`, above });
    }
  }
}

async function readDirectory(storage: Storage, directory: Directory, start: string): Promise<StorageEntry[]> {
  try {
    return await storage.list(directory.key);
  } catch (error) {
    // A directory that vanished while others were read is no reason to fail; the one asked for is.
    if (error instanceof CatervaError && error.code === "path.not_found" && directory.key !== start) return [];
    throw error;
  }
}
