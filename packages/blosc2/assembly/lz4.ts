/** LZ4 block format (lz4_Block_format.md of the LZ4 project): decoder. */
import { copy64, copyMatch, repeatAny, repeatShort } from "./copy";
import { CORRUPT, NO_STOP } from "./limits";

/** A length nibble of 15 continues in the next bytes. */
const LONG: usize = 15;
/** The format's shortest match. */
const MIN_MATCH: usize = 4;
/**
 * Bits of a number that no short sequence reaches: a token, at most 14 literals and an offset yield 14 and 18 bytes. As many
 * more bytes as that are there behind any short sequence that is not the last.
 */
const SHORT_BITS: i32 = 5;

/**
 * What the loop needs only now and then lies here, where it takes no register. Addresses that were loaded, or added, are known
 * to V8 to have no upper bits; those of a caller are cleared of them at each use.
 */
const state: usize = memory.data(16, 16);
const IN_START: usize = 0;
const IN_END: usize = 4;
const OUT_START: usize = 8;
const OUT_END: usize = 12;

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

/**
 * Decodes one block of exactly `dstLen` bytes.
 * @param prefix bytes before `dst` that matches may refer to (a dictionary)
 */
export function lz4Decode(src: usize, srcLen: usize, dst: usize, dstLen: usize, prefix: usize): i32 {
  return decode(src, srcLen, dst, dstLen, prefix, NO_STOP, false);
}

/**
 * The same for bytes that are one of each item: there near and far matches change so often that a branch is guessed wrong.
 * Until `wanted` bytes are there: if those are not all, others are undefined, and what would come to them is not looked at.
 */
export function lz4DecodePlane(src: usize, srcLen: usize, dst: usize, dstLen: usize, prefix: usize, wanted: usize): i32 {
  return decode(src, srcLen, dst, dstLen, prefix, wanted < dstLen ? dst + wanted : NO_STOP, true);
}

/**
 * Is there twice: what is constant for a caller takes no register. Offsets reach no further down than 64 KiB, and buffers
 * lie behind tables that are longer: no difference of an address and an offset is negative.
 */
// @ts-ignore: decorator
@inline function decode(
  src: usize, srcLen: usize, dst: usize, dstLen: usize, prefix: usize, stop: usize, plane: bool,
): i32 {
  if (srcLen == 0) return CORRUPT;
  store<usize>(state, src, IN_START);
  store<usize>(state, src + srcLen, IN_END);
  store<usize>(state, dst, OUT_START);
  store<usize>(state, dst + dstLen, OUT_END);
  const window = dst - prefix;
  let ip = load<usize>(state, IN_START);
  let op = load<usize>(state, OUT_START);
  while (true) {
    let match = LONG;
    let offset: usize = 0;
    let isShort = true;
    const outStop = min<usize>(stop, load<usize>(state, OUT_END));
    // So many short sequences reach neither end, and none of them is the last.
    let count = min<i32>(<i32>(load<usize>(state, IN_END) - ip), <i32>(outStop - op)) >> SHORT_BITS;
    if (count > 0) {
      do {
        const token = <usize>load<u8>(ip);
        if (token >= LONG << 4) break;
        const literals = token >> 4;
        match = token & LONG;
        if (plane) {
          v128.store(op, v128.load(ip, 1));
          ip += literals;
          op += literals;
          offset = <usize>load<u16>(ip, 1);
          ip += 3;
          if (<usize>(offset - 1) >= <usize>(op - window)) return CORRUPT;
          if (match == LONG) {
            isShort = false;
            break;
          }
          repeatAny(op, offset);
          op += match + MIN_MATCH;
        } else {
          offset = <usize>load<u16>(ip + literals, 1);
          const from = op + literals - offset;
          if (from < window) return CORRUPT;
          const length = literals + match + MIN_MATCH;
          const next = op + length;
          // Loaded before the literals are stored: a load that spans two stores waits until both are in the cache.
          const first = v128.load(from);
          const last = load<u16>(from, 16);
          v128.store(op, v128.load(ip, 1));
          ip += literals;
          op += literals;
          ip += 3;
          if (match == LONG) {
            isShort = false;
            break;
          }
          if (length <= offset) {
            v128.store(op, first);
            store<u16>(op, last, 16);
          } else {
            // The match repeats some of these literals, or itself.
            if (offset == 0) return CORRUPT;
            if (offset >= 8) {
              store<u64>(op, load<u64>(from));
              store<u64>(op, load<u64>(from, 8), 8);
              store<u16>(op, load<u16>(from, 16), 16);
            } else {
              repeatShort(op, offset);
            }
          }
          op = next;
        }
      } while (--count);
    }
    const inEnd = load<usize>(state, IN_END);
    const outEnd = load<usize>(state, OUT_END);
    if (isShort) {
      if (op >= stop) return <i32>dstLen;
      const token = <usize>load<u8>(ip++);
      let literals = token >> 4;
      match = token & LONG;
      if (literals == LONG) {
        let more = <usize>load<u8>(ip++);
        literals += more;
        if (more == 255) {
          more = continuation(ip, inEnd, dstLen);
          literals += more;
          ip += continuationSize(more);
        }
      }
      if (<usize>(outEnd - op) < literals) return CORRUPT;
      if (<i32>(inEnd - ip) < <i32>literals) return CORRUPT;
      copy64(op, ip, literals);
      ip += literals;
      op += literals;
      if (ip == inEnd) return <i32>(op - dst); // the last sequence has no match
      if (<usize>(inEnd - ip) < 2) return CORRUPT;
      offset = <usize>load<u16>(ip);
      ip += 2;
      if (op - offset < window) return CORRUPT;
    }
    if (offset == 0) return CORRUPT;
    let length = match + MIN_MATCH;
    if (match == LONG) {
      let more = <usize>load<u8>(ip++);
      length += more;
      if (more == 255) {
        more = continuation(ip, inEnd, dstLen);
        length += more;
        ip += continuationSize(more);
      }
    }
    if (<usize>(outEnd - op) < length) return CORRUPT;
    if (plane && offset >= 64) copy64(op, op - offset, length);
    else copyMatch(op, offset, length);
    op += length;
    if (ip >= inEnd) return CORRUPT;
  }
}
