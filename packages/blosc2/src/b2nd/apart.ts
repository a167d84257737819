import {
  type ArraySource,
  cStrides,
  dropBytes,
  joinBytes,
  type NDArray,
  product,
  type Selection,
  selectionShape,
} from "@caterva2/ndarray";
import { ChunkWriter, type WriteOptions } from "../schunk/chunk-writer.ts";
import { defaultFilters, isZero } from "../schunk/encode-parts.ts";
import { RAW_HEADER, writeRawHeader } from "../schunk/raw-chunk.ts";
import { giveBackScratch, takeScratch } from "../schunk/scratch.ts";
import { frameEnds } from "../schunk/streamed.ts";
import { chunkExtent, chunkOrigin, fillChunk, isInPlace, type Layout, layOut } from "./encode.ts";
import type { Geometry } from "./geometry.ts";

/** An array whose chunks are made apart from each other: by several threads, or before all of them are known. */
export interface ArrayCut extends Pick<NDArray, "shape" | "dtype"> {
  readonly chunks: readonly number[];
  readonly blocks: readonly number[];
}

/** Some chunks of an array that follow each other in its grid, as they stand in a frame. */
export interface ChunkRun {
  readonly bytes: Uint8Array;
  /** Stored length of each; 0 for one of zeros, which takes no room. */
  readonly lengths: readonly number[];
}

/** How chunks are stored: compressed, or `raw`, which are as long whatever they hold. */
export interface RunOptions extends Pick<WriteOptions, "codec" | "cparams"> {
  readonly raw?: boolean;
}

/** How many chunks an array has, and the stored bytes of a raw one. @throws request.invalid as `encodeB2nd` */
export function chunkSizes(cut: ArrayCut): { readonly nchunks: number; readonly rawLength: number } {
  const { nchunks, chunkBytes } = layOut(cut, cut).geometry;
  return { nchunks, rawLength: RAW_HEADER + chunkBytes };
}

/** The items of a chunk, without its padding. */
export function chunkSelection(cut: ArrayCut, nchunk: number): Selection {
  return selectionIn(layOut(cut, cut).geometry, nchunk);
}

function selectionIn(geometry: Geometry, nchunk: number): Selection {
  const origin = chunkOrigin(geometry, nchunk);
  const extent = chunkExtent(geometry, origin);
  return origin.map((start, axis) => ({ kind: "range", start, step: 1, count: extent[axis] ?? 1 }));
}

/**
 * Reads and stores the chunks from `first` up to `end` (exclusive); beside the result one of them is in memory. Where
 * blocks are runs of their chunk and the source reads into memory it is given, nothing is copied between.
 */
export async function encodeRun(
  source: Pick<ArraySource, "read" | "readInto">,
  cut: ArrayCut,
  { first, end }: { readonly first: number; readonly end: number },
  options: RunOptions,
): Promise<ChunkRun> {
  const layout = layOut(cut, cut);
  const run = options.raw ? rawRun(layout, first, end) : packedRun(layout, options);
  for (let nchunk = first; nchunk < end; nchunk += 1) {
    await readChunk(source, layout.geometry, selectionIn(layout.geometry, nchunk), run.open());
    run.close();
  }
  return run.result();
}

/** Reads what a selection has of a chunk, and lays it out in blocks. `chunk` may hold anything before. */
async function readChunk(
  source: Pick<ArraySource, "read" | "readInto">,
  geometry: Geometry,
  selection: Selection,
  chunk: Uint8Array,
): Promise<void> {
  const extent = selectionShape(selection);
  const { itemsize } = geometry;
  const bytes = product([...extent, itemsize]);
  if (source.readInto !== undefined && bytes === chunk.length && isInPlace(geometry)) {
    return source.readInto(selection, chunk);
  }
  const scratch = source.readInto === undefined ? undefined : takeScratch(bytes);
  const data = scratch?.subarray(0, bytes) ?? (await source.read(selection)).data;
  if (scratch !== undefined) await source.readInto?.(selection, data);
  if (bytes < chunk.length) chunk.fill(0);
  fillChunk(chunk, { data, offset: 0, strides: cStrides(extent, itemsize), extent }, geometry);
  if (scratch !== undefined) giveBackScratch(scratch);
}

/** What stands before and behind all the chunks of an array, from their stored lengths. */
export function encodeEnds(cut: ArrayCut, lengths: readonly number[]): { head: Uint8Array; tail: Uint8Array } {
  const { geometry, blocksize, chunksize, metalayers } = layOut(cut, cut);
  const [filter = 0] = defaultFilters(geometry.itemsize).filters;
  return frameEnds(lengths, {
    nbytes: geometry.nchunks * geometry.chunkBytes,
    typesize: geometry.itemsize,
    blocksize,
    chunksize,
    // What is added later is compressed so; each chunk says itself how it is stored.
    codec: 5,
    clevel: 1,
    filters: [0, 0, 0, 0, 0, filter],
    filtersMeta: [0, 0, 0, 0, 0, 0],
    splitMode: "auto",
    metalayers,
  });
}

/** Collects the chunks of a run: the bytes of the next one, which may hold anything, are written to before it is closed. */
interface RunMaker {
  open(): Uint8Array;
  close(): void;
  result(): ChunkRun;
}

function rawRun({ geometry, blocksize }: Layout, first: number, end: number): RunMaker {
  const length = RAW_HEADER + geometry.chunkBytes;
  const bytes = new Uint8Array((end - first) * length);
  const lengths: number[] = [];
  return {
    open: () => bytes.subarray(lengths.length * length + RAW_HEADER, (lengths.length + 1) * length),
    close() {
      const chunk = bytes.subarray(lengths.length * length, (lengths.length + 1) * length);
      writeRawHeader(chunk, geometry.itemsize > 255 ? 1 : geometry.itemsize, blocksize);
      lengths.push(length);
    },
    result: () => ({ bytes, lengths }),
  };
}

function packedRun({ geometry, blocksize }: Layout, options: RunOptions): RunMaker {
  const writer = new ChunkWriter(options, { typesize: geometry.itemsize, blocksize });
  const scratch = takeScratch(geometry.chunkBytes);
  const buffer = scratch.subarray(0, geometry.chunkBytes);
  const chunks: Uint8Array[] = [];
  return {
    open: () => buffer,
    close() {
      if (!isZero(buffer)) writer.add(buffer);
      chunks.push(writer.take()[0] ?? new Uint8Array(0));
    },
    result() {
      giveBackScratch(scratch);
      const bytes = joinBytes(chunks);
      const lengths = chunks.map((chunk) => chunk.length);
      for (const chunk of chunks) dropBytes(chunk);
      return { bytes, lengths };
    },
  };
}
