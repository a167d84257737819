import { CatervaError } from "@caterva2/ndarray";

/** Free bytes that kernels may touch around every buffer; `SLACK` of assembly/limits.ts. */
export const SLACK = 64;
/** Allocations begin at multiples of this, as vectors and all items want it. */
export const ALIGNMENT = 64;
const PAGE = 65_536;
/** What the kernels keep for their tables at the start; their module says itself where it ends (`heapBase`). */
const TABLES = 8 * PAGE;
/** Pages that nobody touches take address space only. */
const DEFAULT_BYTES = 32 * 1024 * 1024;
const LARGEST = 2 ** 32 - PAGE;

/**
 * Memory that the kernels of a codec see, and others too: chunks are decoded straight to it and encoded from it, files
 * are read to it, and another WebAssembly module may import it. It never grows, so views of it stay right for good.
 *
 * A codec of one memory runs on one thread, and no two codecs share one.
 */
export class CodecMemory {
  /** For modules that import it. Whatever they keep there they {@link CodecMemory.allocate}. */
  readonly memory: WebAssembly.Memory;
  /** All of the memory. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Lengths of allocations by their addresses. */
  readonly #allocated = new Map<number, number>();
  /** Free places by ascending address, none next to another. */
  readonly #free: { start: number; end: number }[];
  #claimed = false;

  /** @param bytes in all; 32 MiB unless told. @throws limit.exceeded where the system does not give it */
  constructor(bytes = DEFAULT_BYTES) {
    const pages = Math.ceil(Math.min(Math.max(bytes, 2 * TABLES), LARGEST) / PAGE);
    try {
      this.memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
    } catch (cause) {
      throw new CatervaError("limit.exceeded", `There is no memory for ${bytes} bytes.`, { cause });
    }
    this.bytes = new Uint8Array(this.memory.buffer);
    this.#free = [{ start: TABLES, end: this.bytes.length }];
  }

  /**
   * `length` bytes of undefined content, whose address is their `byteOffset`. Where there is no room they lie outside: all that
   * takes them works, with a copy more. They are the caller's until {@link CodecMemory.free}.
   */
  allocate(length: number): Uint8Array<ArrayBuffer> {
    return this.allocateInside(length) ?? new Uint8Array(length);
  }

  /** The same; undefined where there is no room. */
  allocateInside(length: number): Uint8Array<ArrayBuffer> | undefined {
    const address = this.place(length);
    if (address === undefined) return undefined;
    this.#allocated.set(address, length);
    return new Uint8Array(this.memory.buffer, address, length);
  }

  /** Gives back what `allocate` has answered: nobody may use it any more. */
  free(bytes: Uint8Array): void {
    const address = bytes.byteOffset;
    if (bytes.buffer !== this.memory.buffer || this.#allocated.get(address) !== bytes.length) return;
    this.#allocated.delete(address);
    this.giveBack(address, bytes.length);
  }

  /** How many bytes of their allocation lie behind bytes; undefined for bytes that are in none. */
  behind(bytes: Uint8Array): number | undefined {
    if (bytes.buffer !== this.memory.buffer) return undefined;
    const end = bytes.byteOffset + bytes.length;
    for (const [address, length] of this.#allocated) {
      if (bytes.byteOffset >= address && end <= address + length) return address + length - end;
    }
    return undefined;
  }

  /** The address of a place for `length` bytes, if there is one. It is none of those that were allocated. */
  place(length: number): number | undefined {
    const size = sizeOf(length);
    const index = this.#free.findIndex(({ start, end }) => end - start >= size);
    const found = this.#free[index];
    if (found === undefined) return undefined;
    const address = found.start + SLACK;
    found.start += size;
    if (found.start === found.end) this.#free.splice(index, 1);
    return address;
  }

  /** Gives back what `place` has answered. */
  giveBack(address: number, length: number): void {
    const start = address - SLACK;
    const end = start + sizeOf(length);
    const next = this.#free.findIndex((place) => place.start > start);
    const index = next < 0 ? this.#free.length : next;
    const before = this.#free[index - 1];
    const after = this.#free[index];
    if (after?.start === end && before?.end === start) {
      before.end = after.end;
      this.#free.splice(index, 1);
    } else if (after?.start === end) after.start = start;
    else if (before?.end === start) before.end = end;
    else this.#free.splice(index, 0, { start, end });
  }

  /** Called by the one codec that works in this memory, whose tables end at `tablesEnd`. @throws internal.unexpected */
  claim(tablesEnd: number): void {
    if (this.#claimed || tablesEnd > TABLES) {
      throw new CatervaError("internal.unexpected", "This memory has no room for the tables of one more codec.");
    }
    this.#claimed = true;
  }
}

/** Bytes that an allocation takes with the slack around it. */
function sizeOf(length: number): number {
  return Math.ceil((length + 2 * SLACK) / ALIGNMENT) * ALIGNMENT;
}
