import { CatervaError } from "@caterva2/ndarray";
import { ChunkWriter, type WriteOptions } from "./chunk-writer.ts";

/** How a super-chunk is written. Sizes in bytes. */
export interface EncodeSChunkOptions extends WriteOptions {
  /** 1 or more. */
  readonly typesize: number;
  /** A multiple of the typesize. Default: a few MiB. */
  readonly chunksize?: number;
}

const CHUNK_TARGET = 4 * 1024 * 1024;
const BLOCK_TARGET = 128 * 1024;
/** A chunk and the header of a raw one fit 31 bits. */
const MAX_CHUNK = 0x7fff_ffff - 32;

/** Writes bytes as a contiguous frame that holds a super-chunk. @throws request.invalid for sizes that cannot be */
export function encodeSChunk(data: Uint8Array, options: EncodeSChunkOptions): Uint8Array {
  const { chunksize, blocksize } = schunkSizes(data.length, options);
  const writer = new ChunkWriter(options, { typesize: options.typesize, blocksize });
  for (let start = 0; start < data.length; start += chunksize) {
    writer.add(data.subarray(start, start + chunksize));
  }
  return writer.finish(chunksize, []);
}

/** How chunks of blocks of variable length are written. */
export interface EncodeBlocksOptions extends WriteOptions {
  /** Bytes an item, for the filters; 1 unless told. */
  readonly typesize?: number;
}

/**
 * Writes chunks that are lists of blocks of any sizes as a contiguous frame (version 3). Their borders are kept:
 * `variableBlockSizes` tells them. @throws blosc2.unsupported for a chunk without blocks, an empty block, or delta
 */
export function encodeBlockLists(
  chunks: Iterable<readonly Uint8Array[]>,
  { typesize = 1, ...options }: EncodeBlocksOptions,
): Uint8Array {
  const writer = new ChunkWriter(options, { typesize, blocksize: 0 });
  for (const blocks of chunks) writer.addBlocks(blocks);
  return writer.finish(0, []);
}

/** Chunk and block size for `length` bytes. @throws request.invalid for sizes that cannot be */
export function schunkSizes(length: number, options: EncodeSChunkOptions): { chunksize: number; blocksize: number } {
  const { typesize } = options;
  const chunksize = options.chunksize ?? Math.min(multiple(CHUNK_TARGET, typesize), roundUp(length, typesize));
  const valid = Number.isInteger(typesize) && typesize > 0 && Number.isInteger(chunksize) && chunksize % typesize === 0;
  if (!valid || chunksize > MAX_CHUNK || (chunksize <= 0 && length > 0)) {
    throw new CatervaError("request.invalid", `Chunks of ${chunksize} bytes for items of ${typesize} cannot be.`);
  }
  return { chunksize, blocksize: Math.min(chunksize, multiple(BLOCK_TARGET, typesize)) };
}

/** The largest multiple of `unit` up to `bytes`, but one at least. */
function multiple(bytes: number, unit: number): number {
  return Math.max(1, Math.floor(bytes / unit)) * unit;
}

function roundUp(bytes: number, unit: number): number {
  return Math.ceil(bytes / unit) * unit;
}
