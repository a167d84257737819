import { product } from "@caterva2/ndarray";
import type { Hdf5Dataset } from "../dataset/types.ts";
import { malformed, unsupported } from "../format/malformed.ts";
import type { Mapping } from "./mappings.ts";
import { extentFor, type Positions, positionsIn } from "./pattern.ts";
import { pairRows, type RowPair, rowsOf } from "./rows.ts";
import type { AxisPattern, SpaceSelection } from "./selection.ts";

/** Finds a source by its path in the file; undefined where there is none. */
export type FindSource = (path: string) => Promise<Hdf5Dataset | undefined>;

/** A part of a virtual dataset with the dataset that holds it. */
export interface Source {
  readonly dataset: Hdf5Dataset;
  readonly target: SpaceSelection;
  readonly source: SpaceSelection;
}

/** How the items of a source are placed: axis by axis, or row by row where the selections are of different forms. */
export type Placement =
  | { readonly kind: "axes"; readonly target: readonly Positions[]; readonly source: readonly Positions[] }
  | { readonly kind: "rows"; readonly pairs: readonly RowPair[] };

/** Sources that one mapping with `%b` may name. */
const MAX_BLOCKS = 65_536;

/** The sources that there are. @throws hdf5.unsupported for one outside the file */
export async function findSources(mappings: readonly Mapping[], find: FindSource): Promise<Source[]> {
  if (mappings.some(({ file }) => file !== ".")) {
    throw unsupported("it is a virtual dataset with items in other files, which are never read");
  }
  const sources: Source[] = [];
  for (const { dataset: name, source, target } of mappings) {
    const axis = unlimitedAxis(target);
    if (axis !== undefined && name.includes("%b") && unlimitedAxis(source) === undefined) {
      for (let number = 0; number < MAX_BLOCKS; number += 1) {
        const dataset = await find(nameOf(name, number));
        if (dataset === undefined) break;
        sources.push({ dataset, source, target: blockOf(target, axis, number) });
      }
      continue;
    }
    const dataset = await find(name);
    if (dataset !== undefined) sources.push({ dataset, source, target });
  }
  return sources;
}

function nameOf(pattern: string, number: number): string {
  return pattern.replace(/%[%b]/g, (mark) => (mark === "%b" ? String(number) : "%"));
}

function unlimitedAxis(selection: SpaceSelection): number | undefined {
  if (selection.kind !== "pattern") return undefined;
  const axis = selection.axes.findIndex(({ count, block }) => count === undefined || block === undefined);
  return axis < 0 ? undefined : axis;
}

/** Block `number` along the unlimited axis of a selection. */
function blockOf(selection: SpaceSelection, unlimited: number, number: number): SpaceSelection {
  if (selection.kind !== "pattern") return selection;
  const axes = selection.axes.map((axis, index) =>
    index === unlimited ? { ...axis, start: axis.start + number * axis.stride, count: 1 } : axis,
  );
  return { kind: "pattern", axes };
}

/**
 * The shape of a virtual dataset: along axes that grow with the sources it is what the sources now fill, as the library
 * finds it when it opens the dataset.
 */
export function shapeOf(
  stored: readonly number[],
  mappings: readonly Mapping[],
  sources: readonly Source[],
): readonly number[] {
  const growing = new Set(mappings.map(({ target }) => unlimitedAxis(target)));
  return stored.map((extent, axis) => {
    if (!growing.has(axis)) return extent;
    const fixed = mappings
      .filter(({ target }) => unlimitedAxis(target) !== axis)
      .map(({ target }) => endOf(target, axis));
    const filled = sources.map(({ dataset, source, target }) => filledExtent(dataset.shape, source, target, axis));
    return Math.max(0, ...fixed, ...filled);
  });
}

function filledExtent(shape: readonly number[], source: SpaceSelection, target: SpaceSelection, axis: number): number {
  if (unlimitedAxis(target) !== axis || target.kind !== "pattern") return endOf(target, axis);
  const from = unlimitedAxis(source);
  const pattern = target.axes[axis];
  if (from === undefined || source.kind !== "pattern" || pattern === undefined) return 0;
  const open = source.axes[from];
  return open === undefined ? 0 : extentFor(pattern, positionsIn(open, shape[from] ?? 0).total);
}

/** One more than the last position along an axis, of a selection with an end there. */
function endOf(selection: SpaceSelection, axis: number): number {
  if (selection.kind === "blocks") {
    return selection.blocks.reduce((most, { last }) => Math.max(most, (last[axis] ?? 0) + 1), 0);
  }
  if (selection.kind !== "pattern") return 0;
  const { start = 0, stride = 1, count = 0, block = 0 } = selection.axes[axis] ?? {};
  return count === 0 || block === 0 ? 0 : start + (count - 1) * stride + block;
}

/** Matches the selections of a source. @throws hdf5.malformed if they cannot be */
export function place({ dataset, source, target }: Source, shape: readonly number[]): Placement {
  let to = axesOf(target, shape);
  let from = axesOf(source, dataset.shape);
  if (to !== undefined && from !== undefined) {
    // An open end is as long as the other side has items.
    const [open, other] = [unlimitedAxis(target), unlimitedAxis(source)];
    if (open !== undefined) to = cutTo(to, open, product(from.map(({ total }) => total)));
    if (other !== undefined) from = cutTo(from, other, product(to.map(({ total }) => total)));
  }
  checkInside(source, from, dataset.shape);
  if (to !== undefined && from !== undefined && sameExtents(to, from))
    return { kind: "axes", target: to, source: from };
  checkInside(target, to, shape);
  return { kind: "rows", pairs: pairRows(rowsOf(target, to, shape), rowsOf(source, from, dataset.shape)) };
}

function axesOf(selection: SpaceSelection, shape: readonly number[]): Positions[] | undefined {
  const whole = (): AxisPattern => ({ start: 0, stride: 1, count: 1, block: undefined });
  if (selection.kind === "all") return shape.map((extent) => positionsIn(whole(), extent));
  if (selection.kind !== "pattern") return undefined;
  if (selection.axes.length !== shape.length) throw malformed("a virtual dataset with a selection of another rank");
  return selection.axes.map((axis, index) => positionsIn(axis, shape[index] ?? 0));
}

function cutTo(axes: readonly Positions[], open: number, items: number): Positions[] {
  const others = product(axes.map(({ total }, axis) => (axis === open ? 1 : total)));
  const most = others === 0 ? 0 : Math.floor(items / others);
  return axes.map((axis, index) => (index === open ? { ...axis, total: Math.min(axis.total, most) } : axis));
}

/** True if the axes of more than one position are as long on both sides. */
function sameExtents(a: readonly Positions[], b: readonly Positions[]): boolean {
  const [long, other] = [a, b].map((axes) => axes.map(({ total }) => total).filter((total) => total !== 1));
  return long?.join() === other?.join();
}

/** Items beyond the extent would be counted as others. */
function checkInside(
  selection: SpaceSelection,
  axes: readonly Positions[] | undefined,
  shape: readonly number[],
): void {
  const isInside = shape.every((extent, axis) => {
    const own = axes?.[axis];
    const end = own === undefined ? endOf(selection, axis) : own.total === 0 ? 0 : lastOf(own) + 1;
    return end <= extent;
  });
  if (!isInside) throw malformed("a virtual dataset whose selection lies outside");
}

function lastOf({ start, stride, block, total }: Positions): number {
  return start + Math.floor((total - 1) / block) * stride + ((total - 1) % block);
}
