import type { HeaderBits } from "./header-bits.ts";

/**
 * A tree of minima over a grid (T.800, B.10.2): a header tells the numbers of its leaves only as far as they are asked
 * for, and never twice what is known from a node above.
 */
export class TagTree {
  readonly #levels: readonly Level[];

  constructor(width: number, height: number) {
    const levels = [new Level(width, height)];
    for (let [w, h] = [width, height]; w > 1 || h > 1; ) {
      [w, h] = [Math.ceil(w / 2), Math.ceil(h / 2)];
      levels.push(new Level(w, h));
    }
    this.#levels = levels.reverse();
  }

  /** Whether the number of a leaf is below a bound. */
  isBelow(bits: HeaderBits, x: number, y: number, bound: number): boolean {
    let least = 0;
    let shift = this.#levels.length - 1;
    for (const { width, atLeast, isKnown } of this.#levels) {
      const node = (y >> shift) * width + (x >> shift);
      least = Math.max(least, atLeast[node] ?? 0);
      let known = isKnown[node] === 1;
      while (!known && least < bound) {
        known = bits.next() === 1;
        if (!known) least += 1;
      }
      atLeast[node] = least;
      isKnown[node] = known ? 1 : 0;
      // Nothing below is smaller: what the nodes there are is told when it matters.
      if (least >= bound) return false;
      shift -= 1;
    }
    return true;
  }
}

class Level {
  readonly width: number;
  readonly atLeast: Uint16Array;
  readonly isKnown: Uint8Array;

  constructor(width: number, height: number) {
    this.width = width;
    this.atLeast = new Uint16Array(width * height);
    this.isKnown = new Uint8Array(width * height);
  }
}
