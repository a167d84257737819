import {
  type AxisRun,
  cellNumber,
  combinations,
  copyBox,
  cStrides,
  cutAxis,
  type Selection,
  selectionShape,
  stepOf,
} from "@caterva2/ndarray";
import type { ChunkStore } from "../schunk/chunk-store.ts";
import { CHUNKS_AT_A_TIME } from "../schunk/read-bytes.ts";
import { runBounded, type Turns } from "../schunk/run-bounded.ts";
import type { Geometry } from "./geometry.ts";
import { type BlockBox, boxOf, cutChunk } from "./plan.ts";
import { fillBox, readChunk } from "./read-chunk.ts";
import type { ItemPart } from "./types.ts";

/** How a selection is read. */
export interface SelectionRead {
  /** Chunks by turns of several threads. */
  readonly turns?: Turns | undefined;
  /** Only that of each item. */
  readonly part?: ItemPart | undefined;
  /** The target may hold anything: zeros are written, too. */
  readonly dirty?: boolean;
}

/** Reads a selection into `target`, which holds zeros unless told, and has the selection's size. */
export async function readSelection(
  store: ChunkStore,
  geometry: Geometry,
  selection: Selection,
  target: Uint8Array,
  { turns, part = { offset: 0, length: geometry.itemsize }, dirty = false }: SelectionRead = {},
): Promise<void> {
  const itemsize = part.length;
  const steps = selection.map(stepOf);
  const sourceStrides = steps.map((step, axis) => step * (geometry.itemStrides[axis] ?? 0));
  const targetStrides = fullStrides(selection, itemsize);
  const chunks = combinations(selection.map((axis, index) => cutAxis(axis, geometry.chunks[index] ?? 1)));
  const volume = volumeOf(geometry, selection);
  const zero = dirty ? new Uint8Array(itemsize) : undefined;
  const readOne = (index: number) => {
    const runs = chunks.at(index);
    const fill = (item: Uint8Array) => {
      fillBox(target, offsetOf(runs, targetStrides), targetStrides, runs.map(countOf), item);
    };
    return readChunk(store, geometry, {
      nchunk: cellNumber(runs, geometry.chunkSteps),
      volume,
      plan() {
        const blocks = cutChunk(geometry, runs, steps);
        return { count: blocks.count, box: (rank) => boxOf(geometry, blocks.at(rank), targetStrides, sourceStrides) };
      },
      takeBlock(box: BlockBox, source) {
        const sourceOffset = box.sourceOffset + part.offset;
        copyBox({ ...box, sourceOffset, source, sourceStrides, target, targetStrides, itemsize });
      },
      takeZeros: () => zero && fill(zero),
      takeItem: (item) => fill(item.subarray(part.offset, part.offset + itemsize)),
    });
  };
  // Who takes a turn works on it at once: chunks that only wait for their bytes might be done by another thread.
  await runBounded(chunks.count, turns === undefined ? CHUNKS_AT_A_TIME : 1, readOne, turns);
}

/** Bytes of the blocks that a selection touches, roughly: blocks of different chunks may count as one. */
function volumeOf(geometry: Geometry, selection: Selection): number {
  return selection.reduce(
    (total, axis, index) => total * cutAxis(axis, geometry.blocks[index] ?? 1).count,
    geometry.blockBytes,
  );
}

/** Strides of the result, with a 0 for every axis that the selection drops. */
export function fullStrides(selection: Selection, itemsize: number): number[] {
  const kept = cStrides(selectionShape(selection), itemsize);
  let next = 0;
  return selection.map((axis) => {
    if (axis.kind === "index") return 0;
    next += 1;
    return kept[next - 1] ?? 0;
  });
}

function offsetOf(runs: readonly AxisRun[], strides: readonly number[]): number {
  return runs.reduce((total, run, axis) => total + run.first * (strides[axis] ?? 0), 0);
}

function countOf(run: AxisRun): number {
  return run.count;
}
