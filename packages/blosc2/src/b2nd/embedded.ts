import { type ByteSource, CatervaError, type DType } from "@caterva2/ndarray";
import { SPECIAL_OFFSETS } from "../frame/chunk-index.ts";
import { type FrameHeader, MIN_HEADER_LENGTH, malformed, parseFrameHeader, parseLengths } from "../frame/header.ts";
import { filledSource, readInto } from "../joined-source.ts";
import type { OpenOptions } from "../schunk/types.ts";
import { geometryOf } from "./geometry.ts";
import { arrayMeta, parseB2ndMeta } from "./meta.ts";
import { openOver } from "./open-over.ts";
import type { B2ndArray } from "./types.ts";

/** Where a frame lies in a source, in bytes. */
export interface FramePlace {
  readonly offset: number;
  readonly size: number;
}

/** An array of which another container (HDF5) keeps every chunk as a contiguous frame of one chunk. */
export interface EmbeddedFrames {
  readonly source: ByteSource;
  readonly shape: readonly number[];
  readonly chunks: readonly number[];
  readonly dtype: DType;
  /** By chunk number, in C order of the grid; undefined for a chunk of zeros that was never written. */
  place(nchunk: number): FramePlace | undefined;
}

/** Longest header that is looked for: one with no metalayers but an array's. */
const MAX_HEADER = 4096;

/**
 * Opens such an array: its chunks are read where they lie, block by block, as those of a frame. Undefined if the first
 * frame is not of the array's geometry. Every other frame is checked when it is first read.
 * @throws limit.exceeded for too many chunks; what opening a frame throws
 */
export async function openEmbedded(frames: EmbeddedFrames, options: OpenOptions): Promise<B2ndArray | undefined> {
  const { shape, chunks, dtype } = frames;
  const { itemsize } = dtype;
  const nchunks = geometryOf({ shape, chunks, blocks: chunks }, itemsize).nchunks;
  const first = firstPlace(frames, nchunks);
  const header = first && (await headerAt(frames.source, first));
  const blocks = header && blocksOf(header, chunks, itemsize);
  if (header === undefined || blocks === undefined) return undefined;
  const { chunkBytes } = geometryOf({ shape, chunks, blocks }, itemsize);
  if (header.nbytes !== chunkBytes || header.typesize !== itemsize) return undefined;
  const { starts, places, offsets } = layOut(frames, nchunks, header.headerLength);
  const content = embeddedContent(frames.source, header.headerLength, starts, places);
  return openOver({ content, offsets, params: header, shape, chunks, blocks, dtype }, options);
}

function firstPlace(frames: EmbeddedFrames, nchunks: number): FramePlace | undefined {
  for (let nchunk = 0; nchunk < nchunks; nchunk += 1) {
    const place = frames.place(nchunk);
    if (place !== undefined) return place;
  }
  return undefined;
}

async function headerAt(source: ByteSource, { offset, size }: FramePlace): Promise<FrameHeader | undefined> {
  if (size < MIN_HEADER_LENGTH) return undefined;
  const head = await source.read(offset, Math.min(MAX_HEADER, size));
  if (parseLengths(head, size).headerLength > head.length) return undefined;
  return parseFrameHeader(head, { size });
}

/** The blocks that a frame of one chunk is cut into; undefined if its chunk is another one. */
function blocksOf(header: FrameHeader, chunks: readonly number[], itemsize: number): readonly number[] | undefined {
  const meta = arrayMeta(header.metalayers)?.content;
  if (meta !== undefined) {
    const { shape, chunks: own, blocks } = parseB2ndMeta(meta);
    return shape.join() === chunks.join() && own.join() === chunks.join() ? blocks : undefined;
  }
  // Items in C order: only along one axis are these the blocks of an array.
  const extent = header.blocksize / itemsize;
  return chunks.length === 1 && Number.isInteger(extent) && extent > 0 ? [extent] : undefined;
}

/** Puts the frames behind each other without their headers. The ends of the frames are left in as holes. */
function layOut(frames: EmbeddedFrames, nchunks: number, headerLength: number) {
  const places: FramePlace[] = [];
  const starts: number[] = [];
  const offsets: number[] = [];
  let end = 0;
  for (let nchunk = 0; nchunk < nchunks; nchunk += 1) {
    const place = frames.place(nchunk);
    if (place === undefined) {
      offsets.push(SPECIAL_OFFSETS.zeros);
      continue;
    }
    if (place.size <= headerLength) throw malformed(`chunk ${nchunk} is stored in ${place.size} bytes`);
    offsets.push(end);
    places.push(place);
    starts.push(end);
    end += place.size - headerLength;
  }
  starts.push(end);
  return { places, starts, offsets };
}

/** The frames without their headers, as one source. `starts`: where each frame's content begins, and where the last ends. */
function embeddedContent(
  source: ByteSource,
  headerLength: number,
  starts: readonly number[],
  places: readonly FramePlace[],
): ByteSource {
  const checked = new Set<number>();

  function fill(rank: number, from: number, target: Uint8Array): Promise<void> | undefined {
    const place = checked.has(rank) ? places[rank] : undefined;
    if (place !== undefined) return readInto(source, place.offset + headerLength + from, target);
    return check(rank).then(() => fill(rank, from, target));
  }

  /** @throws blosc2.malformed for a frame whose header has another length than the first's */
  async function check(rank: number): Promise<void> {
    const place = places[rank];
    if (place === undefined) throw new CatervaError("internal.unexpected", "A read beyond the last frame.");
    const head = await source.read(place.offset, Math.min(headerLength, place.size));
    const { headerLength: own } = parseLengths(head, place.size);
    if (own !== headerLength) throw malformed(`a header of ${own} bytes`);
    checked.add(rank);
  }

  return filledSource(starts, fill);
}
