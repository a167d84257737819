import type { ImageHeader } from "../codestream.ts";
import { CodeBlock } from "./code-block.ts";
import type { CodingStyle } from "./coding-style.ts";
import { type ComponentStyle, stepOf } from "./component-style.ts";
import { malformed } from "./errors.ts";
import { TagTree } from "./tag-tree.ts";

/** Columns x0 to x1 and rows y0 to y1, the second ones not included. */
export interface Rect {
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
}

/** A component of a tile, and how it is cut (T.800, annex B). */
export interface TileComponent extends Rect {
  readonly resolutions: readonly Resolution[];
  readonly regionShift: number;
}

/** A resolution: the lowest one is a band, the others have three beside the resolution below. */
export interface Resolution extends Rect {
  /** Precincts along each axis, and their extents as powers of two. */
  readonly across: number;
  readonly down: number;
  readonly precinct: { readonly x: number; readonly y: number };
  readonly bands: readonly Band[];
  /** Those that packets have met, by number. */
  readonly precincts: Map<number, readonly BandPrecinct[]>;
}

export interface Band extends Rect {
  /** 0: low or high in vertical direction only; 1: high in horizontal direction only; 2: in both. */
  readonly kind: 0 | 1 | 2;
  /** Where it stands in the plane of its component. */
  readonly left: number;
  readonly top: number;
  readonly planes: number;
  /** What one step is worth; 0 for the wavelets that have none. */
  readonly scale: number;
  /** Extents of precincts and code blocks, as powers of two. */
  readonly precinct: { readonly x: number; readonly y: number };
  readonly block: { readonly x: number; readonly y: number };
}

/** The part of a precinct that lies in a band. */
export interface BandPrecinct {
  readonly band: Band;
  /** Code blocks in a row. */
  readonly across: number;
  readonly blocks: readonly CodeBlock[];
  /** In which layer code blocks come first, and how many of their bit planes are left out. */
  readonly inclusion: TagTree;
  readonly emptyPlanes: TagTree;
}

/** Gain of the wavelets' low filter that is left out of the transform itself. */
const K = 1.230174104914001;

/** Where a tile lies on the reference grid. */
export function tileRect({ width, height, offset, tiling }: ImageHeader, index: number): Rect {
  const left = tiling.x + (index % tiling.across) * tiling.width;
  const top = tiling.y + Math.floor(index / tiling.across) * tiling.height;
  return {
    x0: Math.max(left, offset.x),
    y0: Math.max(top, offset.y),
    x1: Math.min(left + tiling.width, offset.x + width),
    y1: Math.min(top + tiling.height, offset.y + height),
  };
}

export function layOut(rect: Rect, coding: CodingStyle, style: ComponentStyle, precision: number): TileComponent {
  const { levels, reversible } = coding;
  if (style.quantization.none !== reversible) throw malformed("wavelets that do not go with their quantisation");
  const resolutions: Resolution[] = [];
  for (let resolution = 0; resolution <= levels; resolution += 1) {
    const own = scaled(rect, levels - resolution);
    const below = resolutions.at(-1);
    const precinct = coding.precincts[resolution] ?? { x: 15, y: 15 };
    const empty = own.x0 >= own.x1 || own.y0 >= own.y1;
    resolutions.push({
      ...own,
      precinct,
      across: empty ? 0 : Math.ceil(own.x1 / 2 ** precinct.x) - Math.floor(own.x0 / 2 ** precinct.x),
      down: empty ? 0 : Math.ceil(own.y1 / 2 ** precinct.y) - Math.floor(own.y0 / 2 ** precinct.y),
      bands: bandsOf({ rect, coding, style, precision }, resolution, below),
      precincts: new Map(),
    });
  }
  return { ...rect, resolutions, regionShift: style.regionShift };
}

interface BandContext {
  readonly rect: Rect;
  readonly coding: CodingStyle;
  readonly style: ComponentStyle;
  readonly precision: number;
}

function bandsOf({ rect, coding, style, precision }: BandContext, resolution: number, below?: Resolution): Band[] {
  const { levels } = coding;
  const depth = below === undefined ? levels : levels - resolution + 1;
  const names = below === undefined ? (["LL"] as const) : (["HL", "LH", "HH"] as const);
  return names.map((name, index) => {
    const { kind, highX, highY, gain } = BANDS[name];
    const { exponent, mantissa } = stepOf(style.quantization, index + Math.max(0, 3 * resolution - 2), depth, levels);
    const step = 2 ** (precision + gain - exponent) * (1 + mantissa / 2048);
    const width = (below?.x1 ?? 0) - (below?.x0 ?? 0);
    const height = (below?.y1 ?? 0) - (below?.y0 ?? 0);
    const extents = coding.precincts[resolution] ?? { x: 15, y: 15 };
    const half = below === undefined ? 0 : 1;
    const precinct = { x: extents.x - half, y: extents.y - half };
    return {
      kind,
      ...scaled(rect, depth, highX, highY),
      left: highX === 1 ? width : 0,
      top: highY === 1 ? height : 0,
      planes: style.quantization.guardBits + exponent - 1 + style.regionShift,
      // The gains of all levels that the band still passes.
      scale: coding.reversible ? 0 : step * K ** (2 * (depth - highX - highY)),
      precinct,
      block: { x: Math.min(coding.blockWidth, precinct.x), y: Math.min(coding.blockHeight, precinct.y) },
    };
  });
}

/** Bands: whether they are high in either direction, and log2 of their gain (T.800, table E.1). */
const BANDS = {
  LL: { kind: 0, highX: 0, highY: 0, gain: 0 },
  HL: { kind: 1, highX: 1, highY: 0, gain: 1 },
  LH: { kind: 0, highX: 0, highY: 1, gain: 1 },
  HH: { kind: 2, highX: 1, highY: 1, gain: 2 },
} as const;

/** A rectangle after decompositions, the last one into high halves or low ones (T.800, B-15). */
function scaled({ x0, y0, x1, y1 }: Rect, depth: number, highX = 0, highY = 0): Rect {
  const scale = 2 ** depth;
  const atX = (x: number) => Math.ceil((x - (highX * scale) / 2) / scale);
  const atY = (y: number) => Math.ceil((y - (highY * scale) / 2) / scale);
  return { x0: atX(x0), y0: atY(y0), x1: atX(x1), y1: atY(y1) };
}

/** A precinct of a resolution, with what packets told of it so far. */
export function precinctOf(resolution: Resolution, index: number): readonly BandPrecinct[] {
  const known = resolution.precincts.get(index);
  if (known !== undefined) return known;
  const column = Math.floor(resolution.x0 / 2 ** resolution.precinct.x) + (index % resolution.across);
  const row = Math.floor(resolution.y0 / 2 ** resolution.precinct.y) + Math.floor(index / resolution.across);
  const made = resolution.bands.map((band) => cutBlocks(band, column, row));
  resolution.precincts.set(index, made);
  return made;
}

function cutBlocks(band: Band, column: number, row: number): BandPrecinct {
  const [width, height] = [2 ** band.precinct.x, 2 ** band.precinct.y];
  const x0 = Math.max(band.x0, column * width);
  const y0 = Math.max(band.y0, row * height);
  const x1 = Math.min(band.x1, (column + 1) * width);
  const y1 = Math.min(band.y1, (row + 1) * height);
  const [blockWidth, blockHeight] = [2 ** band.block.x, 2 ** band.block.y];
  const empty = x0 >= x1 || y0 >= y1;
  const [left, top] = [Math.floor(x0 / blockWidth), Math.floor(y0 / blockHeight)];
  const across = empty ? 0 : Math.ceil(x1 / blockWidth) - left;
  const down = empty ? 0 : Math.ceil(y1 / blockHeight) - top;
  const blocks: CodeBlock[] = [];
  for (let index = 0; index < across * down; index += 1) {
    const x = (left + (index % across)) * blockWidth;
    const y = (top + Math.floor(index / across)) * blockHeight;
    blocks.push(
      new CodeBlock(Math.max(x, x0), Math.max(y, y0), Math.min(x + blockWidth, x1), Math.min(y + blockHeight, y1)),
    );
  }
  return { band, across, blocks, inclusion: new TagTree(across, down), emptyPlanes: new TagTree(across, down) };
}
