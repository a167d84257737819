import type { Storage, StorageName } from "@caterva2/storage";

/** Names that are kept, of all directories together. */
const MAX_NAMES = 200_000;

/**
 * A directory that changed a moment ago may change again without its times showing it (clocks of file systems
 * tick every few ms, some every 2 s): its names are not kept yet.
 */
const SETTLED_AFTER_MS = 2_500;

interface Kept {
  readonly version: string;
  readonly names: readonly StorageName[];
}

/** Names of directories as last read, for as long as the versions of the directories stay the same. */
export class NameCache {
  readonly #kept = new Map<string, Kept>();
  #count = 0;

  /** The names in a directory; `id` tells it from all others of all storages. @throws path.not_found */
  async names(storage: Storage, id: string, key: string, version: string): Promise<readonly StorageName[]> {
    const kept = this.#kept.get(id);
    if (kept !== undefined && kept.version === version) {
      this.#kept.delete(id);
      this.#kept.set(id, kept);
      return kept.names;
    }
    this.#forget(id);
    const names = await storage.names(key);
    const entry = await storage.stat(key);
    if (entry?.version === version && isSettled(entry.mtimeNs)) this.#keep(id, { version, names });
    return names;
  }

  #keep(id: string, kept: Kept): void {
    this.#forget(id);
    if (kept.names.length > MAX_NAMES) return;
    this.#kept.set(id, kept);
    this.#count += kept.names.length;
    for (const oldest of this.#kept.keys()) {
      if (this.#count <= MAX_NAMES) break;
      this.#forget(oldest);
    }
  }

  #forget(id: string): void {
    const kept = this.#kept.get(id);
    if (kept === undefined) return;
    this.#kept.delete(id);
    this.#count -= kept.names.length;
  }
}

function isSettled(mtimeNs: bigint): boolean {
  return Date.now() - Number(mtimeNs / 1_000_000n) > SETTLED_AFTER_MS;
}
