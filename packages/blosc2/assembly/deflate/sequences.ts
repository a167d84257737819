/**
 * What a search has found and no block has yet: sequences of literals and a match behind them. Literals are copied one
 * behind the other, so that they are counted and written without a branch for each sequence.
 */
import { copyVectors } from "../copy";
import { distanceSymbol, DISTANCES_AT, lengthSymbols, MAX_MATCH } from "./symbols";

/** A block has at most three quarters of so many literals and of so many sequences, a segment of the source a quarter. */
export const MOST_LITERALS: usize = 65536;
export const MOST_SEQUENCES: usize = 16384;
/** Bytes of source that are searched before what was found is put into blocks; a little more, if steps are large. */
export const SEGMENT: usize = 8192;
/** A longer match is taken in parts: 64 KiB are 255 sequences. */
export const LONGEST: usize = 65536;

export const literals: usize = memory.data(65536 + 256, 16);
/** u64 each: how many literals; above 32 bits the distance less 1 (15 bits), its symbol (5) and the length (9; 0 for no match). */
export const sequences: usize = memory.data(8 * (16384 + 512), 16);
/** Of the segment under way, u32 for each symbol: how many there are in matches, and later also literals. */
export const segmentCounts: usize = memory.data(4 * 320, 16);

/** Ends of what is there. */
export let literalsEnd: usize = literals;
export let sequencesEnd: usize = sequences;

export function setEnds(literal: usize, sequence: usize): void {
  literalsEnd = literal;
  sequencesEnd = sequence;
}

/** Literals without a match. */
export function putLiterals(from: usize, count: usize): void {
  memory.copy(literalsEnd, from, count);
  literalsEnd += count;
  store<u64>(sequencesEnd, <u64>count);
  sequencesEnd += 8;
}

/** `count` literals from `from` on, and a match of `length` bytes behind them. */
// @ts-ignore: decorator
@inline export function putMatch(from: usize, count: usize, length: usize, distance: usize): void {
  // Most are short: one vector goes without a look at the length.
  const to = literalsEnd;
  copyVectors(to, from, to + count);
  literalsEnd = to + count;
  const back = <u32>distance - 1;
  const symbol = distanceSymbol(back);
  const place = segmentCounts + ((DISTANCES_AT + <usize>symbol) << 2);
  const match = symbol << 15 | back;
  let literal = <u64>count;
  let left = length;
  do {
    // No part may be shorter than three.
    const part = left <= MAX_MATCH ? left : min<usize>(MAX_MATCH, left - 3);
    store<u64>(sequencesEnd, literal | (<u64>(<u32>part << 20 | match) << 32));
    sequencesEnd += 8;
    countOne(segmentCounts + ((256 + <usize>load<u8>(lengthSymbols + part)) << 2));
    countOne(place);
    left -= part;
    literal = 0;
  } while (left > 0);
}

// @ts-ignore: decorator
@inline function countOne(place: usize): void {
  store<u32>(place, load<u32>(place) + 1);
}
