/** Encoder: cells of the array to integers, transformed, and their bit planes. Each step mirrors one of the decoder. */
import {
  at, cellExtents, cellSize, coefficients, extents, maxBits, maxPlanes, minBits, minExponent, numbers, powerOfTwo, rank,
  setCells, SIDE, strides,
} from "./cells";
import { cellOrder } from "./order";

/** The stream is made of words, the first bit lowest; `bit` counts what was written. */
let target: usize = 0;
let bit: usize = 0;
let word: u64 = 0;
/** One bit plane of a cell. */
const plane: usize = memory.data(32, 16);

/**
 * Encodes a block of C order; the last six parameters are those of setCells. A cell takes at most as many bits as
 * `bitsMin` says or (its items + 1) x (bits of an item + 1), whatever is more: the host leaves room for all.
 * @returns bytes that were written, a multiple of 8; 0 if there is no such block
 */
export function encode(
  src: usize, dst: usize, shape: usize, axes: u32, itemSize: u32, bitsMin: i32, bitsMax: i32, planesMax: i32,
  exponentMin: i32,
): usize {
  if (setCells(shape, axes, itemSize, bitsMin, bitsMax, planesMax, exponentMin) == 0) return 0;
  target = dst;
  bit = 0;
  word = 0;
  if (itemSize == 4) walkCells<f32, i32, u32>(rank, src);
  else walkCells<f64, i64, u64>(rank, src);
  if (bit & 63) store<u64>(target + (bit >> 6 << 3), word);
  return (bit + 63) >> 6 << 3;
}

/** Encodes the cells along the axes below `axis`, whose first item stands at `place`. */
function walkCells<F, I, U>(axis: u32, place: usize): void {
  if (axis == 0) {
    gather<F>(rank, place, 0);
    encodeCell<F, I, U>();
    return;
  }
  const extent = at(extents, axis - 1);
  for (let first: usize = 0; first < extent; first += SIDE) {
    store<u32>(cellExtents + <usize>((axis - 1) << 2), <u32>min(SIDE, extent - first));
    walkCells<F, I, U>(axis - 1, place + first * at(strides, axis - 1));
  }
}

/** Copies a cell. What the array lacks of it is filled: the last of the four items is the first, the third the second. */
function gather<F>(axis: u32, place: usize, to: usize): void {
  if (axis == 0) {
    store<F>(numbers + to * sizeof<F>(), load<F>(place));
    return;
  }
  const count = at(cellExtents, axis - 1);
  const step = <usize>1 << <usize>(2 * (axis - 1));
  for (let index: usize = 0; index < SIDE; index++) {
    const from = index < count ? index : index == 3 ? 0 : min<usize>(1, count - 1);
    gather<F>(axis - 1, place + from * at(strides, axis - 1), to + index * step);
  }
}

/** Appends up to 64 bits, the first one lowest. */
function writeBits(bits: u64, count: usize): void {
  if (count == 0) return;
  const filled = bit & 63;
  if (count < 64) bits &= (<u64>1 << <u64>count) - 1;
  word |= bits << <u64>filled;
  bit += count;
  if (filled + count < 64) return;
  store<u64>(target + ((bit - count) >> 6 << 3), word);
  word = filled == 0 ? 0 : bits >> <u64>(64 - filled);
}

function encodeCell<F, I, U>(): void {
  const start = bit;
  const exponentBits: usize = sizeof<F>() == 4 ? 8 : 11;
  const bias = (1 << (<i32>exponentBits - 1)) - 1;
  const exponent = commonExponent<F>(bias);
  const planes = min(maxPlanes, max(0, exponent - minExponent + 2 * <i32>rank + 2));
  if (planes > 0 && exponent > -bias) {
    writeBits(2 * <u64>(exponent + bias) + 1, exponentBits + 1);
    quantize<F, I>(exponent);
    transform<I, U>();
    writePlanes<I>(<i32>start + maxBits, planes);
  } else {
    writeBits(0, 1);
  }
  for (let left = <i32>start + minBits - <i32>bit; left > 0; left -= 64) writeBits(0, <usize>min(64, left));
}

/** Exponent of two above all numbers of the cell; that of 0 is the lowest. */
function commonExponent<F>(bias: i32): i32 {
  let largest: F = 0;
  for (let index: usize = 0; index < cellSize; index++) {
    const size = abs<F>(load<F>(numbers + index * sizeof<F>()));
    if (largest < size) largest = size;
  }
  if (largest == 0) return -bias;
  const stored = <i32>((reinterpret<u64>(<f64>largest) >> 52) & 0x7ff);
  // The C library that others use gives an infinite number the exponent 0.
  if (stored == 0x7ff) return 0;
  return max(stored - 1022, 1 - bias);
}

/** Floats to integers, two bits below the sign for the common exponent. */
function quantize<F, I>(exponent: i32): void {
  const unit = <F>powerOfTwo(<i32>(sizeof<F>() << 3) - 2 - exponent);
  const bound = <F>powerOfTwo(<i32>(sizeof<F>() << 3) - 1);
  for (let index: usize = 0; index < cellSize; index++) {
    const place = numbers + index * sizeof<F>();
    const value = unit * load<F>(place);
    // What has no integer becomes the lowest one, as processors do it for the C library.
    const fits = abs<F>(value) < bound;
    store<I>(place, fits ? <I>value : <I>1 << <I>((sizeof<I>() << 3) - 1));
  }
}

/** The cell's integers to coefficients in order of their frequencies, with the digits of base -2. */
function transform<I, U>(): void {
  const end = numbers + cellSize * sizeof<I>();
  for (let first = numbers; first < end; first += 4 * sizeof<I>()) lift<I>(first, sizeof<I>());
  for (let axis: u32 = 2; axis <= rank; axis++) {
    const step = sizeof<I>() << <usize>(2 * (axis - 1));
    for (let group = numbers; group < end; group += 4 * step) {
      for (let first = group; first < group + step; first += 16) liftVectors<I>(first, step);
    }
  }
  const mask: U = sizeof<U>() == 4 ? <U>0xaaaaaaaa : <U>0xaaaaaaaaaaaaaaaa;
  const order = cellOrder(rank);
  for (let index: usize = 0; index < cellSize; index++) {
    const from = <usize>load<u8>(order + index);
    store<U>(coefficients + index * sizeof<U>(), (load<U>(numbers + from * sizeof<U>()) + mask) ^ mask);
  }
}

/** The transform of some times four numbers, `stride` bytes apart: side by side in vectors. */
// @ts-ignore: decorator
@inline function liftVectors<I>(first: usize, stride: usize): void {
  let x = v128.load(first);
  let y = v128.load(first + stride);
  let z = v128.load(first + 2 * stride);
  let w = v128.load(first + 3 * stride);
  x = v128.shr<I>(v128.add<I>(x, w), 1);
  w = v128.sub<I>(w, x);
  z = v128.shr<I>(v128.add<I>(z, y), 1);
  y = v128.sub<I>(y, z);
  x = v128.shr<I>(v128.add<I>(x, z), 1);
  z = v128.sub<I>(z, x);
  w = v128.shr<I>(v128.add<I>(w, y), 1);
  y = v128.sub<I>(y, w);
  w = v128.add<I>(w, v128.shr<I>(y, 1));
  y = v128.sub<I>(y, v128.shr<I>(w, 1));
  v128.store(first, x);
  v128.store(first + stride, y);
  v128.store(first + 2 * stride, z);
  v128.store(first + 3 * stride, w);
}

/** The same for four numbers. */
// @ts-ignore: decorator
@inline function lift<I>(first: usize, stride: usize): void {
  let x = load<I>(first);
  let y = load<I>(first + stride);
  let z = load<I>(first + 2 * stride);
  let w = load<I>(first + 3 * stride);
  x = (x + w) >> 1;
  w -= x;
  z = (z + y) >> 1;
  y -= z;
  x = (x + z) >> 1;
  z -= x;
  w = (w + y) >> 1;
  y -= w;
  w += y >> 1;
  y -= w >> 1;
  store<I>(first, x);
  store<I>(first + stride, y);
  store<I>(first + 2 * stride, z);
  store<I>(first + 3 * stride, w);
}

/** The most significant `planes` bit planes of the coefficients, as far as they go before bit `limit`. */
function writePlanes<I>(limit: i32, planes: i32): void {
  const size = cellSize;
  const width = <i32>(sizeof<I>() << 3);
  const lowest = max(0, width - planes);
  /** Coefficients that have a bit in this plane or had one in an earlier plane come first: each has one bit. */
  let known: usize = 0;
  for (let level = width - 1; level >= lowest && <i32>bit < limit; level--) {
    const end = takePlane<I>();
    const verbatim = min(known, <usize>(limit - <i32>bit));
    for (let done: usize = 0; done < verbatim; done += 64) {
      writeBits(load<u64>(plane + (done >> 3)), min<usize>(64, verbatim - done));
    }
    // Then, as long as one more of the others has a bit here, those up to that one.
    while (known < size && <i32>bit < limit) {
      writeBits(known < end ? 1 : 0, 1);
      if (known >= end) break;
      known += writeZeros(known, min(size - 1 - known, <usize>(limit - <i32>bit))) + 1;
    }
  }
}

/**
 * Puts the highest bit of each coefficient into `plane`, and shifts the next one there.
 * @returns how many coefficients there are up to the last one that had it
 */
// @ts-ignore: decorator
@inline function takePlane<I>(): usize {
  const lanes: usize = 16 / sizeof<I>();
  let end: usize = 0;
  let place = coefficients;
  for (let first: usize = 0; first < cellSize; first += 64) {
    let bits: u64 = 0;
    const count = min<usize>(64, cellSize - first);
    for (let index: usize = 0; index < count; index += lanes, place += 16) {
      const items = v128.load(place);
      bits |= <u64>v128.bitmask<I>(items) << <u64>index;
      v128.store(place, v128.shl<I>(items, 1));
    }
    store<u64>(plane + (first >> 3), bits);
    if (bits) end = first + 64 - <usize>clz(bits);
  }
  return end;
}

/** Writes the zeros of the plane from `from` on, `most` at most, and the one behind them if there are fewer. @returns how many zeros */
// @ts-ignore: decorator
@inline function writeZeros(from: usize, most: usize): usize {
  let zeros: usize = 0;
  while (zeros < most) {
    const at = from + zeros;
    const count = min<usize>(64 - (at & 63), most - zeros);
    const found = <usize>ctz(load<u64>(plane + (at >> 6 << 3)) >> <u64>(at & 63));
    if (found < count) {
      writeBits(<u64>1 << <u64>found, found + 1);
      return zeros + found;
    }
    writeBits(0, count);
    zeros += count;
  }
  return zeros;
}
