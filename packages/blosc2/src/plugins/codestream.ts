import { CatervaError } from "@caterva2/ndarray";

/** What the header of a JPEG 2000 codestream says of its image. */
export interface ImageHeader {
  readonly width: number;
  readonly height: number;
  readonly components: number;
  /** Bits of a sample, the same in all components. */
  readonly precision: number;
  readonly signed: boolean;
  /** Position of the image on the reference grid. */
  readonly offset: { readonly x: number; readonly y: number };
  /** Code blocks are coded as Part 15 (high throughput) has them. */
  readonly highThroughput: boolean;
}

/** Markers (ITU-T T.800, table A.2; T.814 for CAP). */
const SOC = 0xff4f;
const CAP = 0xff50;
const SIZ = 0xff51;
const COD = 0xff52;
const QCD = 0xff5c;
const QCC = 0xff5d;
const PLT = 0xff58;
const PLM = 0xff57;
const TLM = 0xff55;
const CRG = 0xff63;
const COM = 0xff64;
const SOT = 0xff90;
const SOD = 0xff93;
const EOC = 0xffd9;
/** What the plug-ins write. Others change how packets are cut, and with it how long decoding may take. */
const MAIN_MARKERS: ReadonlySet<number> = new Set([CAP, SIZ, COD, QCD, QCC, PLM, TLM, CRG, COM]);
const TILE_MARKERS: ReadonlySet<number> = new Set([QCD, QCC, PLT, COM]);

const JP2_SIGNATURE = 0x6a502020;
const JP2_CODESTREAM = 0x6a703263;
const MAX_TILES = 4096;
/** Packets that any image may have, and those for each of its samples. */
const SPARE_PACKETS = 100_000;

export function malformed(reason: string): CatervaError {
  return new CatervaError("blosc2.malformed", `Malformed JPEG 2000 image: ${reason}.`);
}

export function unsupported(reason: string): CatervaError {
  return new CatervaError("blosc2.unsupported", `JPEG 2000 images with ${reason} are not supported.`);
}

/** The codestream of a block: the block itself, or a box of the JP2 file that it holds (T.800, annex I). */
export function findCodestream(bytes: Uint8Array): Uint8Array {
  if (bytes.length < 12) throw malformed(`${bytes.length} bytes`);
  const view = viewOf(bytes);
  if (view.getUint32(4) !== JP2_SIGNATURE) return bytes;
  let at = 0;
  while (at + 8 <= bytes.length) {
    const length = view.getUint32(at);
    if (length === 1) throw unsupported("boxes of 64-bit lengths");
    const end = length === 0 ? bytes.length : at + length;
    if (end > bytes.length || end < at + 8) throw malformed("a box beyond its end");
    if (view.getUint32(at + 4) === JP2_CODESTREAM) return bytes.subarray(at + 8, end);
    at = end;
  }
  throw malformed("no codestream");
}

/**
 * Reads the main header of a codestream and walks its tile parts, so that a decoder is not asked for more memory or
 * time than the image is worth: the number of tiles and packets is bounded, and nothing lies beyond the end.
 * @throws blosc2.malformed, blosc2.unsupported, limit.exceeded
 */
export function readCodestream(bytes: Uint8Array): ImageHeader {
  if (bytes.length < 2) throw malformed("it is empty");
  const view = viewOf(bytes);
  if (view.getUint16(0) !== SOC) throw malformed("it does not start with a codestream");
  let size: ImageSize | undefined;
  let coding: Coding | undefined;
  const tileParts = walkMarkers(view, 2, MAIN_MARKERS, SOT, (marker, start, end) => {
    if (marker === SIZ) size = readSize(view, start, end);
    if (marker === COD) coding = readCoding(view, start, end);
  });
  if (size === undefined || coding === undefined) throw malformed("no size or no coding style");
  checkWork(size, coding);
  walkTileParts(view, tileParts, size.tiles.across * size.tiles.down);
  const { width, height, components, precision, signed, offset } = size;
  return { width, height, components, precision, signed, offset, highThroughput: coding.highThroughput };
}

interface ImageSize extends Omit<ImageHeader, "highThroughput"> {
  /** Tiles along each axis, and their extent. */
  readonly tiles: { readonly across: number; readonly down: number; readonly width: number; readonly height: number };
}

interface Coding {
  readonly layers: number;
  readonly resolutions: number;
  /** log2 of the precinct's extents, one pair a resolution, the smallest resolution first. */
  readonly precincts: readonly { readonly x: number; readonly y: number }[];
  readonly highThroughput: boolean;
}

/** Visits marker segments from `at` on until `last`, and answers where that one stands. */
function walkMarkers(
  view: DataView,
  from: number,
  allowed: ReadonlySet<number>,
  last: number,
  visit: (marker: number, start: number, end: number) => void,
): number {
  let at = from;
  while (at + 4 <= view.byteLength) {
    const marker = view.getUint16(at);
    if (marker === last) return at;
    if (!allowed.has(marker)) throw unsupported(`the marker ${marker.toString(16)}`);
    const end = at + 2 + view.getUint16(at + 2);
    if (end < at + 4 || end > view.byteLength) throw malformed("a marker segment beyond its end");
    visit(marker, at + 4, end);
    at = end;
  }
  // SOD is a marker without a segment: it may be the last thing that there is.
  if (at + 2 <= view.byteLength && view.getUint16(at) === last) return at;
  throw malformed("a header without an end");
}

/** SIZ (T.800, A.5.1). */
function readSize(view: DataView, start: number, end: number): ImageSize {
  if (end - start < 34 + 3) throw malformed("a short size segment");
  const field = (index: number) => view.getUint32(start + 2 + 4 * index);
  const [right, bottom, x, y] = [field(0), field(1), field(2), field(3)];
  const [tileWidth, tileHeight, tileX, tileY] = [field(4), field(5), field(6), field(7)];
  const components = view.getUint16(start + 34);
  if (components === 0 || end - start !== 36 + 3 * components) throw malformed("a size segment of another length");
  if (right <= x || bottom <= y) throw malformed("an empty image");
  if (tileWidth === 0 || tileHeight === 0 || tileX > x || tileY > y) throw malformed("impossible tiles");
  if (tileX + tileWidth <= x || tileY + tileHeight <= y) throw malformed("an empty first tile");
  const depth = view.getUint8(start + 36);
  for (let component = 0; component < components; component += 1) {
    const at = start + 36 + 3 * component;
    if (view.getUint8(at) !== depth) throw unsupported("components of different depths");
    if (view.getUint8(at + 1) !== 1 || view.getUint8(at + 2) !== 1) throw unsupported("subsampled components");
  }
  return {
    width: right - x,
    height: bottom - y,
    components,
    precision: (depth & 0x7f) + 1,
    signed: depth >= 0x80,
    offset: { x, y },
    tiles: {
      across: Math.ceil((right - tileX) / tileWidth),
      down: Math.ceil((bottom - tileY) / tileHeight),
      width: Math.min(tileWidth, right - x),
      height: Math.min(tileHeight, bottom - y),
    },
  };
}

/** COD (T.800, A.6.1). */
function readCoding(view: DataView, start: number, end: number): Coding {
  if (end - start < 10) throw malformed("a short coding style segment");
  const ownPrecincts = (view.getUint8(start) & 1) !== 0;
  const layers = view.getUint16(start + 2);
  const levels = view.getUint8(start + 5);
  if (levels > 32) throw malformed(`${levels} decompositions`);
  const resolutions = levels + 1;
  if (layers === 0 || end - start < 10 + (ownPrecincts ? resolutions : 0))
    throw malformed("an impossible coding style");
  const precincts = Array.from({ length: resolutions }, (_, resolution) => {
    const sizes = ownPrecincts ? view.getUint8(start + 10 + resolution) : 0xff;
    return { x: sizes & 15, y: sizes >> 4 };
  });
  return { layers, resolutions, precincts, highThroughput: (view.getUint8(start + 8) & 0x40) !== 0 };
}

/** Bounds tiles, for which decoders allocate, and packets, for each of which they work even when they are empty. */
function checkWork(size: ImageSize, coding: Coding): void {
  const { tiles } = size;
  const count = tiles.across * tiles.down;
  if (count > MAX_TILES) throw tooMuch("tiles", count, MAX_TILES);
  let precincts = 0;
  for (const [resolution, { x, y }] of coding.precincts.entries()) {
    const scale = 2 ** (coding.resolutions - 1 - resolution);
    // One more along each axis: a tile need not start where a precinct does.
    precincts += (Math.ceil(tiles.width / scale / 2 ** x) + 1) * (Math.ceil(tiles.height / scale / 2 ** y) + 1);
  }
  const packets = count * size.components * coding.layers * precincts;
  const limit = SPARE_PACKETS + 4 * size.width * size.height * size.components;
  if (packets > limit) throw tooMuch("packets", packets, limit);
}

function tooMuch(what: string, count: number, limit: number): CatervaError {
  return new CatervaError("limit.exceeded", `A JPEG 2000 image of ${count} ${what}, where ${limit} are allowed.`, {
    detail: { count, limit },
  });
}

/** Steps over the tile parts (T.800, A.4.2): each is as long as it says, no tile is missing, and there is an end. */
function walkTileParts(view: DataView, from: number, tiles: number): void {
  let at = from;
  const seen = new Set<number>();
  while (at + 12 <= view.byteLength && view.getUint16(at) === SOT) {
    const tile = view.getUint16(at + 4);
    if (tile >= tiles) throw malformed(`tile ${tile} of ${tiles}`);
    seen.add(tile);
    const length = view.getUint32(at + 6);
    const end = length === 0 ? view.byteLength - 2 : at + length;
    if (end > view.byteLength - 2 || end < at + 14) throw malformed("a tile part beyond its end");
    const data = walkMarkers(view, at + 12, TILE_MARKERS, SOD, () => {});
    if (data + 2 > end) throw malformed("a tile part that ends in its header");
    at = end;
  }
  if (at + 2 > view.byteLength || view.getUint16(at) !== EOC) throw malformed("no end of the codestream");
  if (seen.size < tiles) throw malformed(`${seen.size} tiles of ${tiles}`);
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
