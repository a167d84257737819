import { type ArraySource, cStrides, joinBytes, type NDArray, type Selection } from "@caterva2/ndarray";
import { ChunkWriter, type WriteOptions } from "../schunk/chunk-writer.ts";
import { defaultFilters, isZero } from "../schunk/encode-parts.ts";
import { RAW_HEADER, writeRawHeader } from "../schunk/raw-chunk.ts";
import { frameEnds } from "../schunk/streamed.ts";
import { chunkExtent, chunkOrigin, fillChunk, type Layout, layOut } from "./encode.ts";
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

/** Reads and stores the chunks from `first` up to `end` (exclusive); beside the result one of them is in memory. */
export async function encodeRun(
  source: Pick<ArraySource, "read">,
  cut: ArrayCut,
  { first, end }: { readonly first: number; readonly end: number },
  options: RunOptions,
): Promise<ChunkRun> {
  const layout = layOut(cut, cut);
  const run = options.raw ? rawRun(layout, first, end) : packedRun(layout, options);
  for (let nchunk = first; nchunk < end; nchunk += 1) {
    const part = await source.read(selectionIn(layout.geometry, nchunk));
    const extent = part.shape;
    run.take((chunk) => {
      const strides = cStrides(extent, layout.geometry.itemsize);
      fillChunk(chunk, { data: part.data, offset: 0, strides, extent }, layout.geometry);
    });
  }
  return run.result();
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

/** Collects the chunks of a run. `fill` writes the items of one into bytes that are zeros. */
interface RunMaker {
  take(fill: (chunk: Uint8Array) => void): void;
  result(): ChunkRun;
}

function rawRun({ geometry, blocksize }: Layout, first: number, end: number): RunMaker {
  const length = RAW_HEADER + geometry.chunkBytes;
  const bytes = new Uint8Array((end - first) * length);
  const lengths: number[] = [];
  return {
    take(fill) {
      const chunk = bytes.subarray(lengths.length * length, (lengths.length + 1) * length);
      fill(chunk.subarray(RAW_HEADER));
      writeRawHeader(chunk, geometry.itemsize > 255 ? 1 : geometry.itemsize, blocksize);
      lengths.push(length);
    },
    result: () => ({ bytes, lengths }),
  };
}

function packedRun({ geometry, blocksize }: Layout, options: RunOptions): RunMaker {
  const writer = new ChunkWriter(options, { typesize: geometry.itemsize, blocksize });
  const buffer = new Uint8Array(geometry.chunkBytes);
  const chunks: Uint8Array[] = [];
  return {
    take(fill) {
      buffer.fill(0);
      fill(buffer);
      if (!isZero(buffer)) writer.add(buffer);
      chunks.push(writer.take()[0] ?? new Uint8Array(0));
    },
    result: () => ({ bytes: joinBytes(chunks), lengths: chunks.map((chunk) => chunk.length) }),
  };
}
