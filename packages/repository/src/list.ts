import type { Storage, StorageEntry } from "@caterva2/storage";
import { NameCache } from "./name-cache.ts";
import { isTreeDirectory } from "./naming.ts";
import type { FoundDirectory } from "./resolve.ts";
import type { NamesPage, NamesQuery } from "./types.ts";
import { type Walked, walk } from "./walk.ts";

/** Facts of all files below a directory, sorted by name. @throws path.not_found, limit.exceeded */
export function listFiles(storage: Storage, key: string, version: string): Promise<Walked<StorageEntry>[]> {
  const reader = {
    entries: (directory: string) => storage.list(directory),
    version: async (_key: string, entry: StorageEntry) => entry.version,
  };
  return walk(reader, key, version);
}

/** Lists names, and remembers those of directories that stay as they are. */
export class NameLister {
  readonly #cache: NameCache;

  /** @param bytes of names that are kept */
  constructor(bytes?: number) {
    this.#cache = new NameCache(bytes);
  }

  /** Bytes of names that are kept, roughly. */
  get keptBytes(): number {
    return this.#cache.weight;
  }

  /** All files below a directory, sorted. @throws path.not_found, limit.exceeded */
  async all(found: FoundDirectory, depth?: number): Promise<string[]> {
    const { storage, key, scope } = found;
    const versions = new Map([[key, found.entry.version]]);
    const reader = {
      entries: (directory: string) =>
        this.#cache.names(storage, `${scope}/${directory}`, directory, versions.get(directory) ?? ""),
      version: async (directory: string) => {
        const version = (await storage.stat(directory))?.version;
        if (version !== undefined) versions.set(directory, version);
        return version;
      },
    };
    const walked = await walk(reader, key, found.entry.version, depth);
    if (depth === undefined) return walked.map(({ name }) => name);
    // The slash changes where a name sorts.
    return walked.map(({ name, entry }) => (entry.kind === "file" || isTreeDirectory(name) ? name : `${name}/`)).sort();
  }

  /** A part of the names. */
  async page(found: FoundDirectory, query: NamesQuery): Promise<NamesPage> {
    return pageOf(await this.all(found, query.depth), query);
  }
}

/** The names behind `after`, at most `limit` of them. */
export function pageOf(names: readonly string[], { after, limit }: NamesQuery): NamesPage {
  const start = after === undefined ? 0 : firstBehind(names, after);
  const page = names.slice(start, start + (limit ?? names.length));
  const more = start + page.length < names.length;
  return { names: page, next: more ? (page.at(-1) ?? null) : null, total: names.length };
}

/** Position of the first of the sorted names that sorts behind `after`. */
function firstBehind(names: readonly string[], after: string): number {
  let [low, high] = [0, names.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((names[middle] ?? "") <= after) low = middle + 1;
    else high = middle;
  }
  return low;
}
