import type { FieldReader } from "../format/fields.ts";
import { malformed, unsupported } from "../format/malformed.ts";

/** `count` blocks of `block` positions, `stride` apart; undefined for as many as there are. */
export interface AxisPattern {
  readonly start: number;
  readonly stride: number;
  readonly count: number | undefined;
  readonly block: number | undefined;
}

/** A block of positions, both corners within it. */
export interface Corners {
  readonly first: readonly number[];
  readonly last: readonly number[];
}

/** Positions of a dataset, as mappings name them. */
export type SpaceSelection =
  | { readonly kind: "none" | "all" }
  | { readonly kind: "pattern"; readonly axes: readonly AxisPattern[] }
  | { readonly kind: "blocks"; readonly blocks: readonly Corners[] };

const KINDS = ["none", "points", "hyperslab", "all"] as const;
const MAX_RANK = 32;

/** Reads a selection as the format stores it. */
export function parseSelection(fields: FieldReader): SpaceSelection {
  const kind = KINDS[fields.u32le()];
  if (kind === undefined) throw malformed("a selection of an unknown kind");
  const version = fields.u32le();
  // The library takes none either.
  if (kind === "points") throw unsupported("it is a virtual dataset of single points");
  if (kind === "hyperslab") return parseHyperslab(fields, version);
  fields.skip(8);
  return { kind };
}

function parseHyperslab(fields: FieldReader, version: number): SpaceSelection {
  if (version < 1 || version > 3) throw unsupported(`a selection of version ${version}`);
  const flags = version === 1 ? 0 : fields.u8();
  const width = version === 1 ? 4 : version === 2 ? 8 : widthOf(fields);
  if (version === 1) fields.skip(8);
  if (version === 2) fields.skip(4);
  const rank = rankOf(fields);
  if (flags & 1) return { kind: "pattern", axes: Array.from({ length: rank }, () => parseAxis(fields, width)) };
  const count = fields.uint(width);
  checkRoom(fields, count * 2 * rank * width);
  const blocks = Array.from({ length: count }, () => {
    return { first: position(fields, rank, width), last: position(fields, rank, width) };
  });
  for (const { first, last } of blocks) {
    if (last.some((at, axis) => at < (first[axis] ?? 0))) throw malformed("a selection whose corners are swapped");
  }
  const axes = regularAxes(blocks, rank);
  return axes === undefined ? { kind: "blocks", blocks } : { kind: "pattern", axes };
}

function parseAxis(fields: FieldReader, width: number): AxisPattern {
  const start = fields.uint(width);
  const stride = fields.uint(width);
  const count = fields.uintOrAllOnes(width);
  const block = fields.uintOrAllOnes(width);
  const single = count === 1 || block === undefined;
  if (block === 0 || (!single && (stride === 0 || (block ?? 0) > stride))) throw malformed("a selection that overlaps");
  return { start, stride: Math.max(1, stride), count, block };
}

/** The pattern that blocks form, if they do: old files spell every block out. */
function regularAxes(blocks: readonly Corners[], rank: number): AxisPattern[] | undefined {
  const axes: AxisPattern[] = [];
  let cells = 1;
  for (let axis = 0; axis < rank; axis += 1) {
    const spans = new Map(blocks.map(({ first, last }) => [first[axis] ?? 0, last[axis] ?? 0] as const));
    const starts = [...spans.keys()].sort((a, b) => a - b);
    const start = starts[0] ?? 0;
    const stride = (starts[1] ?? start + 1) - start;
    const block = (spans.get(start) ?? 0) - start + 1;
    const isEven = starts.every((at, index) => at === start + index * stride);
    if (!isEven || !blocks.every(({ first, last }) => (last[axis] ?? 0) - (first[axis] ?? 0) + 1 === block)) {
      return undefined;
    }
    cells *= starts.length;
    axes.push({ start, stride: Math.max(stride, block), count: starts.length, block });
  }
  return cells === blocks.length ? axes : undefined;
}

function position(fields: FieldReader, rank: number, width: number): number[] {
  return Array.from({ length: rank }, () => fields.uint(width));
}

function widthOf(fields: FieldReader): number {
  const width = fields.u8();
  if (width !== 2 && width !== 4 && width !== 8) throw malformed("a selection of impossible width");
  return width;
}

function rankOf(fields: FieldReader): number {
  const rank = fields.u32le();
  if (rank === 0 || rank > MAX_RANK) throw malformed(`a selection of ${rank} dimensions`);
  return rank;
}

function checkRoom(fields: FieldReader, bytes: number): void {
  if (bytes > fields.remaining) throw malformed("a selection that is cut short");
}
