import { type AxisSelection, product, type Selection, selectionShape } from "@caterva2/ndarray";

/** What the choice depends on. */
export interface ReadFacts {
  readonly shape: readonly number[];
  readonly chunks: readonly number[] | undefined;
  readonly blocks: readonly number[] | undefined;
  readonly itemsize: number;
  /** Uncompressed by compressed size of the whole array. */
  readonly ratio: number;
  /** Compressed size of the whole array, in bytes. */
  readonly cbytes: number;
  /** True if the server serves byte ranges of the frame. */
  readonly ranges: boolean;
}

/** How a selection is read: the blocks it touches by byte ranges, or an answer that the server cuts out. Bytes are estimates. */
export interface ReadPlan {
  readonly by: "ranges" | "slice";
  /** Much of a frame that fits the memory is wanted: it is better fetched in one run. */
  readonly whole: boolean;
  readonly blocks: number;
  readonly rangeBytes: number;
  readonly sliceBytes: number;
}

/** Blocks may cost this many times the answer: they stay in the cache and serve the next slices. */
const WORTH = 24;
/** Up to here blocks are always worth it, in bytes. */
const SMALL = 512 * 1024;
/** Largest frame that is fetched in one run, in bytes, when this part of it is wanted. */
const WHOLE_FRAME = 64 * 1024 * 1024;
const WHOLE_PART = 0.5;
/** Chunks are read eight at a time, their tables of blocks first; what could be received during one such wait, in bytes. */
const CHUNKS_AT_A_TIME = 8;
const WAIT_BYTES = 16 * 1024;
/** What a compressed block has beside its data, and a chunk beside its blocks: streams, header; in bytes. */
const BLOCK_OVERHEAD = 8;
const CHUNK_OVERHEAD = 64;
/** An answer is compressed by the server in a hurry: no better than this. */
const ANSWER_RATIO = 4;

/** Decides where a selection is cut out. Pure: the same facts give the same plan. */
export function planRead(facts: ReadFacts, selection: Selection): ReadPlan {
  const ratio = Math.max(1, facts.ratio);
  const sliceBytes = (product(selectionShape(selection)) * facts.itemsize) / Math.min(ratio, ANSWER_RATIO);
  const { chunks, blocks } = facts;
  if (!facts.ranges || !chunks || !blocks)
    return { by: "slice", whole: false, blocks: 0, rangeBytes: Infinity, sliceBytes };
  let touchedBlocks = 1;
  let touchedChunks = 1;
  selection.forEach((axis, i) => {
    const chunk = Math.max(1, chunks[i] ?? 1);
    const block = Math.min(chunk, Math.max(1, blocks[i] ?? 1));
    touchedBlocks *= touched(axis, (index) => blockOrdinal(index, chunk, block));
    touchedChunks *= touched(axis, (index) => Math.floor(index / chunk));
  });
  const blockBytes = (product(blocks) * facts.itemsize) / ratio + BLOCK_OVERHEAD;
  const rangeBytes = touchedBlocks * blockBytes + touchedChunks * CHUNK_OVERHEAD;
  const whole = rangeBytes >= WHOLE_PART * facts.cbytes && facts.cbytes <= WHOLE_FRAME;
  const waits = whole ? 0 : 2 * Math.ceil(touchedChunks / CHUNKS_AT_A_TIME);
  const cost = Math.max(rangeBytes, whole ? facts.cbytes : 0) + waits * WAIT_BYTES;
  const by = cost <= Math.max(SMALL, WORTH * sliceBytes) ? "ranges" : "slice";
  return { by, whole: by === "ranges" && whole, blocks: touchedBlocks, rangeBytes, sliceBytes };
}

/** How many blocks (or chunks) of its axis a selection touches, at most. */
function touched(axis: AxisSelection, ordinal: (index: number) => number): number {
  if (axis.kind === "index") return 1;
  if (axis.count === 0) return 0;
  const last = axis.start + (axis.count - 1) * axis.step;
  return Math.min(axis.count, ordinal(last) - ordinal(axis.start) + 1);
}

/** Number of the block of an index along one axis: blocks begin anew in every chunk. */
function blockOrdinal(index: number, chunk: number, block: number): number {
  const chunkNumber = Math.floor(index / chunk);
  return chunkNumber * Math.ceil(chunk / block) + Math.floor((index - chunkNumber * chunk) / block);
}

/** The `slice_` text of a selection; empty for an array without axes. */
export function sliceText(selection: Selection): string {
  return selection
    .map((axis) => {
      if (axis.kind === "index") return String(axis.index);
      const stop = axis.count === 0 ? axis.start : axis.start + (axis.count - 1) * axis.step + 1;
      return axis.step === 1 ? `${axis.start}:${stop}` : `${axis.start}:${stop}:${axis.step}`;
    })
    .join(",");
}
