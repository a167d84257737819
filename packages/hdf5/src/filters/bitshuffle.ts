import { unsupported } from "../format/malformed.ts";
import { corrupt } from "./corrupt.ts";
import { lz4Block, readBlock, readBlockHead } from "./lz.ts";
import type { Decompressors, FilterDecoder } from "./types.ts";

const LZ4 = 2;
const ZSTD = 3;
/** Bytes of a block unless the parameters say otherwise, and the fewest items in it. */
const BLOCK_BYTES = 8192;
const MIN_ITEMS = 128;

/** The bitshuffle filter: bits of the same significance stand together in blocks, which may be compressed. */
export function bitshuffle(decompressors: Decompressors): FilterDecoder {
  return (bytes, { values, maxBytes }) => {
    const itemsize = values[2] ?? 1;
    const compression = values[4] ?? 0;
    if (itemsize === 0 || itemsize > 65536) throw corrupt("items of an impossible size");
    if (compression === 0) return unshuffleBlocks(bytes, itemsize, values[3] ?? 0);
    if (compression !== LZ4 && compression !== ZSTD) throw unsupported(`bitshuffle with compression ${compression}`);
    const decode = compression === LZ4 ? lz4Block : zstdBlock(decompressors);
    const { size, blockSize } = readBlockHead(bytes, maxBytes);
    const step = 8 * itemsize;
    if (blockSize % step !== 0) throw corrupt("blocks that do not hold eights of items");
    const target = new Uint8Array(size);
    const whole = size - (size % step);
    let from = 12;
    for (let to = 0; to < whole; to += blockSize) {
      const length = Math.min(blockSize, whole - to);
      const block = readBlock(bytes, from);
      from += 4 + block.length;
      const shuffled = new Uint8Array(length);
      decode(block, shuffled);
      transposeBits(shuffled, target.subarray(to, to + length), itemsize);
    }
    if (bytes.length - from < size - whole) throw corrupt("its last items are missing");
    target.set(bytes.subarray(from, from + size - whole), whole);
    return target;
  };
}

function zstdBlock({ zstd }: Decompressors) {
  return (block: Uint8Array, target: Uint8Array) => {
    if (zstd === undefined) throw unsupported("bitshuffle with Zstandard");
    const decoded = zstd(block, target.length);
    if (decoded.length !== target.length) throw corrupt("a block of another size");
    target.set(decoded);
  };
}

function unshuffleBlocks(bytes: Uint8Array, itemsize: number, items: number): Uint8Array {
  const usual = Math.max(MIN_ITEMS, Math.floor(BLOCK_BYTES / itemsize / 8) * 8);
  const blockSize = (items > 0 && items % 8 === 0 ? items : usual) * itemsize;
  const target = new Uint8Array(bytes.length);
  const whole = bytes.length - (bytes.length % (8 * itemsize));
  for (let to = 0; to < whole; to += blockSize) {
    const end = Math.min(whole, to + blockSize);
    transposeBits(bytes.subarray(to, end), target.subarray(to, end), itemsize);
  }
  target.set(bytes.subarray(whole), whole);
  return target;
}

/** Row `byte * 8 + bit` of the source holds that bit of every item, eight items a byte, the first in the lowest bit. */
function transposeBits(source: Uint8Array, target: Uint8Array, itemsize: number): void {
  const row = source.length / itemsize / 8;
  for (let byte = 0; byte < itemsize; byte += 1) {
    const start = byte * 8 * row;
    for (let group = 0; group < row; group += 1) {
      let low = 0;
      let high = 0;
      for (let bit = 0; bit < 4; bit += 1) {
        low |= (source[start + bit * row + group] ?? 0) << (8 * bit);
        high |= (source[start + (bit + 4) * row + group] ?? 0) << (8 * bit);
      }
      [low, high] = transpose8(low, high);
      let at = group * 8 * itemsize + byte;
      for (let item = 0; item < 4; item += 1, at += itemsize) target[at] = low >>> (8 * item);
      for (let item = 0; item < 4; item += 1, at += itemsize) target[at] = high >>> (8 * item);
    }
  }
}

/** Transposes 8 by 8 bits, four rows in each word, by swapping ever larger squares. */
function transpose8(low: number, high: number): [number, number] {
  let t = (low ^ (low >>> 7)) & 0x00aa00aa;
  let a = low ^ t ^ (t << 7);
  t = (high ^ (high >>> 7)) & 0x00aa00aa;
  let b = high ^ t ^ (t << 7);
  t = (a ^ (a >>> 14)) & 0x0000cccc;
  a = a ^ t ^ (t << 14);
  t = (b ^ (b >>> 14)) & 0x0000cccc;
  b = b ^ t ^ (t << 14);
  return [(a & 0x0f0f0f0f) | ((b & 0x0f0f0f0f) << 4), ((a >>> 4) & 0x0f0f0f0f) | (b & 0xf0f0f0f0)];
}
