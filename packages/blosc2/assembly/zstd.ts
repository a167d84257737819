/** Zstandard frames and blocks (RFC 8878, section 3.1): decoder. Checksums are skipped: Blosc2 writes none. */
import { CORRUPT } from "./limits";
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
 * @param scratch ZSTD_SCRATCH bytes
 */
export function zstdDecode(src: usize, srcLen: usize, dst: usize, dstLen: usize, prefix: usize, scratch: usize): i32 {
  let ip = src;
  const inEnd = src + srcLen;
  let op = dst;
  useLiteralRoom(scratch);
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
    ip = decodeFrame(ip + 4, inEnd, op, dst + dstLen, prefix ? window : op, prefix != 0);
    if (!ip) return CORRUPT;
    op = frameEnd;
  }
  return <i32>(op - dst);
}

/** Loads a dictionary (section 5). @returns the first byte that matches may refer to, or 0 */
function windowOf(dst: usize, prefix: usize): usize {
  const start = dst - prefix;
  if (prefix < 8 || load<u32>(start) != DICTIONARY_MAGIC) return start;
  const taken = readHuffmanTree(start + 8, dst);
  if (taken < 0) return 0;
  treeIsKnown();
  return readDictionaryTables(start + 8 + <usize>taken, dst);
}

/** Where the output of the frame decoded last ends. */
let frameEnd: usize = 0;

/** Decodes what follows the magic number. @returns where the frame ends, or 0 */
function decodeFrame(src: usize, inEnd: usize, dst: usize, outEnd: usize, window: usize, dictionary: bool): usize {
  let ip = src;
  const descriptor = <u32>load<u8>(ip++);
  const sizeFlag = descriptor >> 6;
  const singleSegment = (descriptor >> 5) & 1;
  const idFlag = descriptor & 3;
  if (descriptor & 8) return 0; // reserved
  if (idFlag && !dictionary) return 0;
  if (!singleSegment) ip += 1;
  ip += idFlag == 3 ? 4 : <usize>idFlag;
  ip += sizeFlag == 0 ? <usize>singleSegment : <usize>1 << <usize>sizeFlag;
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
    if (size > MAX_BLOCK || <usize>(inEnd - ip) < stored) return 0;
    if (type == COMPRESSED) {
      const sequences = readLiterals(ip, ip + size);
      if (!sequences) return 0;
      op = runSequences(sequences, ip + size, op, window, outEnd);
      if (!op) return 0;
    } else {
      if (type > COMPRESSED || <usize>(outEnd - op) < size) return 0;
      if (type == RAW) memory.copy(op, ip, size);
      else memory.fill(op, load<u8>(ip), size);
      op += size;
    }
    ip += stored;
  } while (!isLast);
  if (descriptor & 4) ip += 4;
  frameEnd = op;
  return ip > inEnd ? 0 : ip;
}
