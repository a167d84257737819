import type { Storage, StorageName } from "@caterva2/storage";

/** Bytes that names take together unless told, and one beside its characters. */
const MOST_BYTES = 24 * 1024 * 1024;
const NAME_COST = 64;

/**
 * A directory that changed a moment ago may change again without its times showing it (clocks of file systems
 * tick every few ms, some every 2 s): its names are not kept yet.
 */
const SETTLED_AFTER_MS = 2_500;

interface Kept {
  readonly version: string;
  readonly names: readonly StorageName[];
  readonly weight: number;
}

/** Names of directories as last read, for as long as the versions of the directories stay the same. */
export class NameCache {
  readonly #kept = new Map<string, Kept>();
  readonly #most: number;
  #weight = 0;

  /** @param most bytes that all names take together */
  constructor(most = MOST_BYTES) {
    this.#most = most;
  }

  /** Bytes that all names take, roughly. */
  get weight(): number {
    return this.#weight;
  }

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
    if (entry?.version === version && isSettled(entry.mtimeNs))
      this.#keep(id, { version, names, weight: weightOf(names) });
    return names;
  }

  #keep(id: string, kept: Kept): void {
    this.#forget(id);
    if (kept.weight > this.#most) return;
    this.#kept.set(id, kept);
    this.#weight += kept.weight;
    for (const oldest of this.#kept.keys()) {
      if (this.#weight <= this.#most) break;
      this.#forget(oldest);
    }
  }

  #forget(id: string): void {
    const kept = this.#kept.get(id);
    if (kept === undefined) return;
    this.#kept.delete(id);
    this.#weight -= kept.weight;
  }
}

/** Texts of letters outside of Latin-1 take two bytes each. */
function weightOf(names: readonly StorageName[]): number {
  return names.reduce((sum, { name }) => sum + NAME_COST + 2 * name.length, NAME_COST);
}

function isSettled(mtimeNs: bigint): boolean {
  return Date.now() - Number(mtimeNs / 1_000_000n) > SETTLED_AFTER_MS;
}
