/** The filter pipeline: up to six filters, applied in slot order when encoding, undone in reverse when decoding. */
import { bitshuffle, bitunshuffle } from "./bitshuffle";
import { applyBytedelta, undoBytedelta } from "./bytedelta";
import { applyCells, undoCells } from "./cells";
import { applySelfDelta, deltaWidth, undoSelfDelta, xorWith } from "./delta";
import { CORRUPT, SLACK, UNSUPPORTED } from "./limits";
import { shuffle, unshuffle } from "./shuffle";
import { truncatePrecision } from "./trunc-prec";
import { joinsDeltas, unshuffleDeltas } from "./unshuffle-deltas";

const NONE: u32 = 0;
const SHUFFLE: u32 = 1;
const BITSHUFFLE: u32 = 2;
const DELTA: u32 = 3;
const TRUNC_PREC: u32 = 4;
const NDCELL: u32 = 32;
const NDMEAN: u32 = 33;
const OLD_BYTEDELTA: u32 = 34;
const BYTEDELTA: u32 = 35;
const INT_TRUNC: u32 = 36;
const SLOTS: usize = 6;
/** Behind ids and metas of a pipeline stands how the blocks of the array are cut (cells.ts). */
const CUT: usize = 16;

/** These write elsewhere; the others work in place. */
// @ts-ignore: decorator
@inline function moves(filter: u32): bool {
  return filter == SHUFFLE || filter == BITSHUFFLE || filter == NDCELL || filter == NDMEAN;
}

/** How many filters of the pipeline (six ids at `pipeline`) move data from one buffer to another. */
function movingFilters(pipeline: usize): i32 {
  let count = 0;
  for (let slot: usize = 0; slot < SLOTS; slot++) if (moves(<u32>load<u8>(pipeline + slot))) count += 1;
  return count;
}

/** Scratch is three buffers for a block each. */
// @ts-ignore: decorator
@inline function scratchBuffer(scratch: usize, blocksize: usize, index: usize): usize {
  return scratch + index * ((blocksize + 2 * SLACK) & ~15);
}

/** Where the streams of a block must be decoded to so that `undoFilters` ends in `dst`. */
export function filteredBuffer(pipeline: usize, dst: usize, blocksize: usize, scratch: usize): usize {
  return movingFilters(pipeline) ? scratchBuffer(scratch, blocksize, 0) : dst;
}

/** Format 2 (Blosc1) leaves a block as it is unless its items come in eights. */
// @ts-ignore: decorator
@inline function bitshuffleCopies(version: u32, length: usize, typesize: usize): bool {
  return version == 2 && (length / typesize) % 8 != 0;
}

/** Whether the slot at an address of a pipeline is a shuffle of items of the given size. */
// @ts-ignore: decorator
@inline function shufflesItems(slot: usize, size: usize, typesize: usize): bool {
  const meta = <usize>load<u8>(slot, SLOTS);
  return load<u8>(slot) == SHUFFLE && (meta ? meta : typesize) == size;
}

/**
 * Undoes the pipeline on `length` bytes in `filteredBuffer`.
 * @param pipeline six ids, six metas and, for filters of arrays, the cut of their blocks
 * @param reference the first block decoded, 0 if this is the first block
 * @returns 0, CORRUPT, or UNSUPPORTED
 */
export function undoFilters(
  pipeline: usize, dst: usize, length: usize, blocksize: usize, typesize: usize, version: u32, reference: usize,
  scratch: usize,
): i32 {
  let moving = movingFilters(pipeline);
  let data = filteredBuffer(pipeline, dst, blocksize, scratch);
  let joined = false; // with the shuffle that is undone next
  for (let slot = SLOTS; slot > 0; slot--) {
    const filter = <u32>load<u8>(pipeline + slot - 1);
    const meta = <usize>load<u8>(pipeline + slot - 1, SLOTS);
    if (moves(filter)) {
      moving -= 1;
      const first = scratchBuffer(scratch, blocksize, 0);
      const second = scratchBuffer(scratch, blocksize, 1);
      const to = moving == 0 ? dst : data == first ? second : first;
      const itemSize = meta ? meta : typesize;
      if (joined) {
        unshuffleDeltas(data, to, length, itemSize);
        joined = false;
      } else if (filter == SHUFFLE) unshuffle(data, to, length, itemSize);
      else if (filter == NDCELL || filter == NDMEAN) {
        if (!undoCells(data, to, length, pipeline + CUT, meta)) return CORRUPT;
      } else if (bitshuffleCopies(version, length, typesize)) memory.copy(to, data, length);
      else bitunshuffle(data, to, length, typesize, scratchBuffer(scratch, blocksize, 2));
      data = to;
    } else if (filter == DELTA) {
      if (reference) xorWith(data, reference, length, deltaWidth(typesize));
      else undoSelfDelta(data, length, deltaWidth(typesize));
    } else if (filter == BYTEDELTA || filter == OLD_BYTEDELTA) {
      const planes = meta ? meta : typesize;
      joined = filter == BYTEDELTA && slot > 1 && joinsDeltas(planes) && shufflesItems(pipeline + slot - 2, planes, typesize);
      if (!joined) undoBytedelta(data, length, planes, filter == OLD_BYTEDELTA);
    } else if (filter != NONE && filter != TRUNC_PREC && filter != INT_TRUNC) {
      return UNSUPPORTED;
    }
  }
  return 0;
}

/**
 * Applies the pipeline to a copy of the block at `src`.
 * @param truncation bits that trunc_prec or int_trunc clears
 * @returns where the filtered block is (in scratch), or 0 for a filter that is not known or does not fit the block
 */
export function applyFilters(
  pipeline: usize, src: usize, length: usize, blocksize: usize, typesize: usize, reference: usize, truncation: u32,
  scratch: usize,
): usize {
  const first = scratchBuffer(scratch, blocksize, 0);
  const second = scratchBuffer(scratch, blocksize, 1);
  let data = src;
  for (let slot: usize = 0; slot < SLOTS; slot++) {
    const filter = <u32>load<u8>(pipeline + slot);
    const meta = <usize>load<u8>(pipeline + slot, SLOTS);
    if (filter == NONE) continue;
    if (moves(filter)) {
      const to = data == first ? second : first;
      if (filter == SHUFFLE) shuffle(data, to, length, meta ? meta : typesize);
      else if (filter == NDCELL || filter == NDMEAN) {
        if (!applyCells(data, to, length, pipeline + CUT, meta, filter == NDMEAN)) return 0;
      } else bitshuffle(data, to, length, typesize, scratchBuffer(scratch, blocksize, 2));
      data = to;
      continue;
    }
    if (data == src) {
      memory.copy(first, src, length);
      data = first;
    }
    if (filter == DELTA) {
      if (reference) xorWith(data, reference, length, deltaWidth(typesize));
      else applySelfDelta(data, length, deltaWidth(typesize));
    } else if (filter == BYTEDELTA || filter == OLD_BYTEDELTA) {
      applyBytedelta(data, length, meta ? meta : typesize, filter == OLD_BYTEDELTA);
    } else if (filter == TRUNC_PREC || filter == INT_TRUNC) {
      truncatePrecision(data, length, typesize, truncation);
    } else {
      return 0;
    }
  }
  return data;
}
