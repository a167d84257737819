import type { ByteSource } from "@caterva2/ndarray";

/** Bytes that wait for the next reads of this thread, and the largest memory among them. */
let most = 24 * 1024 * 1024;
const LARGEST = 6 * 1024 * 1024;

const kept: LaneMemory[] = [];

/** How much this thread keeps for the next reads, in bytes. */
export function limitLanes(bytes: number): void {
  most = bytes;
}

/** Bytes that this thread keeps. */
export function laneBytes(): number {
  return kept.reduce((sum, { size }) => sum + size, 0);
}

/** Memory of one lane of reads. New memory costs more at its first touch than the read into it. */
export class LaneMemory {
  #stored = new Uint8Array();
  #decoded = new Uint8Array();

  /** Bytes of a source. They hold until the next read. A promise only where there is something to wait for. */
  read(source: ByteSource, offset: number, length: number): Promise<Uint8Array> | Uint8Array {
    if (source.readInto === undefined) return source.read(offset, length);
    if (this.#stored.length < length) this.#stored = new Uint8Array(length);
    const bytes = this.#stored.subarray(0, length);
    const wait = source.readInto(offset, bytes);
    return wait === undefined ? bytes : wait.then(() => bytes);
  }

  /** Room for a decoded chunk that nobody keeps. It holds until the next one. */
  decoded(bytes: number): Uint8Array {
    if (this.#decoded.length < bytes) this.#decoded = new Uint8Array(bytes);
    return this.#decoded.subarray(0, bytes);
  }

  /** Bytes that it holds. */
  get size(): number {
    return this.#stored.length + this.#decoded.length;
  }
}

/** Runs `work` with a memory for each lane that asks for one; `work` is done with all of them when it ends. */
export async function withMemories<T>(work: (memoryOf: (lane: number) => LaneMemory) => Promise<T>): Promise<T> {
  const taken = new Map<number, LaneMemory>();
  const memoryOf = (lane: number): LaneMemory => {
    const memory = taken.get(lane) ?? kept.pop() ?? new LaneMemory();
    taken.set(lane, memory);
    return memory;
  };
  try {
    return await work(memoryOf);
  } finally {
    for (const memory of taken.values()) {
      if (memory.size <= LARGEST && laneBytes() + memory.size <= most) kept.push(memory);
    }
  }
}
