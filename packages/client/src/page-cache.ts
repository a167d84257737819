/** Bytes of one page; what is fetched begins and ends at its multiples. */
export const PAGE_BYTES = 8 * 1024;

/** Pages of remote files, the least recently used dropped first. One cache serves all files of a client. */
export interface PageCache {
  get(file: string, page: number): Uint8Array | undefined;
  /** Keeps a copy. */
  put(file: string, page: number, bytes: Uint8Array): void;
  /** Bytes held. */
  readonly bytes: number;
}

/** A cache of at most `maxBytes`. A page stands for exactly one version of a file: `file` holds its ETag. */
export function createPageCache(maxBytes: number): PageCache {
  const pages = new Map<string, Uint8Array>();
  let held = 0;
  return {
    get bytes() {
      return held;
    },
    get(file, page) {
      const key = `${page} ${file}`;
      const bytes = pages.get(key);
      if (bytes) {
        // A map keeps the order of insertion: the front is the least recently used.
        pages.delete(key);
        pages.set(key, bytes);
      }
      return bytes;
    },
    put(file, page, bytes) {
      const key = `${page} ${file}`;
      held += bytes.byteLength - (pages.get(key)?.byteLength ?? 0);
      pages.delete(key);
      pages.set(key, bytes.slice());
      for (const [oldest, old] of pages) {
        if (held <= maxBytes) break;
        pages.delete(oldest);
        held -= old.byteLength;
      }
    },
  };
}
