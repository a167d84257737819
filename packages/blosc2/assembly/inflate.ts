/** zlib streams (RFC 1950) and the blocks of their deflate data (RFC 1951): decoder. */
import { adler32 } from "./adler32";
import { blockEnd, blockEndBit, inflateBlock } from "./inflate-block";
import {
  buildCode,
  codeLengths,
  DISTANCE_CODES,
  FAST_BITS,
  FAST_SIZE,
  fastTables,
  LENGTH_CODES,
  LITERAL_CODES,
} from "./inflate-codes";
import { CORRUPT } from "./limits";

/** Section 3.2.7: order in which the code lengths of code lengths are stored. */
const lengthOrder: usize = memory.data<u8>([16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15], 16);

/** The input: bits that are loaded, and how many of them count. */
let at: usize = 0;
let inputEnd: usize = 0;
let bits: u64 = 0;
let loaded: u64 = 0;

/** Loads at least 56 bits. @returns whether the bits taken so far were all there */
// @ts-ignore: decorator
@inline function refill(): bool {
  if (at - <usize>(loaded >> 3) > inputEnd) return false;
  bits |= load<u64>(at) << loaded;
  at += <usize>((63 - loaded) >> 3);
  loaded |= 56;
  return true;
}

// @ts-ignore: decorator
@inline function take(count: u64): u32 {
  const value = <u32>(bits & ((<u64>1 << count) - 1));
  bits >>= count;
  loaded -= count;
  return value;
}

/** Decodes a zlib stream of exactly `dstLen` bytes, checksum included. */
export function zlibDecode(src: usize, srcLen: usize, dst: usize, dstLen: usize): i32 {
  if (srcLen < 6) return CORRUPT;
  const head = (<u32>load<u8>(src) << 8) | <u32>load<u8>(src, 1);
  if ((head & 0x0f00) != 0x0800 || head % 31 != 0 || head & 0x20) return CORRUPT;
  const written = inflate(src + 2, src + srcLen, dst, dstLen);
  if (written < 0) return CORRUPT;
  const checksum = at - <usize>(loaded >> 3);
  if (checksum > src + srcLen || <usize>(src + srcLen - checksum) < 4) return CORRUPT;
  return bswap(load<u32>(checksum)) == adler32(dst, <usize>written) ? written : CORRUPT;
}

function inflate(src: usize, end: usize, dst: usize, dstLen: usize): i32 {
  at = src;
  inputEnd = end;
  bits = 0;
  loaded = 0;
  let op = dst;
  const outEnd = dst + dstLen;
  let isLast: u32;
  do {
    if (!refill()) return CORRUPT;
    isLast = take(1);
    const type = take(2);
    if (type == 0) {
      op = copyStored(op, outEnd);
    } else {
      if (type == 1) fixedCodes();
      else if (type != 2 || !readCodes()) return CORRUPT;
      op = readSymbols(op, dst, outEnd);
    }
    if (!op) return CORRUPT;
  } while (!isLast);
  return <i32>(op - dst);
}

/** Section 3.2.4. @returns the new end of the output, or 0 */
function copyStored(op: usize, outEnd: usize): usize {
  const from = at - <usize>(loaded >> 3);
  if (from > inputEnd || <usize>(inputEnd - from) < 4) return 0;
  const length = <usize>load<u16>(from);
  if ((length ^ <usize>load<u16>(from, 2)) != 0xffff) return 0;
  if (<usize>(inputEnd - from) - 4 < length || <usize>(outEnd - op) < length) return 0;
  memory.copy(op, from + 4, length);
  at = from + 4 + length;
  bits = 0;
  loaded = 0;
  return op + length;
}

/** Section 3.2.3: symbols from the current bit to the end of the block. @returns the new end of the output, or 0 */
function readSymbols(op: usize, dst: usize, outEnd: usize): usize {
  const src = at - <usize>((loaded + 7) >> 3);
  const written = inflateBlock(src, <usize>((0 - loaded) & 7), inputEnd, op, dst, outEnd);
  if (!written) return 0;
  at = blockEnd;
  bits = 0;
  loaded = 0;
  if (!refill()) return 0;
  take(<u64>blockEndBit);
  return written;
}

/** Section 3.2.6. */
function fixedCodes(): void {
  memory.fill(codeLengths, 8, 144);
  memory.fill(codeLengths + 144, 9, 112);
  memory.fill(codeLengths + 256, 7, 24);
  memory.fill(codeLengths + 280, 8, 8);
  buildCode(LITERAL_CODES, codeLengths, 288);
  memory.fill(codeLengths, 5, 32);
  buildCode(DISTANCE_CODES, codeLengths, 32);
}

/** Section 3.2.7. */
function readCodes(): bool {
  const literalCount = <i32>take(5) + 257;
  const distanceCount = <i32>take(5) + 1;
  const lengthCount = <i32>take(4) + 4;
  if (literalCount > 286 || distanceCount > 30) return false;
  memory.fill(codeLengths, 0, 352);
  for (let i = 0; i < lengthCount; i++) {
    if (!refill()) return false;
    store<u8>(codeLengths + <usize>load<u8>(lengthOrder + i), <u8>take(3));
  }
  if (!buildCode(LENGTH_CODES, codeLengths, 19)) return false;
  const total = literalCount + distanceCount;
  let index = 0;
  while (index < total) {
    if (!refill()) return false;
    const entry = load<u32>(fastTables + <usize>LENGTH_CODES * FAST_SIZE + (<usize>(bits & ((1 << FAST_BITS) - 1)) << 2));
    if ((entry & 255) == 0) return false; // these codes have at most 7 bits
    take(<u64>(entry & 255));
    const symbol = entry >> 16;
    if (symbol < 16) {
      store<u8>(codeLengths + index++, <u8>symbol);
      continue;
    }
    if (symbol == 16 && index == 0) return false;
    const value = symbol == 16 ? load<u8>(codeLengths + index - 1) : 0;
    const repeat = symbol == 16 ? take(2) + 3 : symbol == 17 ? take(3) + 3 : take(7) + 11;
    if (index + <i32>repeat > total) return false;
    memory.fill(codeLengths + index, value, repeat);
    index += <i32>repeat;
  }
  if (load<u8>(codeLengths + 256) == 0) return false; // no end of block
  return (
    buildCode(LITERAL_CODES, codeLengths, literalCount) &&
    buildCode(DISTANCE_CODES, codeLengths + literalCount, distanceCount)
  );
}
