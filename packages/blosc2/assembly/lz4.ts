/** LZ4 block format (lz4_Block_format.md of the LZ4 project): decoder. */
import { copyMatch, copyVectors } from "./copy";
import { CORRUPT } from "./limits";

/** A length nibble of 15 continues in the next bytes. */
const LONG: usize = 15;
/** The format's shortest match. */
const MIN_MATCH: usize = 4;

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
  // Within these a sequence without long lengths cannot reach an end: 14 literals and an offset; 14 literals, 18 matched.
  const inSafe = srcLen > 17 ? inEnd - 17 : src;
  const outSafe = dstLen > 33 ? outEnd - 33 : dst;
  while (ip < inEnd) {
    const token = <usize>load<u8>(ip++);
    let literals = token >> 4;
    let match = token & 15;
    if (literals != LONG && ip < inSafe && op < outSafe) {
      v128.store(op, v128.load(ip));
      ip += literals;
      op += literals;
      const offset = <usize>load<u16>(ip);
      if (match != LONG && offset >= 16 && op - window >= offset) {
        const from = op - offset;
        v128.store(op, v128.load(from));
        store<u16>(op, load<u16>(from, 16), 16);
        ip += 2;
        op += match + MIN_MATCH;
        continue;
      }
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
      copyVectors(op, ip, op + literals);
      ip += literals;
      op += literals;
      if (ip == inEnd) return <i32>(op - dst);
    }
    if (inEnd - ip < 2) return CORRUPT;
    const offset = <usize>load<u16>(ip);
    ip += 2;
    if (match == LONG) {
      let more: usize;
      do {
        if (ip >= inEnd || match > dstLen) return CORRUPT;
        more = <usize>load<u8>(ip++);
        match += more;
      } while (more == 255);
    }
    match += MIN_MATCH;
    if (offset == 0 || op - window < offset || outEnd - op < match) return CORRUPT;
    copyMatch(op, offset, match);
    op += match;
  }
  return CORRUPT; // the last sequence has no match
}
