import { computeMemory, place } from "./compute-memory.ts";

/** Bytes that operands may have together to be read to where kernels find them. */
export const ROOM_BYTES = 2 ** 22;
/** Rooms at a time: pages that were touched once stay. */
const MOST_ROOMS = 4;
/** Alignment of what is placed in a room: a line of the cache. */
const LINE = 64;

let lent = 0;

/** Memory of kernels that one computation has for its operands, until it is given back. */
export class Room {
  readonly #bytes: Uint8Array;
  #end = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** Bytes that nothing else has; undefined when there is no place for them. What they hold is what they held before. */
  place(length: number): Uint8Array | undefined {
    const start = this.#end;
    if (start + length > ROOM_BYTES) return undefined;
    this.#end = Math.ceil((start + length) / LINE) * LINE;
    return this.#bytes.subarray(start, start + length);
  }

  /** Everything that was placed may be overwritten. */
  clear(): void {
    this.#end = 0;
  }

  giveBack(): void {
    lent -= 1;
    computeMemory.free(this.#bytes);
  }
}

/**
 * A room of this thread, at the place of the last one where that is free; undefined while others have all of them:
 * computations wait for what they read, and others run meanwhile.
 */
export function takeRoom(): Room | undefined {
  const bytes = lent < MOST_ROOMS ? place(ROOM_BYTES) : undefined;
  if (bytes === undefined) return undefined;
  lent += 1;
  return new Room(bytes);
}
