import { malformed, unsupported } from "./errors.ts";

/** Orders of packets, by what changes slowest: layer, resolution, component, position (T.800, table A.16). */
export const PROGRESSIONS = ["LRCP", "RLCP", "RPCL", "PCRL", "CPRL"] as const;
export type Progression = (typeof PROGRESSIONS)[number];

/** How all tiles are coded (COD: T.800, A.6.1). Extents are powers of two, given as their exponents. */
export interface CodingStyle {
  readonly progression: Progression;
  readonly layers: number;
  /** The first three components are transformed together. */
  readonly colourTransform: boolean;
  /** Decompositions; there is one resolution more. */
  readonly levels: number;
  readonly blockWidth: number;
  readonly blockHeight: number;
  /** The switches of table A.19, as they stand. */
  readonly blockStyle: number;
  /** Code blocks are coded as Part 15 (high throughput) has them. */
  readonly highThroughput: boolean;
  /** The 5/3 wavelets, without quantisation; else the 9/7 ones. */
  readonly reversible: boolean;
  /** Extents of the precincts, one pair a resolution, the smallest resolution first. */
  readonly precincts: readonly { readonly x: number; readonly y: number }[];
}

const OWN_PRECINCTS = 1;
const WHOLE_IMAGE = 0xff;
const MAX_LEVELS = 32;
const MAX_BLOCK_SIDE = 10;
const MAX_BLOCK_AREA = 12;
const HIGH_THROUGHPUT = 0x40;
const FIXED = 10;

export function readCoding(view: DataView, start: number, end: number): CodingStyle {
  if (end - start < FIXED) throw malformed("a short coding style segment");
  const ownPrecincts = (view.getUint8(start) & OWN_PRECINCTS) !== 0;
  const progression = PROGRESSIONS[view.getUint8(start + 1)];
  const layers = view.getUint16(start + 2);
  const levels = view.getUint8(start + 5);
  if (levels > MAX_LEVELS) throw malformed(`${levels} decompositions`);
  const blockWidth = view.getUint8(start + 6) + 2;
  const blockHeight = view.getUint8(start + 7) + 2;
  const blocksFit = Math.max(blockWidth, blockHeight) <= MAX_BLOCK_SIDE && blockWidth + blockHeight <= MAX_BLOCK_AREA;
  const wavelet = view.getUint8(start + 9);
  const room = FIXED + (ownPrecincts ? levels + 1 : 0);
  if (progression === undefined || layers === 0 || !blocksFit || wavelet > 1 || end - start < room) {
    throw malformed("an impossible coding style");
  }
  if (view.getUint8(start + 4) > 1) throw unsupported("component transforms of Part 2");
  const precincts = Array.from({ length: levels + 1 }, (_, resolution) => {
    const sizes = ownPrecincts ? view.getUint8(start + FIXED + resolution) : WHOLE_IMAGE;
    const extents = { x: sizes & 15, y: sizes >> 4 };
    // Above the smallest resolution each of the three bands has half of a precinct.
    if (resolution > 0 && Math.min(extents.x, extents.y) === 0) throw malformed("precincts of one sample");
    return extents;
  });
  const blockStyle = view.getUint8(start + 8);
  return {
    progression,
    layers,
    colourTransform: view.getUint8(start + 4) === 1,
    levels,
    blockWidth,
    blockHeight,
    blockStyle,
    highThroughput: (blockStyle & HIGH_THROUGHPUT) !== 0,
    reversible: wavelet === 1,
    precincts,
  };
}
