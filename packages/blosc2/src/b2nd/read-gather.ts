import {
  type AxisRun,
  type AxisSelection,
  cellNumber,
  combinations,
  copyBox,
  cutAxis,
  type GatherSelection,
  gatherLayout,
  groupPoints,
  type PointAxes,
  type PointGroup,
  splitRun,
  stepOf,
} from "@caterva2/ndarray";
import type { ChunkStore } from "../schunk/chunk-store.ts";
import { CHUNKS_AT_A_TIME } from "../schunk/read-bytes.ts";
import { runBounded } from "../schunk/run-bounded.ts";
import type { Geometry } from "./geometry.ts";
import { fillBox, readChunk } from "./read-chunk.ts";

/** Points of one block: their numbers in the result, and where their items start in the block, in bytes. */
interface BlockPoints {
  /** What the gathered coordinates add to the block number. */
  readonly block: number;
  readonly members: number[];
  readonly offsets: number[];
}

const NO_POINTS: BlockPoints = { block: 0, members: [], offsets: [] };

/** What is taken of one block: at each point a box along the axes that are not gathered. */
interface GatherBox {
  readonly block: number;
  readonly keptOffset: number;
  readonly targetOffset: number;
  readonly keptShape: readonly number[];
  readonly points: BlockPoints;
}

/** The axes that are not gathered, with their steps and strides in block and result. */
interface Kept {
  readonly axes: readonly { readonly axis: number; readonly selection: AxisSelection }[];
  readonly steps: readonly number[];
  readonly sourceStrides: readonly number[];
  readonly targetStrides: readonly number[];
}

/** Gathers points into `target`, which holds zeros and has the size of the result. */
export async function readGather(
  store: ChunkStore,
  geometry: Geometry,
  selection: GatherSelection,
  target: Uint8Array,
): Promise<void> {
  const { itemsize } = geometry;
  const { points } = selection;
  const layout = gatherLayout(selection, itemsize);
  const kept = keptAxes(selection, geometry, layout.keptStrides);
  const groups = groupPoints(points, geometry.chunks);
  const runs = combinations(kept.axes.map(({ axis, selection }) => cutAxis(selection, geometry.chunks[axis] ?? 1)));
  const take = (box: GatherBox, source: Uint8Array) => {
    const { sourceStrides, targetStrides } = kept;
    const { members, offsets } = box.points;
    const single = box.keptShape.every((extent) => extent === 1);
    for (const [index, member] of members.entries()) {
      const sourceOffset = (offsets[index] ?? 0) + box.keptOffset;
      const targetOffset = member * layout.pointStride + box.targetOffset;
      if (single) copyItem(source, sourceOffset, target, targetOffset, itemsize);
      else
        copyBox({
          source,
          sourceOffset,
          sourceStrides,
          target,
          targetOffset,
          targetStrides,
          shape: box.keptShape,
          itemsize,
        });
    }
  };
  await runBounded(groups.length * runs.count, CHUNKS_AT_A_TIME, async (index) => {
    const group = groups[Math.floor(index / runs.count)];
    if (group === undefined) return;
    const chunkRuns = runs.at(index % runs.count);
    await readChunk(store, geometry, {
      nchunk: chunkNumber(geometry, points, group, kept, chunkRuns),
      volume: groups.length * runs.count * geometry.chunkBytes,
      plan: () => planBoxes(geometry, points, group, kept, chunkRuns),
      takeBlock: take,
      takeItem(item) {
        const shape = chunkRuns.map((run) => run.count);
        const base = chunkRuns.reduce((total, run, axis) => total + run.first * (kept.targetStrides[axis] ?? 0), 0);
        for (const member of group.members) {
          fillBox(target, base + member * layout.pointStride, kept.targetStrides, shape, item);
        }
      },
    });
  });
}

function keptAxes(selection: GatherSelection, geometry: Geometry, keptStrides: readonly number[]): Kept {
  const axes = selection.axes.flatMap((entry, axis) => (entry === undefined ? [] : [{ axis, selection: entry }]));
  const steps = axes.map((entry) => stepOf(entry.selection));
  let next = 0;
  const targetStrides = axes.map((entry) => {
    if (entry.selection.kind === "index") return 0;
    next += 1;
    return keptStrides[next - 1] ?? 0;
  });
  const sourceStrides = axes.map(({ axis }, index) => (steps[index] ?? 1) * (geometry.itemStrides[axis] ?? 0));
  return { axes, steps, sourceStrides, targetStrides };
}

function chunkNumber(
  geometry: Geometry,
  points: PointAxes,
  group: PointGroup,
  kept: Kept,
  runs: readonly AxisRun[],
): number {
  const { chunkSteps } = geometry;
  const gathered = points.axes.reduce((total, axis, index) => {
    return total + (group.chunk[index] ?? 0) * (chunkSteps[axis] ?? 0);
  }, 0);
  return (
    gathered +
    cellNumber(
      runs,
      kept.axes.map(({ axis }) => chunkSteps[axis] ?? 0),
    )
  );
}

/** What a gather takes of one chunk: each block with points, combined with each run of kept blocks. */
function planBoxes(
  geometry: Geometry,
  points: PointAxes,
  group: PointGroup,
  kept: Kept,
  runs: readonly AxisRun[],
): { count: number; box(index: number): GatherBox } {
  const parts = combinations(
    runs.map((run, index) => splitRun(run, kept.steps[index] ?? 1, geometry.blocks[kept.axes[index]?.axis ?? 0] ?? 1)),
  );
  const blocks = [...pointsByBlock(geometry, points, group).values()];
  return {
    count: blocks.length * parts.count,
    box(index) {
      const entry = blocks[Math.floor(index / parts.count)] ?? NO_POINTS;
      return keptBox(geometry, kept, parts.at(index % parts.count), entry);
    },
  };
}

function keptBox(geometry: Geometry, kept: Kept, runs: readonly AxisRun[], points: BlockPoints): GatherBox {
  let { block } = points;
  let keptOffset = 0;
  let targetOffset = 0;
  for (const [index, run] of runs.entries()) {
    const axis = kept.axes[index]?.axis ?? 0;
    block += run.cell * (geometry.blockSteps[axis] ?? 0);
    keptOffset += run.start * (geometry.itemStrides[axis] ?? 0);
    targetOffset += run.first * (kept.targetStrides[index] ?? 0);
  }
  return { block, keptOffset, targetOffset, keptShape: runs.map((run) => run.count), points };
}

/** The points of one chunk by what their coordinates add to the block number. */
function pointsByBlock(geometry: Geometry, points: PointAxes, group: PointGroup): Map<number, BlockPoints> {
  const found = new Map<number, BlockPoints>();
  for (const member of group.members) {
    let block = 0;
    let offset = 0;
    for (const [index, axis] of points.axes.entries()) {
      const within = (points.coordinates[index]?.[member] ?? 0) % (geometry.chunks[axis] ?? 1);
      const extent = geometry.blocks[axis] ?? 1;
      block += Math.floor(within / extent) * (geometry.blockSteps[axis] ?? 0);
      offset += (within % extent) * (geometry.itemStrides[axis] ?? 0);
    }
    const entry = found.get(block) ?? { block, members: [], offsets: [] };
    entry.members.push(member);
    entry.offsets.push(offset);
    found.set(block, entry);
  }
  return found;
}

function copyItem(source: Uint8Array, from: number, target: Uint8Array, to: number, itemsize: number): void {
  if (itemsize > 64) {
    target.set(source.subarray(from, from + itemsize), to);
    return;
  }
  for (let index = 0; index < itemsize; index += 1) target[to + index] = source[from + index] ?? 0;
}
