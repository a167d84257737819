import type { RepositoryMemory } from "@caterva2/repository";

const MIB = 1024 * 1024;

/** Bytes that one worker thread may keep to be faster the next time, by what it is. */
export interface ThreadMemory extends RepositoryMemory {
  /** WebAssembly memories of codecs, those of plug-ins too. */
  readonly codecs: number;
  /** Buffers that wait for the next read, or for the next work of several threads. */
  readonly buffers: number;
}

/** Bytes that a server keeps to be faster the next time. */
export interface MemoryCut {
  /** Decoded blocks, which all threads share. */
  readonly blocks: number;
  /** What reductions of expressions have left, for all threads. */
  readonly reductions: number;
  readonly thread: ThreadMemory;
}

/** What is kept of each kind, and how much may be, in bytes; of all threads together. */
export type MemoryUse = Readonly<Record<string, { readonly bytes: number; readonly limit: number }>>;

/** Sixteenths of what a thread has. */
const SHARES = { codecs: 6, buffers: 4, frames: 1, hdf5: 2, results: 2, names: 1 } as const;

/** The kinds in an order that all threads know. */
export const THREAD_PARTS = Object.keys(SHARES) as readonly (keyof ThreadMemory)[];

/** Of the whole, what the blocks take that all threads share. */
const BLOCKS = 1 / 4;

/** Of the whole, what the states of reductions take that all threads share. */
const REDUCTIONS = 1 / 64;

/** What the ring of blocks has beside it, at most, as a part of it. */
const DIRECTORY = 1 / 256;

/** Less would serve nobody: then it is as if so much had been asked for. */
const LEAST = 32 * MIB;

const DEFAULT_BLOCKS = 128 * MIB;
const DEFAULT_THREAD = 128 * MIB;

/** What a server keeps unless told: 128 MiB and as much for each thread, or an eighth of the machine's memory if that is less. */
export function defaultMemory(threads: number, machineBytes: number): number {
  return Math.max(LEAST, Math.min(machineBytes / 8, DEFAULT_BLOCKS + threads * DEFAULT_THREAD));
}

/** Cuts what may be kept in all into the parts that hold themselves to it. */
export function cutMemory(total: number, threads: number): MemoryCut {
  const whole = Math.max(LEAST, total);
  const blocks = Math.min(DEFAULT_BLOCKS * 8, whole * BLOCKS);
  const reductions = Math.floor(whole * REDUCTIONS);
  const each = (whole - blocks * (1 + DIRECTORY) - reductions) / Math.max(1, threads);
  const share = (part: keyof ThreadMemory) => Math.floor((each * SHARES[part]) / 16);
  return {
    blocks,
    reductions,
    thread: {
      codecs: share("codecs"),
      buffers: share("buffers"),
      frames: share("frames"),
      hdf5: share("hdf5"),
      results: share("results"),
      names: share("names"),
    },
  };
}
