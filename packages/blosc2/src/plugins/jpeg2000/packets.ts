import type { CodeBlock, Segment } from "./code-block.ts";
import type { CodingStyle } from "./coding-style.ts";
import { corrupt } from "./errors.ts";
import { HeaderBits } from "./header-bits.ts";
import { packetsOf } from "./progression.ts";
import { type BandPrecinct, precinctOf, type Rect, type TileComponent } from "./tile-layout.ts";

/** Markers within packets (T.800, A.8). */
const SOP = 0x91;
const SOP_LENGTH = 6;
const EPH = 0x92;
const EPH_LENGTH = 2;
const MAX_LENGTH_BITS = 31;
/** How often code blocks may be looked at, for each byte and each sample. An empty layer of many blocks takes a byte. */
const LOOKS_A_BYTE = 4;
const LOOKS_A_SAMPLE = 2;
const SPARE_LOOKS = 100_000;

/** Bytes of a segment that a packet announces. */
interface Announced {
  readonly segment: Segment;
  readonly length: number;
}

/** Reads the packets of a tile into the code blocks of its components. @throws blosc2.corrupt */
export function readPackets(
  bytes: Uint8Array,
  rect: Rect,
  components: readonly TileComponent[],
  coding: CodingStyle,
): void {
  checkCount(bytes, components, coding);
  const samples = (rect.x1 - rect.x0) * (rect.y1 - rect.y0) * components.length;
  let looks = SPARE_LOOKS + LOOKS_A_BYTE * bytes.length + LOOKS_A_SAMPLE * samples;
  let at = 0;
  for (const { component, resolution, precinct, layer } of packetsOf(rect, components, coding)) {
    const place = components[component]?.resolutions[resolution];
    if (place === undefined) continue;
    const parts = precinctOf(place, precinct);
    for (const { blocks } of parts) looks -= blocks.length;
    if (looks < 0) throw corrupt("it has too many layers for its code blocks");
    at = readPacket(bytes, at, parts, layer, coding.blockStyle);
  }
}

/** Each packet has a byte at least: without them there is no need to list what does not follow. */
function checkCount(bytes: Uint8Array, components: readonly TileComponent[], coding: CodingStyle): void {
  let precincts = 0;
  for (const { resolutions } of components) {
    for (const { across, down } of resolutions) precincts += across * down;
  }
  if (precincts * coding.layers > bytes.length) throw corrupt("its packets end early");
}

/** @returns where the next packet starts */
function readPacket(
  bytes: Uint8Array,
  start: number,
  precinct: readonly BandPrecinct[],
  layer: number,
  style: number,
): number {
  const bits = new HeaderBits(bytes, isMarker(bytes, start, SOP) ? start + SOP_LENGTH : start);
  const announced: Announced[] = [];
  if (bits.next() === 1) {
    for (const part of precinct) readBand(bits, part, layer, style, announced);
  }
  let at = bits.end();
  if (isMarker(bytes, at, EPH)) at += EPH_LENGTH;
  for (const { segment, length } of announced) {
    if (length > bytes.length - at) throw corrupt("a packet beyond its tile");
    if (length > 0) segment.pieces.push(bytes.subarray(at, at + length));
    at += length;
  }
  return at;
}

function isMarker(bytes: Uint8Array, at: number, marker: number): boolean {
  return bytes[at] === 0xff && bytes[at + 1] === marker;
}

/** What a packet's header says of the code blocks in a band (T.800, B.10). */
function readBand(bits: HeaderBits, part: BandPrecinct, layer: number, style: number, announced: Announced[]): void {
  const { across, blocks, inclusion } = part;
  for (const [index, block] of blocks.entries()) {
    const x = index % across;
    const y = (index - x) / across;
    const isNew = block.planes === 0;
    const included = isNew ? inclusion.isBelow(bits, x, y, layer + 1) : bits.next() === 1;
    if (!included) continue;
    if (isNew) block.planes = readPlanes(bits, part, x, y);
    readLengths(bits, block, readPasses(bits), style, announced);
  }
}

function readPlanes(bits: HeaderBits, { emptyPlanes, band }: BandPrecinct, x: number, y: number): number {
  for (let empty = 0; empty < band.planes; empty += 1) {
    if (emptyPlanes.isBelow(bits, x, y, empty + 1)) return band.planes - empty;
  }
  throw corrupt("a code block with too few bit planes");
}

/** Table B.4. */
function readPasses(bits: HeaderBits): number {
  if (bits.next() === 0) return 1;
  if (bits.next() === 0) return 2;
  const few = bits.number(2);
  if (few < 3) return 3 + few;
  const some = bits.number(5);
  return some < 31 ? 6 + some : 37 + bits.number(7);
}

/** Passes and bytes, segment by segment (B.10.7). */
function readLengths(bits: HeaderBits, block: CodeBlock, passes: number, style: number, announced: Announced[]): void {
  while (bits.next() === 1) block.lengthBits += 1;
  let left = passes;
  while (left > 0) {
    const { segment, room } = block.openSegment(style);
    const count = Math.min(left, room);
    block.addPasses(segment, count);
    const width = block.lengthBits + Math.floor(Math.log2(count));
    if (width > MAX_LENGTH_BITS) throw corrupt("an impossible length");
    announced.push({ segment, length: bits.number(width) });
    left -= count;
  }
}
