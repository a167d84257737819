import { CatervaError } from "@caterva2/ndarray";
import { type ChunkIndex, SPECIAL_OFFSETS } from "../frame/chunk-index.ts";

/** What stands in one place of an edited index. */
export type Slot =
  | { readonly kind: "zeros" | "nan" | "uninit" }
  /** A chunk of the stored frame; `offset` counts from the end of the header. */
  | { readonly kind: "stored"; readonly offset: number }
  /** A chunk that the edit brings. */
  | { readonly kind: "added"; readonly chunk: Uint8Array };

const SPECIALS = ["zeros", "nan", "uninit"] as const;
/** Numbers below the special ones stand for added chunks. */
const FIRST_ADDED = -SPECIALS.length - 1;

/**
 * The chunk index while it is edited: one number a chunk, an offset, a special kind, or an added chunk. Places for
 * added chunks are given at the end: one that is replaced again takes no bytes.
 */
export class SlotTable {
  #numbers: number[];
  readonly #added = new Map<number, Uint8Array>();
  #nextAdded = FIRST_ADDED;

  constructor(numbers: number[]) {
    this.#numbers = numbers;
  }

  static ofIndex(index: ChunkIndex): SlotTable {
    return new SlotTable(
      Array.from({ length: index.nchunks }, (_, nchunk) => {
        const entry = index.entry(nchunk);
        return entry.special === "none" ? entry.offset : SPECIAL_OFFSETS[entry.special];
      }),
    );
  }

  get length(): number {
    return this.#numbers.length;
  }

  /** @throws chunk.out_of_range */
  at(nchunk: number): Slot {
    this.#check(nchunk, this.length);
    const number = this.#numbers[nchunk] ?? 0;
    if (number >= 0) return { kind: "stored", offset: number };
    const special = SPECIALS[-number - 1];
    if (special !== undefined) return { kind: special };
    return { kind: "added", chunk: this.#added.get(number) ?? new Uint8Array(0) };
  }

  /** @throws chunk.out_of_range */
  set(nchunk: number, slot: Slot): void {
    this.#check(nchunk, this.length);
    this.#added.delete(this.#numbers[nchunk] ?? 0);
    this.#numbers[nchunk] = this.#numberOf(slot);
  }

  /** Puts a slot before `nchunk`, which may be the length. @throws chunk.out_of_range */
  insert(nchunk: number, slot: Slot): void {
    this.#check(nchunk, this.length + 1);
    this.#numbers.splice(nchunk, 0, this.#numberOf(slot));
  }

  /** @throws chunk.out_of_range */
  delete(nchunk: number): void {
    this.#check(nchunk, this.length);
    this.#added.delete(this.#numbers[nchunk] ?? 0);
    this.#numbers.splice(nchunk, 1);
  }

  /** Makes a table of `length` slots, each the old one that `from` names, or zeros where it answers -1. */
  rearrange(length: number, from: (nchunk: number) => number): void {
    const old = this.#numbers;
    this.#numbers = Array.from({ length }, (_, nchunk) => old[from(nchunk)] ?? SPECIAL_OFFSETS.zeros);
    const kept = new Set(this.#numbers);
    for (const number of this.#added.keys()) if (!kept.has(number)) this.#added.delete(number);
  }

  /** The offsets of all chunks, and the added ones in the order in which they are to stand from `start` on. */
  place(start: number): { offsets: number[]; chunks: Uint8Array[] } {
    const chunks: Uint8Array[] = [];
    let end = start;
    const offsets = this.#numbers.map((number) => {
      const chunk = number < 0 ? this.#added.get(number) : undefined;
      if (chunk === undefined) return number;
      chunks.push(chunk);
      end += chunk.length;
      return end - chunk.length;
    });
    return { offsets, chunks };
  }

  /** Offsets of the stored chunks in use, ascending and each once. */
  storedOffsets(): number[] {
    return [...new Set(this.#numbers.filter((number) => number >= 0))].sort((a, b) => a - b);
  }

  /** How many slots hold a chunk, zeros too, and are not uninitialised. */
  get written(): number {
    return this.#numbers.reduce((count, number) => count + (number === SPECIAL_OFFSETS.uninit ? 0 : 1), 0);
  }

  #numberOf(slot: Slot): number {
    if (slot.kind === "stored") return slot.offset;
    if (slot.kind !== "added") return SPECIAL_OFFSETS[slot.kind];
    const number = this.#nextAdded;
    this.#nextAdded -= 1;
    this.#added.set(number, slot.chunk);
    return number;
  }

  #check(nchunk: number, length: number): void {
    if (!Number.isSafeInteger(nchunk) || nchunk < 0 || nchunk >= length) {
      throw new CatervaError("chunk.out_of_range", `There is no chunk ${nchunk}: there are ${this.length}.`);
    }
  }
}
