/** BloscLZ: a greedy encoder. The stream ends with literals, as c-blosc2's decoder expects. */
import { MAX_NEAR } from "./blosclz";
import { copyVectors } from "./copy";
import { isShort, sameBytes, slotOf, startPositions } from "./lz-encode";

const MAX_DISTANCE: usize = MAX_NEAR + 65535;
const MAX_RUN: usize = 32;
const LAST_LITERALS: usize = 12;
/** Shorter matches from afar do not pay. */
const MIN_FAR_MATCH: usize = 7;

/**
 * @param acceleration 1 or more: how soon the search begins to skip
 * @returns bytes written, or 0 if they do not fit in `capacity`
 */
export function blosclzEncode(src: usize, length: usize, dst: usize, capacity: usize, acceleration: u32): i32 {
  if (length < 16) return 0;
  const short = isShort(length);
  const offset = startPositions(src, length); // of positions from addresses
  const end = src + length;
  const outEnd = dst + capacity;
  const limit = end - LAST_LITERALS;
  let op = dst;
  let anchor = src;
  let ip = src + 4; // the first instruction is literals
  let tries: u32 = acceleration << 6;
  // Close to a match two more places are looked at before the search begins to skip.
  let step: usize = 1;
  let next: usize = 1;
  while (ip < limit) {
    const word = load<u64>(ip);
    const slot = slotOf(word, short);
    const distance = <usize>(<u32>ip + offset - load<u32>(slot));
    store<u32>(slot, <u32>ip + offset);
    const reach = min<usize>(distance, MAX_DISTANCE + 1); // as in lz4-encode.ts
    if ((load<u32>(ip - reach) ^ <u32>word) | <u32>(reach > MAX_DISTANCE)) {
      ip += step;
      step = next;
      next = <usize>(tries++ >> 6);
      continue;
    }
    const match = sameBytes(ip, ip - distance, limit);
    if (match < 4 || (distance > MAX_NEAR && match < MIN_FAR_MATCH)) {
      ip += 1;
      continue;
    }
    op = writeRuns(op, outEnd, anchor, ip - anchor);
    if (op) op = writeMatch(op, outEnd, distance - 1, match);
    if (!op) return 0;
    ip += match;
    anchor = ip;
    if (ip < limit) store<u32>(slotOf(load<u64>(ip - 2), short), <u32>ip - 2 + offset);
    tries = acceleration << 6;
    step = 1;
    next = 1;
  }
  op = writeRuns(op, outEnd, anchor, end - anchor);
  if (!op) return 0;
  store<u8>(dst, load<u8>(dst) | 32); // the version mark of the format
  return <i32>(op - dst);
}

/** Literals, in runs of up to 32. */
function writeRuns(op: usize, outEnd: usize, from: usize, count: usize): usize {
  if (<usize>(outEnd - op) < count + count / MAX_RUN + 1) return 0;
  while (count > 0) {
    const run = min<usize>(count, MAX_RUN);
    store<u8>(op++, <u8>(run - 1));
    copyVectors(op, from, op + run);
    op += run;
    from += run;
    count -= run;
  }
  return op;
}

/** @param back distance - 1 */
function writeMatch(op: usize, outEnd: usize, back: usize, match: usize): usize {
  if (<usize>(outEnd - op) < match / 255 + 6) return 0;
  const near = back < MAX_NEAR;
  const high = near ? <u32>(back >> 8) : 31;
  const field = match - 2;
  store<u8>(op++, <u8>((min<u32>(<u32>field, 7) << 5) | high));
  if (field >= 7) {
    let rest = field - 7;
    for (; rest >= 255; rest -= 255) store<u8>(op++, 255);
    store<u8>(op++, <u8>rest);
  }
  if (near) {
    store<u8>(op++, <u8>back);
    return op;
  }
  const far = back - MAX_NEAR;
  store<u8>(op, 255);
  store<u8>(op, <u8>(far >> 8), 1);
  store<u8>(op, <u8>far, 2);
  return op + 3;
}
