import type { ChunkLayout } from "./chunk-layout.ts";

/** Bytes that the layouts of one super-chunk may take: some thousand chunks of ordinary size. */
const BUDGET = 512 * 1024;
const ENTRY_COST = 256;

/** Least-recently-used layouts by chunk number, bounded by their size in memory. */
export class ChunkCache {
  readonly #layouts = new Map<number, ChunkLayout>();
  #cost = 0;

  /** Bytes that all layouts take together. */
  get cost(): number {
    return this.#cost;
  }

  get(nchunk: number): ChunkLayout | undefined {
    const layout = this.#layouts.get(nchunk);
    if (layout !== undefined && this.#layouts.size > 1) {
      this.#layouts.delete(nchunk);
      this.#layouts.set(nchunk, layout);
    }
    return layout;
  }

  set(nchunk: number, layout: ChunkLayout): void {
    const cost = costOf(layout);
    if (cost > BUDGET / 4 || this.#layouts.has(nchunk)) return;
    this.#layouts.set(nchunk, layout);
    this.#cost += cost;
    for (const [oldest, entry] of this.#layouts) {
      if (this.#cost <= BUDGET) break;
      this.#layouts.delete(oldest);
      this.#cost -= costOf(entry);
    }
  }
}

function costOf(layout: ChunkLayout): number {
  const kept = (layout.bytes?.length ?? 0) + (layout.dictionary?.length ?? 0);
  return ENTRY_COST + 8 * layout.starts.length + kept;
}
