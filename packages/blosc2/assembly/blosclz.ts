/**
 * BloscLZ (a FastLZ of Blosc's own): decoder. A control byte below 32 announces control+1 literals; above, its top
 * three bits are a match length and its low five the high bits of a distance.
 */
import { copyMatch, copyVectors } from "./copy";
import { CORRUPT } from "./limits";

/** Distances up to here fit in 13 bits; longer ones follow in two bytes. */
export const MAX_NEAR: usize = 8191;

/** Decodes one stream into at most `dstLen` bytes. */
export function blosclzDecode(src: usize, srcLen: usize, dst: usize, dstLen: usize): i32 {
  if (srcLen == 0) return CORRUPT;
  let ip = src;
  let op = dst;
  const inEnd = src + srcLen;
  const outEnd = dst + dstLen;
  let control = <usize>load<u8>(ip++) & 31; // the first byte's top bits are a version mark
  while (true) {
    if (control < 32) {
      const literals = control + 1;
      if (inEnd - ip < literals || outEnd - op < literals) return CORRUPT;
      v128.store(op, v128.load(ip));
      v128.store(op, v128.load(ip, 16), 16);
      op += literals;
      ip += literals;
    } else {
      let length = (control >> 5) + 2;
      if (length == 9) {
        let more: usize;
        do {
          if (ip >= inEnd || length > dstLen) return CORRUPT;
          more = <usize>load<u8>(ip++);
          length += more;
        } while (more == 255);
      }
      if (ip >= inEnd) return CORRUPT;
      const low = <usize>load<u8>(ip++);
      let distance = ((control & 31) << 8) + low;
      if (distance == MAX_NEAR) {
        if (inEnd - ip < 2) return CORRUPT;
        distance += (<usize>load<u8>(ip) << 8) + <usize>load<u8>(ip, 1);
        ip += 2;
      }
      distance += 1;
      if (<usize>(op - dst) < distance || outEnd - op < length) return CORRUPT;
      copyMatch(op, distance, length);
      op += length;
    }
    if (ip >= inEnd) break;
    control = <usize>load<u8>(ip++);
  }
  return <i32>(op - dst);
}
