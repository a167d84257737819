const KIB = 1024;
const PAGE = 64 * KIB;

/**
 * Where things lie in the memory that all kernels of a thread share: they run one after the other, and what one leaves
 * there another may read. Addresses in bytes.
 */
export const PLACES = {
  /** Partial states and results of reductions. */
  state: { start: 0, length: 128 * KIB },
  /** Items of a block that reductions work on, where the block lies outside. */
  tile: { start: 128 * KIB, length: 128 * KIB },
  /** What a program computes for a reduction. */
  between: { start: 256 * KIB, length: 256 * KIB },
  /** Inputs and outputs of programs: 512 of 16 KiB. */
  slots: { start: 512 * KIB, length: 8192 * KIB },
  /** Constants of functions. */
  constants: { start: 8704 * KIB, length: 64 * KIB },
  /** What is allocated: see `compute-memory.ts`. */
  heap: { start: 8768 * KIB, length: 65_536 * KIB },
} as const;

let memory: WebAssembly.Memory | undefined;
let bytes = new Uint8Array(0);

/** Of this thread. It never grows, so that views of it stay right; pages that nobody touches take address space only. */
export function kernelMemory(): WebAssembly.Memory {
  if (memory === undefined) {
    const pages = (PLACES.heap.start + PLACES.heap.length) / PAGE;
    memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
    bytes = new Uint8Array(memory.buffer);
  }
  return memory;
}

/** All of the memory, as bytes. */
export function kernelBytes(): Uint8Array<ArrayBuffer> {
  kernelMemory();
  return bytes;
}

/** Where bytes lie in the memory of the kernels; undefined for bytes of other places. */
export function addressOf(block: Uint8Array): number | undefined {
  return block.buffer === bytes.buffer ? block.byteOffset : undefined;
}
