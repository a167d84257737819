/** Puts segments of the source together to blocks: segments whose symbols are alike share their codes. */
import { endBits, startBits } from "./bits";
import { writeBlock } from "./block-write";
import { jointCost, literalCost, makeLogarithms, ownCost, weighCounts } from "./costs";
import {
  literals, literalsEnd, MOST_LITERALS, MOST_SEQUENCES, segmentCounts, sequences, sequencesEnd, setEnds,
} from "./sequences";
import { COUNTED } from "./symbols";

/** What the codes of a block take about, in 1/1024 bits. */
const HEADER: u32 = 1024 * 450;
/** Segments of fewer symbols join any block. */
const FEW: u32 = 100;
/** Of the block that the segment may join: u32 for each symbol. */
const blockCounts: usize = memory.data(4 * 320, 16);
const parts: usize = memory.data(4 * 4 * 256, 16);

let blockStart: usize = 0;
/** Ends of the block's literals and sequences: behind them are those of the segment. */
let blockLiterals: usize = 0;
let blockSequences: usize = 0;
let blockCost: u32 = 0;
let segmentStart: usize = 0;
/** What a literal of the last segment took about, in 1/1024 bits. */
let bits: u32 = 8 << 10;

export function startBlocks(src: usize, dst: usize, capacity: usize): void {
  startBits(dst, capacity);
  makeLogarithms();
  memory.fill(segmentCounts, 0, 4 * COUNTED);
  memory.fill(blockCounts, 0, 4 * COUNTED);
  blockStart = src;
  segmentStart = src;
  blockLiterals = literals;
  blockSequences = sequences;
  blockCost = 0;
  bits = 8 << 10;
  setEnds(literals, sequences);
}

/** Whether literals take no more than a match. */
// @ts-ignore: decorator
@inline export function worthless(length: usize, distance: usize): bool {
  return <u32>length * bits < (9 + 31 - clz<u32>(<u32>distance)) << 10;
}

/** The segment has come to `at`, an end of a sequence. @returns whether there was room */
export function closeSegment(at: usize): bool {
  countLiterals(blockLiterals, literalsEnd);
  weighCounts(segmentCounts, blockCounts);
  if (literalsEnd - blockLiterals > FEW) bits = literalCost;
  const symbols = (literalsEnd - blockLiterals) + ((sequencesEnd - blockSequences) >> 3);
  const isFull =
    literalsEnd - literals > MOST_LITERALS - MOST_LITERALS / 4 ||
    sequencesEnd - sequences > 8 * (MOST_SEQUENCES - MOST_SEQUENCES / 4);
  const isFirst = blockSequences == sequences;
  if (!isFirst && (isFull || (symbols > FEW && jointCost > blockCost + ownCost + HEADER))) {
    if (!writePending(segmentStart, false)) return false;
    memory.copy(literals, blockLiterals, literalsEnd - blockLiterals);
    memory.copy(sequences, blockSequences, sequencesEnd - blockSequences);
    setEnds(literals + (literalsEnd - blockLiterals), sequences + (sequencesEnd - blockSequences));
    blockStart = segmentStart;
    memory.copy(blockCounts, segmentCounts, 4 * COUNTED);
    blockCost = ownCost;
  } else {
    for (let symbol: usize = 0; symbol < 4 * COUNTED; symbol += 16) {
      v128.store(blockCounts + symbol, i32x4.add(v128.load(blockCounts + symbol), v128.load(segmentCounts + symbol)));
    }
    blockCost = jointCost;
  }
  blockLiterals = literalsEnd;
  blockSequences = sequencesEnd;
  memory.fill(segmentCounts, 0, 4 * COUNTED);
  segmentStart = at;
  return true;
}

function writePending(end: usize, last: bool): bool {
  return writeBlock(blockStart, end - blockStart, blockLiterals, blockSequences, blockCounts, last);
}

/** Writes what is left, up to `end`. @returns the end of the stream, or 0 without room */
export function endBlocks(end: usize): usize {
  return writePending(end, true) ? endBits() : 0;
}

function countLiterals(start: usize, end: usize): void {
  let at = start;
  if (end - start >= 256) {
    memory.fill(parts, 0, 4 * 4 * 256);
    for (; at + 8 <= end; at += 8) {
      const bytes = load<u64>(at);
      addOne(parts, bytes);
      addOne(parts + 1024, bytes >> 8);
      addOne(parts + 2048, bytes >> 16);
      addOne(parts + 3072, bytes >> 24);
      addOne(parts, bytes >> 32);
      addOne(parts + 1024, bytes >> 40);
      addOne(parts + 2048, bytes >> 48);
      addOne(parts + 3072, bytes >> 56);
    }
    for (let byte: usize = 0; byte < 1024; byte += 16) {
      const place = parts + byte;
      const some = i32x4.add(v128.load(place), v128.load(place, 1024));
      v128.store(segmentCounts + byte, i32x4.add(some, i32x4.add(v128.load(place, 2048), v128.load(place, 3072))));
    }
  }
  for (; at < end; at++) addOne(segmentCounts, load<u8>(at));
}

// @ts-ignore: decorator
@inline function addOne(table: usize, byte: u64): void {
  const place = table + (<usize>(byte & 255) << 2);
  store<u32>(place, load<u32>(place) + 1);
}
