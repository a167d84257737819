/**
 * The inverse wavelet transforms (ITU-T T.800, annex F): 5/3 of integers, 9/7 of floats. One level joins the four bands
 * of a resolution, which stand in the quarters of a plane, the low ones first. Each step of either transform adds to
 * every second item what follows from its two neighbours; at an edge the only neighbour counts twice.
 */

/** Steps, by what is added. */
const EVEN_53: u32 = 0;
const ODD_53: u32 = 1;
const EVEN_97_LAST: u32 = 2;
const ODD_97_LAST: u32 = 3;
const EVEN_97_FIRST: u32 = 4;
const ODD_97_FIRST: u32 = 5;

/** Table F.4. The factor K is part of the bands' own scale, but for an extent of one item. */
const ALPHA: f32 = -1.586134342059924;
const BETA: f32 = -0.052980118572961;
const GAMMA: f32 = 0.882911075530934;
const DELTA: f32 = 0.443506852043971;
const K: f32 = 1.230174104914001;

const ITEM: usize = 4;
const VECTOR: usize = 16;
/** Columns that are lifted at a time, in bytes: they stay in the cache for all steps. */
const STRIP: usize = 256;

/**
 * Joins the bands of a resolution that covers columns x0 to x1 and rows y0 to y1.
 * @param plane of 4-byte items, `stride` bytes a row, a multiple of 16; the joined resolution is put there too
 * @param work as large as the plane, and behind it as much as two rows and 128 bytes
 */
export function joinBands(
  plane: usize, stride: usize, work: usize, x0: u32, y0: u32, x1: u32, y1: u32, reversible: bool,
): void {
  const width = <usize>(x1 - x0);
  const height = <usize>(y1 - y0);
  const lowRows = <usize>(((y1 + 1) >> 1) - ((y0 + 1) >> 1));
  const odd = <usize>(y0 & 1);
  const low = work + height * stride + VECTOR;
  const high = low + ((stride + 64) & ~15);
  for (let row: usize = 0; row < height; row++) {
    const to = row < lowRows ? (row << 1) + odd : ((row - lowRows) << 1) + (odd ^ 1);
    joinRow(plane + row * stride, work + to * stride, low, high, width, <usize>(x0 & 1), reversible);
  }
  joinColumns(work, stride, width * ITEM, height, odd, reversible);
  for (let row: usize = 0; row < height; row++) memory.copy(plane + row * stride, work + row * stride, width * ITEM);
}

/** Joins the halves of a row. `odd` is 1 where the first item is a high one. */
function joinRow(
  source: usize, target: usize, low: usize, high: usize, width: usize, odd: usize, reversible: bool,
): void {
  if (width == 1) {
    store<u32>(target, load<u32>(source));
    if (reversible) single<i32>(target, odd);
    else single<f32>(target, odd);
    return;
  }
  const lows = (width + 1 - odd) >> 1;
  const highs = width - lows;
  memory.copy(low, source, lows * ITEM);
  memory.copy(high, source + lows * ITEM, highs * ITEM);
  // The first neighbour of an item has its own number, or the one before.
  const ofLow = odd ? high : high - ITEM;
  const ofHigh = odd ? low - ITEM : low;
  if (reversible) {
    pad(high, highs);
    lift(EVEN_53, low, ofLow, ofLow + ITEM, lows * ITEM);
    pad(low, lows);
    lift(ODD_53, high, ofHigh, ofHigh + ITEM, highs * ITEM);
  } else {
    pad(high, highs);
    lift(EVEN_97_FIRST, low, ofLow, ofLow + ITEM, lows * ITEM);
    pad(low, lows);
    lift(ODD_97_FIRST, high, ofHigh, ofHigh + ITEM, highs * ITEM);
    pad(high, highs);
    lift(EVEN_97_LAST, low, ofLow, ofLow + ITEM, lows * ITEM);
    pad(low, lows);
    lift(ODD_97_LAST, high, ofHigh, ofHigh + ITEM, highs * ITEM);
  }
  if (odd) interleave(high, low, target, width);
  else interleave(low, high, target, width);
}

/** Repeats the first and the last item beyond the ends. */
// @ts-ignore: decorator
@inline function pad(items: usize, count: usize): void {
  store<u32>(items - ITEM, load<u32>(items));
  store<u32>(items + count * ITEM, load<u32>(items + (count - 1) * ITEM));
}

function interleave(even: usize, odd: usize, target: usize, width: usize): void {
  let at: usize = 0;
  for (; at + 8 <= width; at += 8) {
    const evens = v128.load(even + 2 * at);
    const odds = v128.load(odd + 2 * at);
    v128.store(target + ITEM * at, v128.shuffle<i32>(evens, odds, 0, 4, 1, 5));
    v128.store(target + ITEM * at, v128.shuffle<i32>(evens, odds, 2, 6, 3, 7), VECTOR);
  }
  for (; at < width; at++) store<u32>(target + ITEM * at, load<u32>((at & 1 ? odd : even) + ITEM * (at >> 1)));
}

/** Rows stand in their order; `odd` is 1 where the first one is a high one. `span` is bytes a row. */
function joinColumns(work: usize, stride: usize, span: usize, height: usize, odd: usize, reversible: bool): void {
  if (height == 1) {
    for (let at: usize = 0; at < span; at += ITEM) {
      if (reversible) single<i32>(work + at, odd);
      else single<f32>(work + at, odd);
    }
    return;
  }
  const low = odd;
  const high = odd ^ 1;
  for (let at: usize = 0; at < span; at += STRIP) {
    const strip = work + at;
    const bytes = min(STRIP, span - at);
    if (reversible) {
      liftRows(EVEN_53, strip, stride, bytes, low, height);
      liftRows(ODD_53, strip, stride, bytes, high, height);
    } else {
      liftRows(EVEN_97_FIRST, strip, stride, bytes, low, height);
      liftRows(ODD_97_FIRST, strip, stride, bytes, high, height);
      liftRows(EVEN_97_LAST, strip, stride, bytes, low, height);
      liftRows(ODD_97_LAST, strip, stride, bytes, high, height);
    }
  }
}

/** One step on every second row from `first` on. */
// @ts-ignore: decorator
@inline function liftRows(step: u32, strip: usize, stride: usize, bytes: usize, first: usize, height: usize): void {
  for (let row = first; row < height; row += 2) {
    const above = row > 0 ? row - 1 : row + 1;
    const below = row + 1 < height ? row + 1 : row - 1;
    lift(step, strip + row * stride, strip + above * stride, strip + below * stride, bytes);
  }
}

/** One step on items that stand side by side, and whose neighbours do; whole vectors, so up to 12 bytes more. */
// @ts-ignore: decorator
@inline function lift(step: u32, items: usize, before: usize, after: usize, bytes: usize): void {
  for (let at: usize = 0; at < bytes; at += VECTOR) {
    v128.store(items + at, lifted(step, v128.load(items + at), v128.load(before + at), v128.load(after + at)));
  }
}

// @ts-ignore: decorator
@inline function lifted(step: u32, item: v128, before: v128, after: v128): v128 {
  if (step == EVEN_53) return i32x4.sub(item, i32x4.shr_s(i32x4.add(i32x4.add(before, after), i32x4.splat(2)), 2));
  if (step == ODD_53) return i32x4.add(item, i32x4.shr_s(i32x4.add(before, after), 1));
  const factor =
    step == EVEN_97_FIRST ? DELTA : step == ODD_97_FIRST ? GAMMA : step == EVEN_97_LAST ? BETA : ALPHA;
  return f32x4.sub(item, f32x4.mul(f32x4.splat(factor), f32x4.add(before, after)));
}

/** An extent of one item (F.3.6): a low one is as it is, a high one twice what it should be. */
// @ts-ignore: decorator
@inline function single<T>(place: usize, odd: usize): void {
  if (sizeof<T>() == 4 && isFloat<T>()) {
    const item = load<f32>(place);
    store<f32>(place, odd ? item * (K / 2) : item / K);
  } else if (odd) {
    store<i32>(place, load<i32>(place) >> 1);
  }
}
