/** LZ4 block format (lz4_Block_format.md of the LZ4 project): decoder. */
import { copyLong, copyMatch } from "./copy";
import { CORRUPT } from "./limits";

/** A length nibble of 15 continues in the next bytes. */
const LONG: usize = 15;
/** The format's shortest match. */
const MIN_MATCH: usize = 4;
/** A sequence without long lengths takes at most 14 literals and an offset, and yields 14 and 18 bytes. */
const SHORT_INPUT: usize = 17;
const SHORT_OUTPUT: usize = 33;

/**
 * Decodes one block of exactly `dstLen` bytes.
 * @param prefix bytes before `dst` that matches may refer to (a dictionary)
 */
export function lz4Decode(src: usize, srcLen: usize, dst: usize, dstLen: usize, prefix: usize): i32 {
  let ip = src;
  let op = dst;
  const inEnd = src + srcLen;
  const outEnd = dst + dstLen;
  const window = dst - prefix;
  // Below these a short sequence cannot reach an end.
  const inSafe = srcLen > SHORT_INPUT ? inEnd - SHORT_INPUT : src;
  const outSafe = dstLen > SHORT_OUTPUT ? outEnd - SHORT_OUTPUT : dst;
  while (ip < inEnd) {
    const token = <usize>load<u8>(ip++);
    let literals = token >> 4;
    let match = token & 15;
    if (ip < inSafe && op < outSafe && literals != LONG) {
      v128.store(op, v128.load(ip));
      ip += literals;
      op += literals;
    } else {
      if (literals == LONG) {
        let more: usize;
        do {
          if (ip >= inEnd || literals > dstLen) return CORRUPT;
          more = <usize>load<u8>(ip++);
          literals += more;
        } while (more == 255);
      }
      if (inEnd - ip < literals || outEnd - op < literals) return CORRUPT;
      copyLong(op, ip, literals);
      ip += literals;
      op += literals;
      if (ip == inEnd) return <i32>(op - dst);
      if (inEnd - ip < 2) return CORRUPT;
    }
    const offset = <usize>load<u16>(ip);
    ip += 2;
    if (offset == 0 || op - window < offset) return CORRUPT;
    if (match != LONG && offset >= 16 && op < outSafe) {
      const from = op - offset;
      v128.store(op, v128.load(from));
      store<u16>(op, load<u16>(from, 16), 16);
      op += match + MIN_MATCH;
      continue;
    }
    if (match == LONG) {
      let more: usize;
      do {
        if (ip >= inEnd || match > dstLen) return CORRUPT;
        more = <usize>load<u8>(ip++);
        match += more;
      } while (more == 255);
    }
    match += MIN_MATCH;
    if (outEnd - op < match) return CORRUPT;
    copyMatch(op, offset, match);
    op += match;
  }
  return CORRUPT; // the last sequence has no match
}
