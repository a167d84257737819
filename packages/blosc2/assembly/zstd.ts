/** Zstandard frames and blocks (RFC 8878, section 3.1): decoder. */
import { CORRUPT, NO_STOP } from "./limits";
import { xxh64 } from "./xxh64";
import { stopAt, stopBehind } from "./zstd-execute";
import { readHuffmanTree } from "./zstd-huffman";
import { forgetTree, LITERAL_ROOM, MAX_BLOCK, readLiterals, treeIsKnown, useLiteralRoom } from "./zstd-literals";
import { readDictionaryTables, resetSequences, runSequences } from "./zstd-sequences";

const FRAME_MAGIC: u32 = 0xfd2fb528;
const SKIPPABLE_MAGIC: u32 = 0x184d2a50;
const DICTIONARY_MAGIC: u32 = 0xec30a437;
const RAW: u32 = 0;
const RLE: u32 = 1;
const COMPRESSED: u32 = 2;

/** Bytes of scratch that decoding needs. */
export const ZSTD_SCRATCH: usize = LITERAL_ROOM;

/**
 * Decodes frames up to `dstLen` bytes.
 * @param prefix bytes of dictionary before `dst`
 * @param wanted bytes that are enough: what comes behind them is neither decoded nor checked
 * @param scratch ZSTD_SCRATCH bytes
 */
export function zstdDecode(
  src: usize, srcLen: usize, dst: usize, dstLen: usize, prefix: usize, wanted: usize, scratch: usize,
): i32 {
  let ip = src;
  const inEnd = src + srcLen;
  let op = dst;
  useLiteralRoom(scratch);
  stopBehind(wanted < dstLen ? dst + wanted : NO_STOP);
  while (ip < inEnd) {
    if (<usize>(inEnd - ip) < 8) return CORRUPT;
    const magic = load<u32>(ip);
    if ((magic & 0xfffffff0) == SKIPPABLE_MAGIC) {
      const size = <usize>load<u32>(ip, 4);
      if (<usize>(inEnd - ip) - 8 < size) return CORRUPT;
      ip += 8 + size;
      continue;
    }
    if (magic != FRAME_MAGIC) return CORRUPT;
    resetSequences();
    forgetTree();
    const window = windowOf(dst, prefix);
    if (!window) return CORRUPT;
    ip = decodeFrame(ip + 4, inEnd, op, dst + dstLen, prefix ? window : op, dictionaryId(dst, prefix));
    if (!ip) return CORRUPT;
    op = frameEnd;
    if (op >= stopAt) return <i32>dstLen;
  }
  return <i32>(op - dst);
}

/** Whether the bytes before `dst` are a dictionary with tables (section 5), not just content. */
function isDictionary(dst: usize, prefix: usize): bool {
  return prefix >= 8 && load<u32>(dst - prefix) == DICTIONARY_MAGIC;
}

/** The id by which frames ask for their dictionary; 0 for none. */
function dictionaryId(dst: usize, prefix: usize): u32 {
  return isDictionary(dst, prefix) ? load<u32>(dst - prefix, 4) : 0;
}

/** Loads a dictionary (section 5). @returns the first byte that matches may refer to, or 0 */
function windowOf(dst: usize, prefix: usize): usize {
  const start = dst - prefix;
  if (!isDictionary(dst, prefix)) return start;
  const taken = readHuffmanTree(start + 8, dst);
  if (taken < 0) return 0;
  treeIsKnown();
  return readDictionaryTables(start + 8 + <usize>taken, dst);
}

/** Where the output of the frame decoded last ends. */
let frameEnd: usize = 0;

/** A field of 1, 2, 4 or 8 bytes. */
function fieldAt(at: usize, width: usize): u64 {
  if (width == 8) return load<u64>(at);
  return width == 4 ? <u64>load<u32>(at) : width == 2 ? <u64>load<u16>(at) : <u64>load<u8>(at);
}

/** Bytes of the window that a descriptor tells (section 3.1.1.1.2). */
function windowSize(descriptor: u32): u64 {
  const base = <u64>1 << <u64>(10 + (descriptor >> 3));
  return base + (base >> 3) * <u64>(descriptor & 7);
}

/** Decodes what follows the magic number. @returns where the frame ends, or 0 */
function decodeFrame(src: usize, inEnd: usize, dst: usize, outEnd: usize, window: usize, dictionary: u32): usize {
  let ip = src;
  const descriptor = <u32>load<u8>(ip++);
  const singleSegment = (descriptor >> 5) & 1;
  if (descriptor & 8) return 0; // reserved
  let blockLimit: u64 = singleSegment ? 0 : windowSize(<u32>load<u8>(ip++));
  const idWidth: usize = <usize>1 << <usize>(descriptor & 3) >> 1;
  if (idWidth) {
    const id = <u32>fieldAt(ip, idWidth);
    if (id && id != dictionary) return 0;
    ip += idWidth;
  }
  const sizeFlag = <usize>(descriptor >> 6);
  const sizeWidth: usize = sizeFlag == 0 ? <usize>singleSegment : <usize>1 << sizeFlag;
  const size = sizeWidth == 0 ? <u64>-1 : fieldAt(ip, sizeWidth) + (sizeWidth == 2 ? 256 : 0);
  ip += sizeWidth;
  if (singleSegment) blockLimit = size;
  const op = decodeBlocks(ip, inEnd, dst, outEnd, window, <usize>min<u64>(blockLimit, MAX_BLOCK));
  if (op >= stopAt) {
    frameEnd = op;
    return inEnd;
  }
  if (!op || (sizeWidth && <u64>(op - dst) != size)) return 0;
  ip = blocksEnd;
  if (descriptor & 4) {
    if (<usize>(inEnd - ip) < 4 || load<u32>(ip) != <u32>xxh64(dst, op - dst)) return 0;
    ip += 4;
  }
  frameEnd = op;
  return ip;
}

/** Where the blocks decoded last end. */
let blocksEnd: usize = 0;

/**
 * Decodes the blocks of a frame.
 * @param blockLimit most bytes that a block may have, stored or decoded
 * @returns the new end of the output, or 0
 */
function decodeBlocks(src: usize, inEnd: usize, dst: usize, outEnd: usize, window: usize, blockLimit: usize): usize {
  let ip = src;
  let op = dst;
  let isLast: u32;
  do {
    if (ip > inEnd || <usize>(inEnd - ip) < 3) return 0;
    const head = load<u32>(ip) & 0xffffff;
    ip += 3;
    isLast = head & 1;
    const type = (head >> 1) & 3;
    const size = <usize>(head >> 3);
    const stored: usize = type == RLE ? 1 : size;
    if (size > blockLimit || <usize>(inEnd - ip) < stored) return 0;
    if (type == COMPRESSED) {
      const sequences = readLiterals(ip, ip + size);
      if (!sequences) return 0;
      op = runSequences(sequences, ip + size, op, window, min<usize>(outEnd, op + blockLimit));
      if (!op) return 0;
    } else {
      if (type > COMPRESSED || <usize>(outEnd - op) < size) return 0;
      if (type == RAW) memory.copy(op, ip, size);
      else memory.fill(op, load<u8>(ip), size);
      op += size;
    }
    ip += stored;
  } while (!isLast && op < stopAt);
  blocksEnd = ip;
  return op;
}
