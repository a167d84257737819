import { kernelBytes, PLACES } from "./memory.ts";

/** Bytes that operands may have together to be read to where kernels find them. */
export const ROOM_BYTES = PLACES.room.length;

/** Alignment of what is placed in the room: a line of the cache. */
const LINE = 64;

let lent = false;

/** Memory of kernels that one computation has for its operands, until it is given back. */
export class Room {
  #end = 0;

  /** Bytes that nothing else has; undefined when there is no place for them. What they hold is what they held before. */
  place(length: number): Uint8Array | undefined {
    const start = this.#end;
    if (start + length > ROOM_BYTES) return undefined;
    this.#end = Math.ceil((start + length) / LINE) * LINE;
    const at = PLACES.room.start + start;
    return kernelBytes().subarray(at, at + length);
  }

  /** Everything that was placed may be overwritten. */
  clear(): void {
    this.#end = 0;
  }

  giveBack(): void {
    lent = false;
  }
}

/**
 * The room of this thread; undefined while somebody else has it: computations wait for what they read, and others run
 * meanwhile.
 */
export function takeRoom(): Room | undefined {
  if (lent) return undefined;
  lent = true;
  return new Room();
}
