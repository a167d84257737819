import { randomNumbers } from "../sample-data.ts";

/** Values that lengths, counts and offsets break on. */
const EDGES = [
  0, 1, 2, 7, 8, 15, 16, 31, 32, 127, 128, 255, 256, 0x7fff, 0xffff, 0x10000, 0x7fffffff, -1, -2, -255, -256,
];

/** Makes mutants of byte strings; the same seed gives the same mutants. */
export class Mutator {
  readonly #random: () => number;

  constructor(seed: number) {
    this.#random = randomNumbers(seed);
  }

  below(limit: number): number {
    return limit > 0 ? this.#random() % limit : 0;
  }

  pick<T>(values: readonly T[]): T | undefined {
    return values[this.below(values.length)];
  }

  /** One to four changes: bits, bytes, 32-bit fields, cuts, and pieces of itself or of another seed. */
  mutate(seed: Uint8Array, other: Uint8Array): Uint8Array {
    let bytes: Uint8Array = seed.slice();
    for (let changes = 1 + this.below(4); changes > 0; changes -= 1) bytes = this.#change(bytes, other);
    return bytes;
  }

  #change(bytes: Uint8Array, other: Uint8Array): Uint8Array {
    // Half of the changes go to the first bytes, where headers and tables are.
    const at = this.below(this.below(2) === 0 ? Math.min(bytes.length, 64) : bytes.length);
    switch (this.below(7)) {
      case 0:
        bytes[at] = (bytes[at] ?? 0) ^ (1 << this.below(8));
        return bytes;
      case 1:
        bytes[at] = this.#random();
        return bytes;
      case 2:
        return this.#setField(bytes, at);
      case 3:
        return bytes.slice(0, at);
      case 4:
        bytes.copyWithin(at, this.below(bytes.length), this.below(bytes.length));
        return bytes;
      case 5:
        return this.#splice(bytes, at, other);
      default:
        bytes.fill(this.below(2) === 0 ? 0 : 0xff, at, at + this.below(20));
        return bytes;
    }
  }

  #setField(bytes: Uint8Array, at: number): Uint8Array {
    if (bytes.length < 4) return bytes;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const place = Math.min(at & ~3, bytes.length - 4);
    const edge = this.pick(EDGES) ?? 0;
    const value = this.below(2) === 0 ? edge : view.getInt32(place, true) + edge;
    view.setInt32(place, value, this.below(4) !== 0);
    return bytes;
  }

  #splice(bytes: Uint8Array, at: number, other: Uint8Array): Uint8Array {
    const from = this.below(other.length);
    const piece = other.subarray(from, from + this.below(64));
    bytes.set(piece.subarray(0, Math.max(0, bytes.length - at)), at);
    return bytes;
  }
}
