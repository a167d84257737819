import type { ImageHeader } from "../codestream.ts";
import type { CodeBlock } from "./code-block.ts";
import { corrupt, malformed, unsupported } from "./errors.ts";
import type { Jpeg2000Module } from "./module.ts";
import { readPackets } from "./packets.ts";
import { type Band, layOut, type Rect, type TileComponent, tileRect } from "./tile-layout.ts";

/** Most bit planes that the module decodes: magnitudes have 32 bits, of which one is below and one the sign. */
const MAX_PLANES = 30;
/** Bytes of two 32-bit numbers that tell of a segment. */
const SEGMENT_ENTRY = 8;
/** What the wavelets need beside a plane and two rows. */
const ROW_SLACK = 256;
const ITEM = 4;

/** Where things lie in the module's memory. */
interface Areas {
  readonly samples: number;
  readonly segments: number;
  readonly bytes: number;
  /** All of the memory, and the table of segments. */
  readonly memory: Uint8Array;
  readonly table: Uint32Array;
  readonly work: number;
  readonly planes: readonly number[];
  /** Bytes a row of a plane. */
  readonly stride: number;
}

/**
 * Decodes a JPEG 2000 Part 1 codestream (ITU-T T.800).
 * @returns samples of 1 or 2 bytes, those of a pixel side by side
 * @throws blosc2.corrupt, blosc2.malformed, blosc2.unsupported, limit.exceeded
 */
export function decodeImage(module: Jpeg2000Module, header: ImageHeader): Uint8Array {
  const { width, height, components, precision } = header;
  const length = width * height * components * sampleSizeOf(precision);
  if (header.coding.colourTransform && components < 3) throw malformed("a colour transform without colour");
  try {
    let place = 0;
    for (let tile = 0; tile < header.tiles.length; tile += 1) place = decodeTile(module, header, tile, length);
    return module.bytes.slice(place, place + length);
  } finally {
    module.release();
  }
}

/** @returns where the samples of the image stand, which no other tile moves */
function decodeTile(module: Jpeg2000Module, header: ImageHeader, index: number, length: number): number {
  const { coding, precision } = header;
  const tile = header.tiles[index];
  if (tile === undefined) throw malformed(`no tile ${index}`);
  const rect = tileRect(header, index);
  const components = Array.from({ length: header.components }, (_, component) =>
    layOut(rect, coding, tile.style(component), precision),
  );
  readPackets(joined(tile.parts), rect, components, coding);
  const areas = reserveTile(module, rect, components, length);
  for (const [component, plane] of areas.planes.entries()) {
    const layout = components[component];
    if (layout !== undefined) reconstruct(module, header, layout, areas, plane);
  }
  writeTile(module, header, rect, areas);
  return areas.samples;
}

function reserveTile(module: Jpeg2000Module, rect: Rect, components: readonly TileComponent[], length: number): Areas {
  const { SEGMENT_END } = module.run;
  let segmentBytes = 0;
  let blockBytes = 0;
  for (const { block } of blocksOf(components)) {
    segmentBytes = Math.max(segmentBytes, SEGMENT_ENTRY * block.segments.length);
    const end = SEGMENT_END.value * block.segments.length;
    blockBytes = Math.max(
      blockBytes,
      block.segments.reduce((sum, { pieces }) => sum + lengthOf(pieces), end),
    );
  }
  // Whole vectors of four items.
  const stride = Math.ceil((rect.x1 - rect.x0) / 4) * 4 * ITEM;
  const plane = stride * (rect.y1 - rect.y0);
  const sizes = [length, segmentBytes, blockBytes, plane + 2 * stride + ROW_SLACK, ...components.map(() => plane)];
  const [samples = 0, segments = 0, bytes = 0, work = 0, ...planes] = module.reserve(sizes);
  const memory = module.bytes;
  const table = new Uint32Array(memory.buffer, segments, segmentBytes / 4);
  return { samples, segments, bytes, memory, table, work, planes, stride };
}

/** Code blocks that packets brought, of some components. */
function* blocksOf(components: readonly TileComponent[]): Generator<{ block: CodeBlock; band: Band }> {
  for (const { resolutions } of components) {
    for (const { precincts } of resolutions) {
      for (const parts of precincts.values()) {
        for (const { band, blocks } of parts) {
          for (const block of blocks) if (block.planes > 0) yield { block, band };
        }
      }
    }
  }
}

/** Decodes a component of a tile into its plane. */
function reconstruct(
  module: Jpeg2000Module,
  header: ImageHeader,
  component: TileComponent,
  areas: Areas,
  plane: number,
): void {
  const { run } = module;
  const { stride, work } = areas;
  const { reversible, blockStyle } = header.coding;
  areas.memory.fill(0, plane, plane + stride * (component.y1 - component.y0));
  for (const { block, band } of blocksOf([component])) {
    if (block.planes > MAX_PLANES) throw unsupported(`${block.planes} bit planes`);
    writeSegments(block, areas, run.SEGMENT_END.value);
    const target = plane + (band.top + block.y - band.y0) * stride + (band.left + block.x - band.x0) * ITEM;
    const good = run.decodeBlock(
      areas.segments,
      block.segments.length,
      areas.bytes,
      block.width,
      block.height,
      block.planes,
      band.kind,
      blockStyle,
      target,
      stride,
      band.scale / 2,
      component.regionShift,
    );
    if (good === 0) throw corrupt("a code block is broken");
  }
  for (const { x0, y0, x1, y1 } of component.resolutions.slice(1)) {
    if (x0 < x1 && y0 < y1) run.joinBands(plane, stride, work, x0, y0, x1, y1, reversible);
  }
}

/** Puts the bytes of a code block where the module reads them, and what it has to know of them. */
function writeSegments(block: CodeBlock, { memory, table, bytes }: Areas, endLength: number): void {
  let at = bytes;
  let entry = 0;
  for (const { passes, pieces } of block.segments) {
    const start = at;
    for (const piece of pieces) {
      memory.set(piece, at);
      at += piece.length;
    }
    table[entry] = passes;
    table[entry + 1] = at - start;
    entry += 2;
    memory.fill(0xff, at, at + endLength);
    at += endLength;
  }
}

/** Turns the planes of a tile into samples of the image. */
function writeTile(module: Jpeg2000Module, header: ImageHeader, rect: Rect, areas: Areas): void {
  const { run } = module;
  const { width, components, precision, signed, offset, coding } = header;
  const { planes, stride } = areas;
  const [columns, rows] = [rect.x1 - rect.x0, rect.y1 - rect.y0];
  const [first, second, third] = planes;
  if (coding.colourTransform && first !== undefined && second !== undefined && third !== undefined) {
    run.undoColour(first, second, third, stride * rows, coding.reversible);
  }
  const sampleSize = sampleSizeOf(precision);
  const step = components * sampleSize;
  const corner = areas.samples + ((rect.y0 - offset.y) * width + rect.x0 - offset.x) * step;
  for (const [component, plane] of planes.entries()) {
    const target = corner + component * sampleSize;
    run.writeSamples(
      plane,
      stride,
      columns,
      rows,
      coding.reversible,
      precision,
      signed,
      target,
      width * step,
      step,
      sampleSize,
    );
  }
}

function sampleSizeOf(precision: number): number {
  return Math.ceil(precision / 8);
}

function lengthOf(pieces: readonly Uint8Array[]): number {
  return pieces.reduce((sum, { length }) => sum + length, 0);
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const [only] = parts;
  if (parts.length === 1 && only !== undefined) return only;
  const bytes = new Uint8Array(lengthOf(parts));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
