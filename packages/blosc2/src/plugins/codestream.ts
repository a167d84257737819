import { CatervaError } from "@caterva2/ndarray";
import { type CodingStyle, readCoding } from "./jpeg2000/coding-style.ts";
import { type ComponentStyle, ComponentStyles } from "./jpeg2000/component-style.ts";
import { malformed, unsupported } from "./jpeg2000/errors.ts";

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
  readonly tiling: Tiling;
  readonly coding: CodingStyle;
  /** By number, in C order. */
  readonly tiles: readonly Tile[];
}

/** How tiles lie on the reference grid: the first one's place, their extents, and how many there are. */
export interface Tiling {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly across: number;
  readonly down: number;
}

/** What a tile has of its own. */
export interface Tile {
  /** Its packets, in pieces. */
  readonly parts: Uint8Array[];
  /** @throws blosc2.malformed when the image does not say */
  style(component: number): ComponentStyle;
}

/** Markers (ITU-T T.800, table A.2; T.814 for CAP). */
const SOC = 0xff4f;
const CAP = 0xff50;
const SIZ = 0xff51;
const COD = 0xff52;
const QCD = 0xff5c;
const QCC = 0xff5d;
const RGN = 0xff5e;
const PLT = 0xff58;
const PLM = 0xff57;
const TLM = 0xff55;
const CRG = 0xff63;
const COM = 0xff64;
const SOT = 0xff90;
const SOD = 0xff93;
const EOC = 0xffd9;
/** What the plug-ins write. Others change how packets are cut, and with it how long decoding may take. */
const MAIN_MARKERS: ReadonlySet<number> = new Set([CAP, SIZ, COD, QCD, QCC, RGN, PLM, TLM, CRG, COM]);
const TILE_MARKERS: ReadonlySet<number> = new Set([QCD, QCC, RGN, PLT, COM]);

const JP2_SIGNATURE = 0x6a502020;
const JP2_CODESTREAM = 0x6a703263;
const MAX_TILES = 4096;
/** Packets that any image may have, and those for each of its samples. */
const SPARE_PACKETS = 100_000;

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
  let coding: CodingStyle | undefined;
  const styles = new ComponentStyles();
  const tileParts = walkMarkers(view, 2, MAIN_MARKERS, SOT, (marker, start, end) => {
    if (marker === SIZ) size = readSize(view, start, end);
    if (marker === COD) coding = readCoding(view, start, end);
    readStyle(styles, size, marker, bytes.subarray(start, end));
  });
  if (size === undefined || coding === undefined) throw malformed("no size or no coding style");
  checkWork(size, coding);
  return { ...size, coding, tiles: readTileParts(bytes, view, tileParts, size, styles) };
}

type ImageSize = Omit<ImageHeader, "coding" | "tiles">;

/** Takes in a segment that says something of one component or of all. */
function readStyle(styles: ComponentStyles, size: ImageSize | undefined, marker: number, segment: Uint8Array): void {
  if (marker !== QCD && marker !== QCC && marker !== RGN) return;
  if (size === undefined) throw malformed("a segment before the size");
  if (marker === QCD) styles.quantizeAll(segment);
  else if (marker === QCC) styles.quantizeOne(segment, size.components);
  else styles.raiseRegion(segment, size.components);
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
    tiling: {
      x: tileX,
      y: tileY,
      width: tileWidth,
      height: tileHeight,
      across: Math.ceil((right - tileX) / tileWidth),
      down: Math.ceil((bottom - tileY) / tileHeight),
    },
  };
}

/** Bounds tiles, for which decoders allocate, and packets, for each of which they work even when they are empty. */
function checkWork(size: ImageSize, coding: CodingStyle): void {
  const { tiling } = size;
  const count = tiling.across * tiling.down;
  if (count > MAX_TILES) throw tooMuch("tiles", count, MAX_TILES);
  const width = Math.min(tiling.width, size.width);
  const height = Math.min(tiling.height, size.height);
  let precincts = 0;
  for (const [resolution, { x, y }] of coding.precincts.entries()) {
    const scale = 2 ** (coding.levels - resolution);
    // One more along each axis: a tile need not start where a precinct does.
    precincts += (Math.ceil(width / scale / 2 ** x) + 1) * (Math.ceil(height / scale / 2 ** y) + 1);
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

/** Reads the tile parts (T.800, A.4.2): each is as long as it says, no tile is missing, and there is an end. */
function readTileParts(
  bytes: Uint8Array,
  view: DataView,
  from: number,
  size: ImageSize,
  main: ComponentStyles,
): readonly Tile[] {
  const count = size.tiling.across * size.tiling.down;
  const tiles = Array.from({ length: count }, () => ({ parts: [] as Uint8Array[], styles: new ComponentStyles(main) }));
  let at = from;
  while (at + 12 <= view.byteLength && view.getUint16(at) === SOT) {
    const tile = tiles[view.getUint16(at + 4)];
    if (tile === undefined) throw malformed(`tile ${view.getUint16(at + 4)} of ${count}`);
    const length = view.getUint32(at + 6);
    const end = length === 0 ? view.byteLength - 2 : at + length;
    if (end > view.byteLength - 2 || end < at + 14) throw malformed("a tile part beyond its end");
    const data = walkMarkers(view, at + 12, TILE_MARKERS, SOD, (marker, start, stop) => {
      readStyle(tile.styles, size, marker, bytes.subarray(start, stop));
    });
    if (data + 2 > end) throw malformed("a tile part that ends in its header");
    tile.parts.push(bytes.subarray(data + 2, end));
    at = end;
  }
  if (at + 2 > view.byteLength || view.getUint16(at) !== EOC) throw malformed("no end of the codestream");
  const missing = tiles.filter(({ parts }) => parts.length === 0).length;
  if (missing > 0) throw malformed(`${count - missing} tiles of ${count}`);
  return tiles.map(({ parts, styles }) => ({ parts, style: (component) => styles.of(component) }));
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
