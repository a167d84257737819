import { type AxisSelection, cStrides, type Selection } from "@caterva2/ndarray";
import type { Geometry } from "./geometry.ts";

/** Where a block of a slice comes from: a chunk and a block of the array; undefined beyond the selection. */
export interface BlockOrigin {
  readonly nchunk: number;
  readonly block: number;
}

/** A slice that consists of stored blocks, and how its own frame is cut. */
export interface StoredSlice {
  readonly shape: readonly number[];
  readonly chunks: readonly number[];
  readonly blocks: readonly number[];
  readonly nchunks: number;
  /** Of one chunk of the slice. */
  readonly blocksPerChunk: number;
  /** Whether each chunk of the slice is a chunk of the array. */
  readonly wholeChunks: boolean;
  /** The origins of the blocks of one chunk of the slice, in order. */
  origins(nchunk: number): (BlockOrigin | undefined)[];
}

/** One axis of such a slice. */
interface AxisPlan {
  readonly start: number;
  readonly count: number;
  /** Extents of a chunk in the array and in the slice, and of a block in both. */
  readonly from: number;
  readonly chunk: number;
  readonly block: number;
  readonly wholeChunks: boolean;
  /** False for an axis that the slice drops. */
  readonly kept: boolean;
}

/** Most blocks that a plan names: smaller ones are faster decoded than listed. */
const MAX_BLOCKS = 65_536;

/**
 * Plans a slice of whole blocks: nothing of it has to be decoded. Undefined for a selection that cuts a block, skips
 * positions, or selects nothing, and for one position without axes.
 */
export function planStoredSlice(geometry: Geometry, selection: Selection): StoredSlice | undefined {
  const axes: AxisPlan[] = [];
  for (const [axis, term] of selection.entries()) {
    const plan = planAxis(term, geometry, axis);
    if (plan === undefined) return undefined;
    axes.push(plan);
  }
  const kept = axes.filter((axis) => axis.kept);
  if (kept.length === 0) return undefined;
  const chunkGrid = axes.map((axis) => Math.ceil(axis.count / axis.chunk));
  const blockGrid = axes.map((axis) => Math.ceil(axis.chunk / axis.block));
  const nchunks = chunkGrid.reduce((total, count) => total * count, 1);
  const blocksPerChunk = blockGrid.reduce((total, count) => total * count, 1);
  const wholeChunks = axes.every((axis) => axis.wholeChunks);
  if (nchunks * (wholeChunks ? 1 : blocksPerChunk) > MAX_BLOCKS) return undefined;
  const chunkSteps = cStrides(chunkGrid, 1);
  const blockSteps = cStrides(blockGrid, 1);
  return {
    shape: kept.map((axis) => axis.count),
    chunks: kept.map((axis) => axis.chunk),
    blocks: kept.map((axis) => axis.block),
    nchunks,
    blocksPerChunk,
    wholeChunks,
    origins: (nchunk) =>
      Array.from({ length: wholeChunks ? 1 : blocksPerChunk }, (_, block) =>
        originOf(geometry, axes, (axis) => {
          const chunkCell = Math.floor(nchunk / (chunkSteps[axis] ?? 1)) % (chunkGrid[axis] ?? 1);
          const blockCell = Math.floor(block / (blockSteps[axis] ?? 1)) % (blockGrid[axis] ?? 1);
          return [chunkCell, blockCell];
        }),
      ),
  };
}

/** Undefined if the axis cuts blocks. Where blocks do not divide the chunks, only whole chunks keep their places. */
function planAxis(term: AxisSelection, geometry: Geometry, axis: number): AxisPlan | undefined {
  const extent = geometry.shape[axis] ?? 0;
  const from = geometry.chunks[axis] ?? 0;
  const block = geometry.blocks[axis] ?? 0;
  if (from === 0 || block === 0) return undefined;
  if (term.kind === "index") {
    const place = { start: term.index, count: 1, from, chunk: 1, block, wholeChunks: from === 1, kept: false };
    return block === 1 ? place : undefined;
  }
  const { start, count } = term;
  if (count === 0 || (count > 1 && term.step !== 1)) return undefined;
  const reaches = (unit: number) => start % unit === 0 && ((start + count) % unit === 0 || start + count === extent);
  if (reaches(from)) return { start, count, from, chunk: from, block, wholeChunks: true, kept: true };
  if (from % block !== 0 || !reaches(block)) return undefined;
  const chunk = Math.min(from, Math.ceil(count / block) * block);
  return { start, count, from, chunk, block, wholeChunks: false, kept: true };
}

function originOf(
  geometry: Geometry,
  axes: readonly AxisPlan[],
  cellsOf: (axis: number) => readonly [chunk: number, block: number],
): BlockOrigin | undefined {
  let nchunk = 0;
  let block = 0;
  for (const [axis, plan] of axes.entries()) {
    const [chunkCell, blockCell] = cellsOf(axis);
    const position = chunkCell * plan.chunk + blockCell * plan.block;
    if (position >= plan.count) return undefined;
    const inArray = plan.start + position;
    nchunk += Math.floor(inArray / plan.from) * (geometry.chunkSteps[axis] ?? 0);
    block += Math.floor((inArray % plan.from) / plan.block) * (geometry.blockSteps[axis] ?? 0);
  }
  return { nchunk, block };
}
