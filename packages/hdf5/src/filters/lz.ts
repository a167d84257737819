import { checkSize, corrupt } from "./corrupt.ts";
import type { FilterDecoder } from "./types.ts";

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
export const lz4: FilterDecoder = (bytes, { maxBytes }) => {
  const { size, blockSize } = readBlockHead(bytes, maxBytes);
  const target = new Uint8Array(size);
  let from = 12;
  for (let to = 0; to < size; to += blockSize) {
    const part = target.subarray(to, Math.min(size, to + blockSize));
    const block = readBlock(bytes, from);
    from += 4 + block.length;
    if (block.length === part.length) part.set(block);
    else lz4Block(block, part);
  }
  return target;
};

/** Total size (8 bytes) and block size (4 bytes) at the front of blocked data. */
export function readBlockHead(bytes: Uint8Array, maxBytes: number): { size: number; blockSize: number } {
  if (bytes.length < 12) throw corrupt("it is too short");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const size = Number(view.getBigUint64(0));
  checkSize(size, maxBytes);
  const blockSize = view.getUint32(8);
  if (blockSize === 0) throw corrupt("blocks of no size");
  return { size, blockSize };
}

/** One block after its 4-byte size. */
export function readBlock(bytes: Uint8Array, at: number): Uint8Array {
  if (at + 4 > bytes.length) throw corrupt("a block is missing");
  const length = new DataView(bytes.buffer, bytes.byteOffset + at, 4).getUint32(0);
  if (at + 4 + length > bytes.length) throw corrupt("a block is cut short");
  return bytes.subarray(at + 4, at + 4 + length);
}
