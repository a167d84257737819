import { checkSize, corrupt } from "./corrupt.ts";
import type { BlockRequest, Decompressors, FilterDecoder } from "./types.ts";

/** Blocks begin after the total size and the block size. */
export const BLOCKS_START = 12;
const MAX_BLOCKS = 262_144;

/** LZF, as h5py writes it; the third parameter is the size of a chunk. */
export const lzf: FilterDecoder = (bytes, { values, chunkBytes, maxBytes }) => {
  const size = values[2] || chunkBytes;
  checkSize(size, maxBytes);
  const target = new Uint8Array(size);
  let from = 0;
  let to = 0;
  while (from < bytes.length) {
    const control = bytes[from++] ?? 0;
    if (control < 32) {
      const length = control + 1;
      if (from + length > bytes.length || to + length > size) throw corrupt("LZF literals beyond the end");
      target.set(bytes.subarray(from, from + length), to);
      from += length;
      to += length;
      continue;
    }
    let length = (control >> 5) + 2;
    if (length === 9) length += bytes[from++] ?? 0;
    const distance = ((control & 31) << 8) + (bytes[from++] ?? 0) + 1;
    if (from > bytes.length) throw corrupt("LZF data are cut short");
    copyBack(target, to, distance, length);
    to += length;
  }
  return target.subarray(0, to);
};

/** Decodes one LZ4 block, which must fill `target`. */
export function lz4Block(bytes: Uint8Array, target: Uint8Array): void {
  let from = 0;
  let to = 0;
  const lengthOf = (start: number): number => {
    let length = start;
    for (let byte = 255; start === 15 && byte === 255; length += byte) {
      if (from >= bytes.length) throw corrupt("LZ4 data are cut short");
      byte = bytes[from++] ?? 0;
    }
    return length;
  };
  while (from < bytes.length) {
    const token = bytes[from++] ?? 0;
    const literals = lengthOf(token >> 4);
    if (from + literals > bytes.length || to + literals > target.length) throw corrupt("LZ4 literals beyond the end");
    target.set(bytes.subarray(from, from + literals), to);
    from += literals;
    to += literals;
    if (from >= bytes.length) break;
    const distance = (bytes[from] ?? 0) | ((bytes[from + 1] ?? 0) << 8);
    from += 2;
    const length = lengthOf(token & 15) + 4;
    copyBack(target, to, distance, length);
    to += length;
  }
  if (to !== target.length) throw corrupt("LZ4 data end early");
}

function copyBack(target: Uint8Array, to: number, distance: number, length: number): void {
  if (distance === 0 || distance > to || to + length > target.length) throw corrupt("a match outside the chunk");
  if (distance >= length) {
    target.copyWithin(to, to - distance, to - distance + length);
    return;
  }
  for (let index = to; index < to + length; index += 1) target[index] = target[index - distance] ?? 0;
}

/** The registered LZ4 filter: big-endian sizes, then blocks, each with its own size; one that did not shrink is raw. */
export function lz4(decompressors: Decompressors): FilterDecoder {
  return (bytes, { maxBytes, target: place }) => {
    const { size, blockSize } = readBlockHead(bytes, maxBytes);
    const blocks = readBlocks(bytes, size, blockSize);
    const request: BlockRequest = {
      codec: "lz4",
      filter: "none",
      itemsize: 1,
      blockSize,
      size,
      blocks,
      target: ofSize(place, size),
    };
    const fast = decompressors.blocks?.(request);
    if (fast !== undefined) return fast;
    const target = new Uint8Array(size);
    for (const [index, block] of blocks.entries()) {
      const part = target.subarray(index * blockSize, Math.min(size, (index + 1) * blockSize));
      if (block.length === part.length) part.set(block);
      else lz4Block(block, part);
    }
    return target;
  };
}

/** Total size (8 bytes) and block size (4 bytes) at the front of blocked data. */
export function readBlockHead(bytes: Uint8Array, maxBytes: number): { size: number; blockSize: number } {
  if (bytes.length < BLOCKS_START) throw corrupt("it is too short");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const size = Number(view.getBigUint64(0));
  checkSize(size, maxBytes);
  const blockSize = view.getUint32(8);
  if (blockSize === 0) throw corrupt("blocks of no size");
  if (size / blockSize > MAX_BLOCKS) throw corrupt("too many blocks");
  return { size, blockSize };
}

/** The blocks that follow, each after its 4-byte size, for `size` decoded bytes. */
export function readBlocks(bytes: Uint8Array, size: number, blockSize: number): Uint8Array[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const blocks: Uint8Array[] = [];
  let at = BLOCKS_START;
  for (let to = 0; to < size; to += blockSize) {
    if (at + 4 > bytes.length) throw corrupt("a block is missing");
    const end = at + 4 + view.getUint32(at);
    if (end > bytes.length) throw corrupt("a block is cut short");
    blocks.push(bytes.subarray(at + 4, end));
    at = end;
  }
  return blocks;
}

/** A place for decoded bytes if it is of their size. */
export function ofSize(place: Uint8Array | undefined, size: number): Uint8Array | undefined {
  return place?.length === size ? place : undefined;
}
