import { EXTENDED_HEADER_LENGTH, FILTER_BITSHUFFLE, FILTER_SHUFFLE, FLAG, MAX_CHUNK_SIZE } from "./header.ts";
import type { ChunkCodec } from "./types.ts";

/** Blocks of another format that were filtered, then compressed each on its own. Sizes in bytes. */
export interface ForeignBlocks {
  /** `raw`: not compressed. A block of any codec that is as long as its data is not compressed either. */
  readonly codec: "raw" | "lz4" | "zstd";
  readonly filter: "none" | "shuffle" | "bitshuffle";
  /** What the filter works on: every block holds whole items, for bitshuffle eights of them. */
  readonly itemsize: number;
  /** Decoded bytes of every block but the last, which may be shorter. */
  readonly blockSize: number;
  /** Decoded bytes of all blocks. */
  readonly size: number;
  readonly blocks: readonly Uint8Array[];
  /** Where they may be decoded to: of `size` bytes. */
  readonly target?: Uint8Array | undefined;
}

const FORMAT_VERSION = 5;
const FORMATS = { raw: 1, lz4: 1, zstd: 4 } as const;
const FILTERS = { none: 0, shuffle: FILTER_SHUFFLE, bitshuffle: FILTER_BITSHUFFLE } as const;
/** Where the last slot of the filter pipeline stands in a header. */
const LAST_FILTER = 21;

/** Memory for the chunk that the blocks are put into: it is used again, as nothing keeps it. */
let scratch = new Uint8Array();
const KEPT_SCRATCH = 4 * 1024 * 1024;

function room(length: number): Uint8Array<ArrayBuffer> {
  if (length > KEPT_SCRATCH) return new Uint8Array(length);
  if (scratch.length < length) scratch = new Uint8Array(Math.min(KEPT_SCRATCH, 2 * length));
  return scratch.subarray(0, length);
}

/**
 * Decodes blocks as a chunk of them would be decoded, all in the kernels; undefined for what no chunk can hold.
 * @throws blosc2.corrupt
 */
export function decodeForeignBlocks(codec: ChunkCodec, request: ForeignBlocks): Uint8Array | undefined {
  const { itemsize, size, blocks } = request;
  const blockSize = Math.min(request.blockSize, size);
  const start = EXTENDED_HEADER_LENGTH + 4 * blocks.length;
  const length = blocks.reduce((total, block) => total + 4 + block.length, start);
  const fits = itemsize >= 1 && itemsize <= 255 && blockSize > 0 && blocks.length === Math.ceil(size / blockSize);
  if (!fits || size > MAX_CHUNK_SIZE || length > MAX_CHUNK_SIZE) return undefined;
  const chunk = room(length);
  const view = new DataView(chunk.buffer, 0, length);
  chunk.fill(0, 0, EXTENDED_HEADER_LENGTH);
  chunk[0] = FORMAT_VERSION;
  chunk[1] = 1;
  chunk[2] = FLAG.shuffle | FLAG.bitshuffle | FLAG.dontSplit | (FORMATS[request.codec] << 5);
  chunk[3] = itemsize;
  view.setUint32(4, size, true);
  view.setUint32(8, blockSize, true);
  view.setUint32(12, length, true);
  chunk[LAST_FILTER] = FILTERS[request.filter];
  let at = start;
  for (const [index, block] of blocks.entries()) {
    view.setUint32(EXTENDED_HEADER_LENGTH + 4 * index, at, true);
    view.setUint32(at, block.length, true);
    chunk.set(block, at + 4);
    at += 4 + block.length;
  }
  return codec.decodeChunk(chunk, size, request.target);
}
