import {
  automaticShapes,
  type B2ndArray,
  type ChunkCodec,
  type OpenOptions,
  openEmbedded,
  openFrameObject,
  openWrapped,
  type StoredParams,
} from "@caterva2/blosc2";
import type { Hdf5Dataset } from "@caterva2/hdf5";
import { type ArraySource, cutAxis, memorySource, product, type Selection } from "@caterva2/ndarray";
import { attempt } from "./attempt.ts";

/** A dataset with the geometry of the Blosc2 array that clients see it as: its own chunks where it has some, else automatic ones. */
export interface Hdf5Array extends ArraySource {
  readonly chunks: readonly number[];
  readonly blocks: readonly number[];
  readonly cparams: StoredParams;
  /** Items that reading a selection takes: those of the chunks that hold it, where they are decoded whole. */
  cost?(selection: Selection): number;
  readonly dataset: Hdf5Dataset;
  /** Its chunks as those of a Blosc2 frame, where they are such. */
  readonly stored?: B2ndArray;
  /** The same for chunks that a Blosc2 frame can hold as they are: each is one block, which is too large to read parts of. */
  wrapped?(): Promise<B2ndArray | undefined>;
}

/** Most bytes of a chunk that Blosc2 knows. */
const LARGEST_CHUNK = 2 ** 31 - 1;

/** How python-blosc2 compresses unless told: zstd, level 5, shuffle. */
const DEFAULT_PARAMS: StoredParams = {
  codec: 5,
  codecMeta: 0,
  clevel: 5,
  filters: [0, 0, 0, 0, 0, 1],
  filtersMeta: [0, 0, 0, 0, 0, 0],
  splitMode: "auto",
  useDict: false,
  compressThreads: 1,
  decompressThreads: 1,
};

/** What clients are told, and given, of a dataset with chunks of any kind. */
async function hdf5Array(dataset: Hdf5Dataset, options: OpenOptions): Promise<Hdf5Array> {
  const { shape, dtype } = dataset;
  const stored = await blosc2Params(dataset, options.codec);
  const itemsize = Math.max(1, dtype.itemsize);
  const { chunkBytes = LARGEST_CHUNK } = options.limits ?? {};
  // Chunks may reach beyond the shape: those of a dataset that is to grow.
  const own = dataset.chunks;
  const fits = own !== undefined && product([...own, itemsize]) <= chunkBytes;
  const { chunks, blocks } = automaticShapes({
    shape,
    itemsize,
    ...(fits ? { chunks: own, blocks: stored?.blocks } : {}),
  });
  return {
    dataset,
    dtype,
    shape,
    chunks,
    blocks,
    cparams: stored?.cparams ?? DEFAULT_PARAMS,
    read: (selection) => dataset.read(selection),
    ...(own === undefined ? {} : { wrapped: wrapping(dataset, options) }),
    ...(own === undefined ? {} : { cost: (selection: Selection) => decodedItems(selection, own) }),
  };
}

function decodedItems(selection: Selection, chunks: readonly number[]): number {
  return selection.reduce((total, axis, index) => {
    const chunk = chunks[index] ?? 1;
    return total * chunk * cutAxis(axis, chunk).count;
  }, 1);
}

/**
 * A dataset as an array, read block by block where its chunks are Blosc2 frames. Descriptions, chunks and data come
 * from this one, so that they agree. @throws hdf5.malformed for a chunk index that cannot be read
 */
export async function readableArray(dataset: Hdf5Dataset, options: OpenOptions): Promise<Hdf5Array> {
  const stored = await embeddedArray(dataset, options);
  if (stored === undefined) return hdf5Array(dataset, options);
  const { shape, dtype, chunks, blocks, schunk } = stored;
  const read = (selection: Selection) => stored.read(selection);
  return { dataset, shape, dtype, chunks, blocks, cparams: schunk.cparams, read, stored };
}

async function embeddedArray(dataset: Hdf5Dataset, options: OpenOptions): Promise<B2ndArray | undefined> {
  const { shape, chunks, dtype } = dataset;
  if (chunks === undefined || product(shape) === 0) return undefined;
  // Of what fails the library's own way tells better what is wrong.
  return attempt(async () => {
    const places = await dataset.framePlaces();
    return places && openEmbedded({ ...places, shape, chunks, dtype }, options);
  });
}

/** Streams of more chunks are not looked through for one slice. */
const MOST_WRAPPED = 65_536;

/** Opens the streams that are a dataset's chunks when that is first wanted. */
function wrapping(dataset: Hdf5Dataset, options: OpenOptions): () => Promise<B2ndArray | undefined> {
  let opened: Promise<B2ndArray | undefined> | undefined;
  const open = async (): Promise<B2ndArray | undefined> => {
    const { shape, chunks, dtype } = dataset;
    const nchunks = product(shape.map((extent, axis) => Math.ceil(extent / (chunks?.[axis] ?? 1))));
    if (chunks === undefined || nchunks > MOST_WRAPPED || dtype.kind === "subarray") return undefined;
    return attempt(async () => {
      const places = await dataset.streamPlaces();
      return places && openWrapped({ ...places, shape, chunks, dtype }, options);
    });
  };
  return () => {
    opened ??= open().catch((error: unknown) => {
      opened = undefined;
      throw error;
    });
    return opened;
  };
}

/** What the first stored chunk tells, where Blosc2 is all that compresses the dataset. */
async function blosc2Params(
  dataset: Hdf5Dataset,
  codec: ChunkCodec,
): Promise<{ blocks: readonly number[] | undefined; cparams: StoredParams } | undefined> {
  const { chunks } = dataset;
  const frame = (await dataset.firstPassThroughChunk())?.bytes;
  if (frame === undefined || chunks === undefined) return undefined;
  const opened = await attempt(() => openFrameObject(memorySource(frame), { codec }));
  if (opened === undefined) return undefined;
  if (opened.kind === "schunk") return { blocks: undefined, cparams: opened.schunk.cparams };
  const { blocks, schunk } = opened.array;
  const fits = blocks.length === chunks.length && blocks.every((extent, axis) => extent <= (chunks[axis] ?? 0));
  return { blocks: fits ? blocks : undefined, cparams: schunk.cparams };
}
