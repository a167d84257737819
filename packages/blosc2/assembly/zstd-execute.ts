/** Execution of sequences (RFC 8878, section 3.1.1.4), and the offsets that they may repeat (section 3.1.1.5). */
import { copyMatch, copyVectors } from "./copy";

/** A sequence that was read: number of literals, length of the match, value of the offset; u32 each. */
export const SEQUENCE: usize = 12;

/** The recent offsets, the latest first. */
let recent1: usize = 1;
let recent2: usize = 4;
let recent3: usize = 8;

export function setRecentOffsets(first: usize, second: usize, third: usize): void {
  recent1 = first;
  recent2 = second;
  recent3 = third;
}

/**
 * Executes sequences, whose literals and output the caller has found to fit.
 * @param window first byte that a match may refer to
 * @returns false if a match begins before the window
 */
export function executeSequences(sequences: usize, count: i32, literals: usize, dst: usize, window: usize): bool {
  let literal = literals;
  let op = dst;
  let offset1 = recent1;
  let offset2 = recent2;
  let offset3 = recent3;
  const end = sequences + <usize>count * SEQUENCE;
  for (let at = sequences; at < end; at += SEQUENCE) {
    const length = <usize>load<u32>(at);
    const match = <usize>load<u32>(at, 4);
    let offset = <usize>load<u32>(at, 8);
    if (offset > 3) {
      offset -= 3;
      offset3 = offset2;
      offset2 = offset1;
      offset1 = offset;
    } else {
      // Values 1 to 3 name a recent offset; without literals they mean the next one.
      const which = length == 0 ? offset + 1 : offset;
      if (which == 1) {
        offset = offset1;
      } else {
        offset = which == 2 ? offset2 : which == 3 ? offset3 : offset1 - 1;
        if (which != 2) offset3 = offset2;
        offset2 = offset1;
        offset1 = offset;
      }
    }
    v128.store(op, v128.load(literal));
    if (length > 16) copyVectors(op + 16, literal + 16, op + length);
    op += length;
    literal += length;
    if (<usize>(offset - 1) >= <usize>(op - window)) return false;
    copyMatch(op, offset, match);
    op += match;
  }
  recent1 = offset1;
  recent2 = offset2;
  recent3 = offset3;
  return true;
}
