import { cStrides, product } from "../shape.ts";
import { gatherShape } from "./selection-shape.ts";
import type { GatherSelection, PointAxes } from "./types.ts";

/** How the result of a gather lies in memory. Strides in bytes. */
export interface GatherLayout {
  readonly shape: readonly number[];
  /** From one point to the next, in the C order of `points.shape`. */
  readonly pointStride: number;
  /** Shape of what each point brings: the counts of the range axes, in order. */
  readonly keptShape: readonly number[];
  /** Strides of `keptShape` within the result. */
  readonly keptStrides: readonly number[];
}

/** Lays out the result of a gather: point `p` (flat) starts at `p * pointStride`, a box of `keptShape` with `keptStrides`. */
export function gatherLayout(selection: GatherSelection, itemsize: number): GatherLayout {
  const shape = gatherShape(selection);
  const strides = cStrides(shape, itemsize);
  const start = selection.resultPosition;
  const end = start + selection.points.shape.length;
  return {
    shape,
    pointStride: strides[end - 1] ?? itemsize,
    keptShape: [...shape.slice(0, start), ...shape.slice(end)],
    keptStrides: [...strides.slice(0, start), ...strides.slice(end)],
  };
}

/** Points of a gather that lie in one chunk, along the gathered axes. */
export interface PointGroup {
  /** Number of the chunk along each of `points.axes`. */
  readonly chunk: readonly number[];
  /** Flat positions of the points in `points.shape`, ascending. */
  readonly members: readonly number[];
}

/**
 * Groups points by the chunk they lie in, so that each chunk is read once. `chunks` is the chunk shape of the
 * whole array. Groups come in the order of their chunks.
 */
export function groupPoints(points: PointAxes, chunks: readonly number[]): PointGroup[] {
  const count = product(points.shape);
  const groups = new Map<string, { chunk: number[]; members: number[] }>();
  for (let point = 0; point < count; point += 1) {
    const chunk = points.axes.map((axis, index) => {
      const extent = Math.max(1, chunks[axis] ?? 1);
      return Math.floor((points.coordinates[index]?.[point] ?? 0) / extent);
    });
    const key = chunk.join();
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { chunk, members: [point] });
    else group.members.push(point);
  }
  return [...groups.values()].sort((a, b) => compareChunks(a.chunk, b.chunk));
}

function compareChunks(a: readonly number[], b: readonly number[]): number {
  for (const [axis, position] of a.entries()) {
    const difference = position - (b[axis] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
