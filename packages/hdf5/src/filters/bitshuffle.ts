import { joinBytes } from "@caterva2/ndarray";
import { unsupported } from "../format/malformed.ts";
import { corrupt } from "./corrupt.ts";
import { BLOCKS_START, lz4Block, ofSize, readBlockHead, readBlocks } from "./lz.ts";
import type { BlockRequest, Decompressors, FilterDecoder } from "./types.ts";

const LZ4 = 2;
const ZSTD = 3;
/** Bytes of a block unless the parameters say otherwise, and the fewest items in it. */
const BLOCK_BYTES = 8192;
const MIN_ITEMS = 128;

/** The bitshuffle filter: bits of the same significance stand together in blocks, which may be compressed. */
export function bitshuffle(decompressors: Decompressors): FilterDecoder {
  return async (bytes, { values, maxBytes, target }) => {
    const itemsize = values[2] ?? 1;
    const compression = values[4] ?? 0;
    if (itemsize === 0 || itemsize > 65536) throw corrupt("items of an impossible size");
    const { codec, size, blockSize, blocks, rest } =
      compression === 0
        ? rawBlocks(bytes, itemsize, values[3] ?? 0)
        : compressedBlocks(bytes, itemsize, compression, maxBytes);
    const whole = size - rest.length;
    const request: BlockRequest = {
      codec,
      filter: "bitshuffle",
      itemsize,
      blockSize,
      size: whole,
      blocks,
      target: ofSize(target, whole),
    };
    // Here a block is compressed whatever its length is.
    const isTaken =
      codec === "raw" || blocks.every((block, index) => block.length < Math.min(blockSize, whole - index * blockSize));
    const fast = isTaken ? decompressors.blocks?.(request) : undefined;
    const decoded = fast ?? (await decodePlainly(request, decompressors));
    return rest.length === 0 ? decoded : joinBytes([decoded, rest]);
  };
}

interface Blocks {
  readonly codec: BlockRequest["codec"];
  readonly size: number;
  readonly blockSize: number;
  readonly blocks: readonly Uint8Array[];
  /** The last items, which are no eight. */
  readonly rest: Uint8Array;
}

function rawBlocks(bytes: Uint8Array, itemsize: number, items: number): Blocks {
  const usual = Math.max(MIN_ITEMS, Math.floor(BLOCK_BYTES / itemsize / 8) * 8);
  const blockSize = (items > 0 && items % 8 === 0 ? items : usual) * itemsize;
  const whole = bytes.length - (bytes.length % (8 * itemsize));
  const blocks: Uint8Array[] = [];
  for (let at = 0; at < whole; at += blockSize) blocks.push(bytes.subarray(at, Math.min(whole, at + blockSize)));
  return { codec: "raw", size: bytes.length, blockSize, blocks, rest: bytes.subarray(whole) };
}

function compressedBlocks(bytes: Uint8Array, itemsize: number, compression: number, maxBytes: number): Blocks {
  if (compression !== LZ4 && compression !== ZSTD) throw unsupported(`bitshuffle with compression ${compression}`);
  const { size, blockSize } = readBlockHead(bytes, maxBytes);
  if (blockSize % (8 * itemsize) !== 0) throw corrupt("blocks that do not hold eights of items");
  const left = size % (8 * itemsize);
  const blocks = readBlocks(bytes, size - left, blockSize);
  const last = blocks.at(-1);
  const end = last === undefined ? BLOCKS_START : last.byteOffset + last.length - bytes.byteOffset;
  if (bytes.length - end < left) throw corrupt("its last items are missing");
  return {
    codec: compression === LZ4 ? "lz4" : "zstd",
    size,
    blockSize,
    blocks,
    rest: bytes.subarray(end, end + left),
  };
}

async function decodePlainly(request: BlockRequest, { zstd }: Decompressors): Promise<Uint8Array> {
  const { codec, itemsize, blockSize, size, blocks } = request;
  const target = new Uint8Array(size);
  for (const [index, block] of blocks.entries()) {
    const part = target.subarray(index * blockSize, Math.min(size, (index + 1) * blockSize));
    let shuffled = block;
    if (codec === "lz4") {
      shuffled = new Uint8Array(part.length);
      lz4Block(block, shuffled);
    } else if (codec === "zstd") {
      if (zstd === undefined) throw unsupported("bitshuffle with Zstandard");
      shuffled = await zstd(block, part.length, part.length);
    }
    if (shuffled.length !== part.length) throw corrupt("a block of another size");
    transposeBits(shuffled, part, itemsize);
  }
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
