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
const FORMATS = { raw: 1, lz4: 1, zlib: 3, zstd: 4 } as const;
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

/** What the header of a chunk says of foreign blocks; of the blocks only how many there are. */
export type ForeignForm = Pick<ForeignBlocks, "filter" | "itemsize" | "blockSize" | "size"> & {
  readonly codec: ForeignBlocks["codec"] | "zlib";
  readonly blocks: number;
};

/**
 * The header of a chunk of such blocks, with room for where each begins; the chunk's length and these places are still to
 * be put in. Undefined for what no chunk can hold.
 */
export function foreignHead(form: ForeignForm): Uint8Array | undefined {
  return isForm(form) ? writeHead(new Uint8Array(headLength(form)), form) : undefined;
}

function headLength({ blocks }: ForeignForm): number {
  return EXTENDED_HEADER_LENGTH + 4 * blocks;
}

function isForm({ itemsize, size, blockSize, blocks }: ForeignForm): boolean {
  const cut = blockSize > 0 && blocks === Math.ceil(size / Math.min(blockSize, size));
  return itemsize >= 1 && itemsize <= 255 && cut && size <= MAX_CHUNK_SIZE;
}

function writeHead(chunk: Uint8Array, { codec, filter, itemsize, blockSize, size }: ForeignForm): Uint8Array {
  const view = new DataView(chunk.buffer, chunk.byteOffset, chunk.length);
  chunk.fill(0, 0, EXTENDED_HEADER_LENGTH);
  chunk[0] = FORMAT_VERSION;
  chunk[1] = 1;
  chunk[2] = FLAG.shuffle | FLAG.bitshuffle | FLAG.dontSplit | (FORMATS[codec] << 5);
  chunk[3] = itemsize;
  view.setUint32(4, size, true);
  view.setUint32(8, Math.min(blockSize, size), true);
  chunk[LAST_FILTER] = FILTERS[filter];
  return chunk;
}

/**
 * Decodes blocks as a chunk of them would be decoded, all in the kernels; undefined for what no chunk can hold.
 * @throws blosc2.corrupt
 */
export function decodeForeignBlocks(codec: ChunkCodec, request: ForeignBlocks): Uint8Array | undefined {
  const { size, blocks } = request;
  const form = { ...request, blocks: blocks.length };
  const start = headLength(form);
  const length = blocks.reduce((total, block) => total + 4 + block.length, start);
  if (!isForm(form) || length > MAX_CHUNK_SIZE) return undefined;
  const chunk = room(length);
  writeHead(chunk, form);
  const view = new DataView(chunk.buffer, 0, length);
  view.setUint32(12, length, true);
  let at = start;
  for (const [index, block] of blocks.entries()) {
    view.setUint32(EXTENDED_HEADER_LENGTH + 4 * index, at, true);
    view.setUint32(at, block.length, true);
    chunk.set(block, at + 4);
    at += 4 + block.length;
  }
  return codec.decodeChunk(chunk, size, request.target);
}
