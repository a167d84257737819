import { CatervaError } from "@caterva2/ndarray";
import type { ChunkLayout } from "./chunk-layout.ts";
import type { ChunkStore } from "./chunk-store.ts";
import { runBounded } from "./run-bounded.ts";

/** Chunks that are read at a time. */
export const CHUNKS_AT_A_TIME = 8;

/** Blocks that are asked for at once. */
const BATCH = 4096;

interface Run {
  readonly nchunk: number;
  /** First and last byte (exclusive) within the chunk. */
  readonly from: number;
  readonly to: number;
  /** Where the first byte goes. */
  readonly at: number;
}

/** Copies the bytes `start` to `stop` of a super-chunk into `target`. The caller has checked the bounds. */
export async function readRun(
  store: ChunkStore,
  chunksize: number,
  range: { start: number; stop: number },
  target: Uint8Array,
): Promise<void> {
  const first = Math.floor(range.start / chunksize);
  const last = Math.floor((range.stop - 1) / chunksize);
  await runBounded(last - first + 1, CHUNKS_AT_A_TIME, (index) => {
    const nchunk = first + index;
    const origin = nchunk * chunksize;
    const from = Math.max(0, range.start - origin);
    const to = Math.min(chunksize, range.stop - origin);
    return readPart(store, { nchunk, from, to, at: origin + from - range.start }, target);
  });
}

async function readPart(store: ChunkStore, run: Run, target: Uint8Array): Promise<void> {
  const { from, to, at } = run;
  const access = await store.access(run.nchunk);
  switch (access.kind) {
    case "zeros":
      target.fill(0, at, at + to - from);
      return;
    case "pattern":
      return fillPattern(target.subarray(at, at + to - from), access.pattern, from);
    case "whole":
      target.set((await store.decodeChunk(run.nchunk)).subarray(from, to), at);
      return;
    case "blocks":
      return readBlocks(store, access.layout, run, target);
  }
}

async function readBlocks(store: ChunkStore, layout: ChunkLayout, run: Run, target: Uint8Array): Promise<void> {
  const { from, to, at } = run;
  const { blocksize } = layout.header;
  const end = Math.ceil(to / blocksize);
  for (let block = Math.floor(from / blocksize); block < end; block += BATCH) {
    const boxes = Array.from({ length: Math.min(BATCH, end - block) }, (_, index) => ({ block: block + index }));
    await store.visitBlocks(run.nchunk, layout, boxes, (box, bytes) => {
      const origin = box.block * blocksize;
      const begin = Math.max(from, origin);
      target.set(bytes.subarray(begin - origin, Math.min(to, origin + blocksize) - origin), at + begin - from);
    });
  }
}

/** Fills `target` with a repeated pattern, as seen from position `phase` of the repetition. */
export function fillPattern(target: Uint8Array, pattern: Uint8Array, phase: number): void {
  if (pattern.length === 0) throw new CatervaError("blosc2.malformed", "A repeated value has no bytes.");
  for (let index = 0; index < Math.min(pattern.length, target.length); index += 1) {
    target[index] = pattern[(phase + index) % pattern.length] ?? 0;
  }
  // Doubles what is filled: each copy starts at a multiple of the pattern.
  for (let filled = pattern.length; filled < target.length; filled *= 2) {
    target.copyWithin(filled, 0, Math.min(filled, target.length - filled));
  }
}
