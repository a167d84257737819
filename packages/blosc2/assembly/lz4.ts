/** LZ4 block format (lz4_Block_format.md of the LZ4 project): decoder. */
import { copyLong, copyMatch, repeatAny, repeatShort } from "./copy";
import { CORRUPT } from "./limits";

/** A length nibble of 15 continues in the next bytes. */
const LONG: usize = 15;
/** The format's shortest match. */
const MIN_MATCH: usize = 4;
/** A sequence without long lengths takes a token, at most 14 literals and an offset, and yields 14 and 18 bytes. */
const SHORT_INPUT: usize = 17;
const SHORT_OUTPUT: usize = 33;

/**
 * The sum of the bytes that continue a length: up to the first one below 255. Beyond `limit`, or at `end`, the sum is more
 * than `limit`.
 */
// @ts-ignore: decorator
@inline function continuation(at: usize, end: usize, limit: usize): usize {
  let sum: usize = 0;
  while (at < end) {
    const more = <usize>load<u8>(at++);
    sum += more;
    if (more != 255) return sum;
    if (sum > limit) return sum;
  }
  return limit + 1;
}

/** How many bytes a continuation took that came to `sum`. */
// @ts-ignore: decorator
@inline function continuationSize(sum: usize): usize {
  return sum / 255 + 1;
}

/** Whether an address lies so far below its limit as to make the difference negative. Both are of one buffer. */
// @ts-ignore: decorator
@inline function below(at: usize, limit: usize): i32 {
  return <i32>(at - limit);
}

/**
 * Decodes one block of exactly `dstLen` bytes.
 * @param prefix bytes before `dst` that matches may refer to (a dictionary)
 */
export function lz4Decode(src: usize, srcLen: usize, dst: usize, dstLen: usize, prefix: usize): i32 {
  return decode(src, srcLen, dst, dstLen, prefix, 0, false, false);
}

/** The same for bytes that are one of each item: there near and far matches change so often that a branch is guessed wrong. */
export function lz4DecodePlane(src: usize, srcLen: usize, dst: usize, dstLen: usize, prefix: usize): i32 {
  return decode(src, srcLen, dst, dstLen, prefix, 0, true, false);
}

/** Until `wanted` bytes are there: those behind are undefined, and what would come to them is not looked at. */
export function lz4DecodePart(src: usize, srcLen: usize, dst: usize, dstLen: usize, prefix: usize, wanted: usize): i32 {
  return decode(src, srcLen, dst, dstLen, prefix, wanted, true, true);
}

/** Is there three times: what is constant for a caller takes no register. */
// @ts-ignore: decorator
@inline function decode(
  src: usize, srcLen: usize, dst: usize, dstLen: usize, prefix: usize, wanted: usize, plane: bool, part: bool,
): i32 {
  if (srcLen == 0) return CORRUPT;
  let ip = src;
  let op = dst;
  const inEnd = src + srcLen;
  const outEnd = dst + dstLen;
  const window = dst - prefix;
  // Below these a short sequence cannot reach an end.
  const inSafe = srcLen > SHORT_INPUT ? inEnd - SHORT_INPUT : src;
  const lastSafe = dstLen > SHORT_OUTPUT ? outEnd - SHORT_OUTPUT : dst;
  const outSafe = part ? min<usize>(dst + wanted, lastSafe) : lastSafe;
  while (true) {
    const token = <usize>load<u8>(ip);
    let literals = token >> 4;
    let match = (token & LONG) + MIN_MATCH;
    let offset: usize;
    // One branch for all three: each is negative if it holds.
    if ((below(ip, inSafe) & below(op, outSafe) & below(token, LONG << 4)) < 0) {
      v128.store(op, v128.load(ip, 1));
      ip += literals;
      op += literals;
      offset = <usize>load<u16>(ip, 1);
      ip += 3;
      if (<usize>(offset - 1) >= <usize>(op - window)) return CORRUPT;
      if (match != LONG + MIN_MATCH) {
        if (plane) {
          repeatAny(op, offset);
        } else if (offset >= 16) {
          const from = op - offset;
          v128.store(op, v128.load(from));
          store<u16>(op, load<u16>(from, 16), 16);
        } else {
          repeatShort(op, offset);
        }
        op += match;
        continue;
      }
    } else {
      if (part && op >= dst + wanted) return <i32>dstLen;
      ip += 1;
      if (literals == LONG) {
        const more = continuation(ip, inEnd, dstLen);
        literals += more;
        ip += continuationSize(more);
      }
      if (<usize>(outEnd - op) < literals) return CORRUPT;
      if (<usize>(inEnd - ip) < literals) return CORRUPT;
      copyLong(op, ip, literals);
      ip += literals;
      op += literals;
      if (ip == inEnd) return <i32>(op - dst); // the last sequence has no match
      if (<usize>(inEnd - ip) < 2) return CORRUPT;
      offset = <usize>load<u16>(ip);
      ip += 2;
      if (<usize>(offset - 1) >= <usize>(op - window)) return CORRUPT;
    }
    if (match == LONG + MIN_MATCH) {
      const more = continuation(ip, inEnd, dstLen);
      match += more;
      ip += continuationSize(more);
    }
    if (<usize>(outEnd - op) < match) return CORRUPT;
    copyMatch(op, offset, match);
    op += match;
    if (ip >= inEnd) return CORRUPT;
  }
}
