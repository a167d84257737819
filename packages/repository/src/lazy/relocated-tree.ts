import type { ChunkCodec } from "@caterva2/blosc2";
import { childKey, type Storage, type StorageEntry } from "@caterva2/storage";
import { nameKind } from "../naming.ts";
import { onceMore } from "../once-more.ts";
import { openDataset } from "../open-dataset.ts";
import { saysOfFile } from "../says-of-file.ts";
import type { RepositoryLimits } from "../types.ts";
import { walk } from "../walk.ts";
import type { LazyFiles } from "./lazy-files.ts";
import type { StoredPlace } from "./references.ts";
import type { RelocatedFile } from "./types.ts";

/** A lazy array has no data: larger files are none, and are not opened. */
const LARGEST_LAZY = 256 * 1024;

/** What reading a frame takes. */
export interface FrameTools {
  readonly codec: ChunkCodec;
  readonly limits: RepositoryLimits;
}

/** The frame of a lazy array as it is to stand elsewhere; undefined for what goes there as it is. */
export async function relocatedFile(
  lazy: LazyFiles,
  storage: Storage,
  places: {
    readonly from: StoredPlace;
    readonly to: StoredPlace;
    readonly along?: { from: StoredPlace; to: StoredPlace };
  },
  { codec, limits }: FrameTools,
): Promise<Uint8Array | undefined> {
  return onceMore(async () => {
    const file = await storage.open(places.from.key);
    try {
      const { value } = await openDataset(file, codec, limits);
      return await lazy.relocated(value, places, codec);
    } catch (error) {
      // What is no array, or no longer one, goes as it is.
      if (saysOfFile(error)) return undefined;
      throw error;
    } finally {
      await file.close();
    }
  });
}

/**
 * The lazy arrays below a directory that have to be written anew when it goes from one place to another, so that they
 * mean the same: what lies in the directory goes along, all else stays where it is.
 */
export async function relocatedTree(
  lazy: LazyFiles,
  storage: Storage,
  along: { readonly from: StoredPlace; readonly to: StoredPlace },
  tools: FrameTools,
): Promise<RelocatedFile[]> {
  const { from, to } = along;
  const top = await storage.stat(from.key);
  const reader = {
    entries: (key: string) => storage.list(key),
    version: async (_key: string, entry: StorageEntry) => entry.version,
  };
  const changed: RelocatedFile[] = [];
  for (const { name, entry } of await walk(reader, from.key, top?.version ?? "")) {
    if (entry.kind !== "file" || nameKind(entry.name) !== "array" || entry.size > LARGEST_LAZY) continue;
    const placeIn = (place: StoredPlace) => ({ scope: place.scope, key: childKey(place.key, name) });
    const bytes = await relocatedFile(lazy, storage, { from: placeIn(from), to: placeIn(to), along }, tools);
    if (bytes !== undefined) changed.push({ path: name, bytes, formerly: entry.size });
  }
  return changed;
}
