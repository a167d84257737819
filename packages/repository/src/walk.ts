import { CatervaError } from "@caterva2/ndarray";
import { childKey, type StorageName } from "@caterva2/storage";
import { isCompressedName, isHidden, isTreeDirectory, shownName } from "./naming.ts";

/** Directories that are read at the same time. */
const CONCURRENCY = 8;
/** More entries than this below one directory are refused; links may multiply them without end. */
const MAX_ENTRIES = 1_000_000;

/** Something that a listing shows: a file, a `.b2d` store (which counts as a file), or a directory not looked into. */
export interface Walked<E extends StorageName> {
  /** Relative to where the walk starts, as clients see it. */
  readonly name: string;
  readonly entry: E;
}

/** How a walk reads directories. */
export interface WalkReader<E extends StorageName> {
  entries(key: string): Promise<readonly E[]>;
  /** Tells a directory from those above it; undefined if it has vanished. */
  version(key: string, entry: E): Promise<string | undefined>;
}

interface Directory {
  readonly key: string;
  /** Relative to where the walk starts, with a trailing slash; `""` at the start. */
  readonly prefix: string;
  /** Versions of the directories on the way here: a link back to one of them is not followed. */
  readonly above: ReadonlySet<string>;
}

/**
 * Everything below a directory, sorted by name; directories themselves only where `depth` (levels that are read, at
 * least 1) ends the walk. @throws path.not_found, limit.exceeded
 */
export async function walk<E extends StorageName>(
  reader: WalkReader<E>,
  key: string,
  version: string,
  depth = Number.POSITIVE_INFINITY,
): Promise<Walked<E>[]> {
  const found: Walked<E>[] = [];
  let level: Directory[] = [{ key, prefix: "", above: new Set([version]) }];
  let seen = 0;
  for (let left = depth; level.length > 0; left -= 1) {
    const next: Directory[] = [];
    for (let start = 0; start < level.length; start += CONCURRENCY) {
      const group = level.slice(start, start + CONCURRENCY);
      await Promise.all(
        group.map(async (directory) => {
          const entries = await readDirectory(reader, directory, key);
          seen += entries.length;
          if (seen > MAX_ENTRIES) throw new CatervaError("limit.exceeded", "There are too many files to list.");
          await sortOut(reader, directory, entries, left > 1, found, next);
        }),
      );
    }
    level = next;
  }
  return found.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The entries of one directory as clients see them: sidecars left out, `.b2` hidden, a name only once. */
export function visible<E extends StorageName>(entries: readonly E[]): Walked<E>[] {
  const plain = new Set(entries.map((entry) => entry.name));
  return entries.flatMap((entry) => {
    if (isHidden(entry.name)) return [];
    if (entry.kind === "directory") return [{ name: entry.name, entry }];
    const name = shownName(entry.name);
    return isCompressedName(entry.name) && plain.has(name) ? [] : [{ name, entry }];
  });
}

/** Adds what a directory holds to `found`, and its directories to `next` if the walk goes deeper. */
async function sortOut<E extends StorageName>(
  reader: WalkReader<E>,
  directory: Directory,
  entries: readonly E[],
  deeper: boolean,
  found: Walked<E>[],
  next: Directory[],
): Promise<void> {
  for (const { name: shown, entry } of visible(entries)) {
    const name = directory.prefix + shown;
    if (entry.kind === "file" || isTreeDirectory(shown) || !deeper) {
      found.push({ name, entry });
      continue;
    }
    const key = childKey(directory.key, entry.name);
    const version = await reader.version(key, entry);
    if (version === undefined || directory.above.has(version)) continue;
    next.push({ key, prefix: `${name}/`, above: new Set(directory.above).add(version) });
  }
}

async function readDirectory<E extends StorageName>(
  reader: WalkReader<E>,
  directory: Directory,
  start: string,
): Promise<readonly E[]> {
  try {
    return await reader.entries(directory.key);
  } catch (error) {
    // A directory that vanished while others were read is no reason to fail; the one asked for is.
    if (error instanceof CatervaError && error.code === "path.not_found" && directory.key !== start) return [];
    throw error;
  }
}
