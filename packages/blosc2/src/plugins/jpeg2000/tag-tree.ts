import type { HeaderBits } from "./header-bits.ts";

/**
 * A tree of minima over a grid (T.800, B.10.2): a header tells the numbers of its leaves only as far as they are asked
 * for, and never twice what is known from a node above.
 */
export class TagTree {
  readonly #width: number;
  readonly #height: number;
  /** Levels above the leaves; each halves both extents, rounded up. */
  readonly #depth: number;
  /** Level after level from the root on: twice the least that a node's number may be, and 1 more if it is that. */
  readonly #nodes: number[];

  constructor(width: number, height: number) {
    let depth = 0;
    let nodes = width * height;
    while (Math.max(width, height) > 2 ** depth) {
      depth += 1;
      nodes += halved(width, depth) * halved(height, depth);
    }
    this.#width = width;
    this.#height = height;
    this.#depth = depth;
    this.#nodes = new Array<number>(nodes).fill(0);
  }

  /** Whether the number of a leaf is below a bound. */
  isBelow(bits: HeaderBits, x: number, y: number, bound: number): boolean {
    let least = 0;
    let first = 0;
    for (let level = this.#depth; level >= 0; level -= 1) {
      const across = halved(this.#width, level);
      const node = first + (y >> level) * across + (x >> level);
      const before = this.#nodes[node] ?? 0;
      least = Math.max(least, before >> 1);
      let known = (before & 1) === 1;
      while (!known && least < bound) {
        known = bits.next() === 1;
        if (!known) least += 1;
      }
      this.#nodes[node] = 2 * least + (known ? 1 : 0);
      // Nothing below is smaller: what the nodes there are is told when it matters.
      if (least >= bound) return false;
      first += across * halved(this.#height, level);
    }
    return true;
  }
}

/** An extent that was halved so many times, rounded up. */
function halved(extent: number, times: number): number {
  return (extent + (1 << times) - 1) >> times;
}
