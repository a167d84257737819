/**
 * Decodes a code block: bit planes of coefficients, from the most significant one on, three coding passes each
 * (ITU-T T.800, annex D). A pass visits stripes of four rows, in them column by column.
 */
import {
  becomeSignificant,
  LANES,
  NEIGHBOURS,
  REFINED,
  refinementContextOf,
  SIGNIFICANT,
  signContextOf,
  VISITED,
  zeroContextOf,
  zeroTable,
} from "./contexts";
import { contexts, decide, decided, rawBit, resetContexts, RUN_LENGTH, startCoded, startRaw, UNIFORM } from "./mq";

/** Switches of the coding style (table A.19). Those for the ends of segments need no care. */
const BYPASS: u32 = 1;
const RESET: u32 = 2;
const CAUSAL: u32 = 8;
const SEGMENT_SYMBOLS: u32 = 32;
/** Passes that are always coded. */
const CODED_PASSES: u32 = 10;
/** Where a segment ends, that many bytes 0xff stand in between. */
export const SEGMENT_END: usize = 2;
const MAX_SIDE: u32 = 1024;
const MAX_ITEMS: u32 = 4096;
/** A magnitude has one bit below the lowest plane, and a sign above it. */
const MAX_PLANES: u32 = 30;

/** Words of contexts.ts, with a column or stripe more at each side, and magnitudes in the same order, one 16 bytes a column. */
const known: usize = memory.data(24640, 16);
export const magnitudes: usize = memory.data(16384, 16);
let width: u32 = 0;
let height: u32 = 0;
let zeros: usize = 0;
let causal: bool = false;
let registers: u64 = 0;

/**
 * Decodes a code block to `magnitudes`.
 * @param segments for each segment the number of its passes and of its bytes, 32 bits each
 * @param bytes segment after segment, SEGMENT_END bytes behind each
 * @param kind of the band, see contexts.ts
 * @returns whether it is one
 */
export function decodePasses(
  segments: usize, count: u32, bytes: usize, columns: u32, rows: u32, planes: u32, kind: u32, style: u32,
): bool {
  if (columns - 1 >= MAX_SIDE || rows - 1 >= MAX_SIDE || planes - 1 >= MAX_PLANES || kind > 2) return false;
  const stripes = (rows + 3) >> 2;
  if ((stripes * columns) << 2 > MAX_ITEMS) return false;
  width = columns;
  height = rows;
  zeros = zeroTable(kind);
  causal = (style & CAUSAL) != 0;
  memory.fill(known, 0, <usize>((columns + 2) * (stripes + 2)) << 3);
  memory.fill(magnitudes, 0, <usize>(columns * stripes) << 4);
  resetContexts();
  let from = bytes;
  let pass: u32 = 0;
  for (let segment: u32 = 0; segment < count; segment++) {
    const passes = load<u32>(segments + <usize>(segment << 3));
    if (passes > 3 * planes - 2 - pass) return false;
    const raw = (style & BYPASS) != 0 && pass >= CODED_PASSES && pass % 3 != 0;
    if (raw) startRaw(from);
    else registers = startCoded(from);
    for (const end = pass + passes; pass < end; pass++) {
      // The first plane has the last of the three passes only.
      if (!decodePass((pass + 2) % 3, planes - 1 - (pass + 2) / 3, raw, style)) return false;
    }
    from += <usize>load<u32>(segments + <usize>(segment << 3), 4) + SEGMENT_END;
  }
  return true;
}

function decodePass(pass: u32, plane: u32, raw: bool, style: u32): bool {
  if (pass == 2) {
    cleanup(plane);
    if (style & SEGMENT_SYMBOLS && !segmentSymbol()) return false;
  } else if (pass == 0) {
    if (raw) propagateSignificance(plane, true);
    else propagateSignificance(plane, false);
  } else {
    if (raw) refine(plane, true);
    else refine(plane, false);
  }
  if (style & RESET) resetContexts();
  return true;
}

/** The magnitude of what becomes significant in a plane: in the middle of what it may be. */
// @ts-ignore: decorator
@inline function firstMagnitude(plane: u32): u32 {
  return 3 << plane;
}

/** Which coefficients of the uppermost rows there are: the last stripe may have fewer. */
// @ts-ignore: decorator
@inline function lanesOf(top: u32): u64 {
  return LANES >> (16 * <u64>(4 - min(4, height - top)));
}

/** Coefficients that are not significant, but have a neighbour that is. */
// @ts-ignore: decorator
@inline function bordering(word: u64): u64 {
  return (((word & NEIGHBOURS) + NEIGHBOURS) >> 8) & ~(word >> SIGNIFICANT);
}

/** Significance propagation (D.3.1). */
// @ts-ignore: decorator
@inline function propagateSignificance(plane: u32, raw: bool): void {
  let coder = registers;
  const pitch = <usize>(width + 2) << 3;
  let word = known + pitch + 8;
  let item = magnitudes;
  for (let top: u32 = 0; top < height; top += 4, word += 16) {
    const lanes = lanesOf(top);
    for (let column: u32 = 0; column < width; column++, word += 8, item += 16) {
      let state = load<u64>(word);
      let open = bordering(state) & lanes;
      if (open == 0) continue;
      do {
        const shift = ctz(open);
        const own = state >> shift;
        state |= (<u64>1 << VISITED) << shift;
        coder = raw ? rawBit() : decide(coder, zeroContextOf(zeros, own));
        if (decided(coder)) {
          const sign = signContextOf(own);
          coder = raw ? rawBit() : decide(coder, contexts + (sign & 0x7f));
          const negative = <u32>(coder >> 63) ^ (raw ? 0 : <u32>sign >> 7);
          store<u32>(item + <usize>(shift >> 2), firstMagnitude(plane) | (negative << 31));
          store<u64>(word, state);
          becomeSignificant(word, pitch, shift, negative != 0, causal);
          state = load<u64>(word);
          // What lies below may have become a neighbour.
          open = bordering(state) & lanes & (~(<u64>1) << shift);
        } else {
          open &= open - 1;
        }
      } while (open);
      store<u64>(word, state);
    }
  }
  registers = coder;
}

/** Magnitude refinement (D.3.3). */
// @ts-ignore: decorator
@inline function refine(plane: u32, raw: bool): void {
  let coder = registers;
  let word = known + (<usize>(width + 2) << 3) + 8;
  let item = magnitudes;
  for (let top: u32 = 0; top < height; top += 4, word += 16) {
    for (let column: u32 = 0; column < width; column++, word += 8, item += 16) {
      const state = load<u64>(word);
      const refined = (state >> SIGNIFICANT) & ~(state >> VISITED) & LANES;
      for (let open = refined; open; open &= open - 1) {
        const shift = ctz(open);
        coder = raw ? rawBit() : decide(coder, refinementContextOf(state >> shift));
        const place = item + <usize>(shift >> 2);
        // From the middle of an interval to the middle of one of its halves.
        store<u32>(place, load<u32>(place) + (<u32>(coder >> 63) << (plane + 1)) - (1 << plane));
      }
      store<u64>(word, state | (refined << REFINED));
    }
  }
  registers = coder;
}

/** Cleanup (D.3.4): all that the other passes left out, and runs of columns without neighbours. */
function cleanup(plane: u32): void {
  let coder = registers;
  const pitch = <usize>(width + 2) << 3;
  const magnitude = firstMagnitude(plane);
  let word = known + pitch + 8;
  let item = magnitudes;
  for (let top: u32 = 0; top < height; top += 4, word += 16) {
    const lanes = lanesOf(top);
    for (let column: u32 = 0; column < width; column++, word += 8, item += 16) {
      let state = load<u64>(word);
      let open = ~((state >> SIGNIFICANT) | (state >> VISITED)) & lanes;
      let found = false;
      if ((state & (NEIGHBOURS | (LANES << SIGNIFICANT) | (LANES << VISITED))) == 0 && lanes == LANES) {
        coder = decide(coder, RUN_LENGTH);
        if (!decided(coder)) continue;
        coder = decide(coder, UNIFORM);
        const high = (coder >> 63) << 1;
        coder = decide(coder, UNIFORM);
        open &= ~(<u64>0) << (16 * (high | (coder >> 63)));
        found = true;
      }
      while (open) {
        const shift = ctz(open);
        const own = state >> shift;
        if (!found) coder = decide(coder, zeroContextOf(zeros, own));
        if (found || decided(coder)) {
          found = false;
          const sign = signContextOf(own);
          coder = decide(coder, contexts + (sign & 0x7f));
          const negative = <u32>(coder >> 63) ^ (<u32>sign >> 7);
          store<u32>(item + <usize>(shift >> 2), magnitude | (negative << 31));
          becomeSignificant(word, pitch, shift, negative != 0, causal);
          state = load<u64>(word);
        }
        open &= open - 1;
      }
      store<u64>(word, state & ~(LANES << VISITED));
    }
  }
  registers = coder;
}

/** Four decisions that stand behind each cleanup (D.5). */
function segmentSymbol(): bool {
  let symbol: u64 = 0;
  for (let index = 0; index < 4; index++) {
    registers = decide(registers, UNIFORM);
    symbol = (symbol << 1) | (registers >> 63);
  }
  return symbol == 10;
}
