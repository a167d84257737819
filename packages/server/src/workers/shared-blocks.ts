import { createHash } from "node:crypto";
import type { BlockCache } from "@caterva2/blosc2";

/**
 * Decoded blocks in memory that all worker threads share: a ring, whose oldest entries are overwritten by new ones.
 *
 * The memory holds, as 32-bit words: lock, head, a directory of entries, and marks of blocks that were asked for; then
 * the ring. Positions in the ring count units of 64 bytes and never go back (modulo 2^32): an entry is whole as long as
 * the head is no further beyond it than the ring is long. Readers take no lock: they look at the head again when they have
 * copied. Writers move the head before they write, one at a time: who does not get the lock at once keeps nothing.
 */
const UNIT = 64;
const LOCK = 0;
const HEAD = 1;
const CONTROL_WORDS = 16;
/** Head of an entry, in words: four of the file's name, chunk, block, length, own position. */
const NAME_WORDS = 4;
const CHUNK_WORD = 4;
const BLOCK_WORD = 5;
const LENGTH_WORD = 6;
const POSITION_WORD = 7;
/** Bytes of a small block, by which the directory is sized. */
const AVERAGE = 4 * 1024;
/** Longest entry, as a part of the ring. */
const LARGEST_PART = 1 / 16;
/** Of blocks that make up more than this part of the ring in one read, the same few are kept each time. */
const READ_PART = 1 / 2;
const LEAST_RING = 1024 * 1024;

/** A block: the file's name, and where the block is in it. */
interface Key {
  readonly name: readonly number[];
  readonly nchunk: number;
  readonly block: number;
  readonly length: number;
}

/** Memory for blocks: a ring of the largest power of two up to `bytes`. The system gives it when it is used. */
export function blockMemory(bytes: number): SharedArrayBuffer {
  const ring = 2 ** Math.floor(Math.log2(Math.max(LEAST_RING, bytes)));
  return new SharedArrayBuffer(ringStart(ring / AVERAGE) + ring);
}

/** Bytes of the memory that have been written to: the system has given no more. */
export function blocksInUse(memory: SharedArrayBuffer): number {
  const ring = 2 ** Math.floor(Math.log2(memory.byteLength));
  const start = ringStart(ring / AVERAGE);
  // The head starts anew after 2^32 units, long after the ring was full for the first time.
  return Math.min(memory.byteLength, start + UNIT * (Atomics.load(new Int32Array(memory), HEAD) >>> 0));
}

/** Where the ring begins behind `slots` entries of the directory and as many marks. */
function ringStart(slots: number): number {
  return 4 * (CONTROL_WORDS + 2 * slots);
}

/** Takes the lock from a thread that has ended. */
export function releaseBlocks(memory: SharedArrayBuffer, thread: number): void {
  Atomics.compareExchange(new Int32Array(memory), LOCK, thread, 0);
}

/** One thread's view of the shared blocks. `thread` is a number of its own, 1 or more. */
export class SharedBlocks {
  readonly #words: Int32Array;
  readonly #bytes: Uint8Array;
  readonly #thread: number;
  /** Entries of the directory, a power of two. */
  readonly #slots: number;
  readonly #ringStart: number;
  readonly #ringUnits: number;

  constructor(memory: SharedArrayBuffer, thread: number) {
    this.#words = new Int32Array(memory);
    this.#bytes = new Uint8Array(memory);
    this.#thread = thread;
    const ring = 2 ** Math.floor(Math.log2(memory.byteLength));
    this.#slots = ring / AVERAGE;
    this.#ringStart = ringStart(this.#slots);
    this.#ringUnits = ring / UNIT;
  }

  /** The blocks of a file, of which `version` names the content. */
  of(version: string): BlockCache {
    const digest = createHash("sha256").update(version).digest();
    const name = Array.from({ length: NAME_WORDS }, (_, word) => digest.readInt32LE(4 * word));
    return {
      visit: (nchunk, block, length, use) => this.#visit({ name, nchunk, block, length }, use),
      keep: (nchunk, block, bytes, volume) => this.#keep({ name, nchunk, block, length: bytes.length }, bytes, volume),
    };
  }

  #visit(key: Key, use: (bytes: Uint8Array) => void): boolean {
    const position = this.#find(key, hashOf(key));
    if (position === 0) return false;
    const start = this.#startOf(position) + UNIT;
    use(this.#bytes.subarray(start, start + key.length));
    // An exchange, not a load: what was copied was read before.
    return this.#isWhole(position, Atomics.or(this.#words, HEAD, 0));
  }

  /** The position of a block's entry; 0 if there is none. */
  #find(key: Key, hash: number): number {
    const head = Atomics.load(this.#words, HEAD);
    for (const slot of this.#slotsOf(hash)) {
      const position = Atomics.load(this.#words, slot);
      if (this.#isWhole(position, head) && this.#matches(position, key)) return position;
    }
    return 0;
  }

  #matches(position: number, { name, nchunk, block, length }: Key): boolean {
    const words = this.#words;
    const word = this.#startOf(position) / 4;
    const named = name.every((part, index) => words[word + index] === part);
    const placed = words[word + CHUNK_WORD] === nchunk && words[word + BLOCK_WORD] === block;
    return named && placed && words[word + LENGTH_WORD] === length && words[word + POSITION_WORD] === position;
  }

  #keep(key: Key, bytes: Uint8Array, volume: number): void {
    const ring = this.#ringUnits * UNIT;
    const hash = hashOf(key);
    const chosen = (hash >>> 8) * volume <= 2 ** 24 * ring * READ_PART;
    if (key.length > ring * LARGEST_PART || !chosen || !this.#isAskedAgain(hash)) return;
    if (Atomics.compareExchange(this.#words, LOCK, 0, this.#thread) !== 0) return;
    try {
      if (this.#find(key, hash) === 0) this.#write(key, bytes, hash);
    } finally {
      Atomics.store(this.#words, LOCK, 0);
    }
  }

  /** Most blocks are read once, as by a scan: only those that are asked for again, not long after, are kept. */
  #isAskedAgain(hash: number): boolean {
    const mark = CONTROL_WORDS + this.#slots + (hash & (this.#slots - 1));
    return Atomics.exchange(this.#words, mark, hash) === hash;
  }

  /** Writes an entry behind the head. The caller holds the lock. */
  #write(key: Key, bytes: Uint8Array, hash: number): void {
    const words = this.#words;
    const units = 1 + Math.ceil(key.length / UNIT);
    let position = Atomics.load(words, HEAD);
    const left = this.#ringUnits - (position & (this.#ringUnits - 1));
    // No entry goes over the end of the ring; none is at position 0, which stands for none.
    if (left < units || position === 0) position = (position + left) | 0;
    if (position === 0) position = this.#ringUnits;
    // An exchange, not a store: what is written is written behind it.
    Atomics.exchange(words, HEAD, (position + units) | 0);
    const start = this.#startOf(position);
    words.set([...key.name, key.nchunk, key.block, key.length, 0], start / 4);
    this.#bytes.set(bytes, start + UNIT);
    Atomics.store(words, start / 4 + POSITION_WORD, position);
    const [first, second] = this.#slotsOf(hash);
    const taken = this.#isWhole(Atomics.load(words, first), Atomics.load(words, HEAD));
    Atomics.store(words, taken ? second : first, position);
  }

  /** The two places of the directory where an entry may be. */
  #slotsOf(hash: number): readonly [number, number] {
    const slot = hash & (this.#slots - 1);
    return [CONTROL_WORDS + slot, CONTROL_WORDS + (slot ^ 1)];
  }

  #startOf(position: number): number {
    return this.#ringStart + UNIT * (position & (this.#ringUnits - 1));
  }

  /** Whether nothing was written over what is at a position, as the head stands. */
  #isWhole(position: number, head: number): boolean {
    return position !== 0 && (head - position) >>> 0 <= this.#ringUnits;
  }
}

function hashOf({ name, nchunk, block }: Key): number {
  let hash = Math.imul(nchunk ^ (name[0] ?? 0), 0x9e3779b1) ^ Math.imul(block ^ (name[1] ?? 0), 0x85ebca77);
  hash = Math.imul(hash ^ (hash >>> 15), 0xc2b2ae3d);
  return hash ^ (hash >>> 13);
}
