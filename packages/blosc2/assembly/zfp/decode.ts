/** Decoder: bits to cells, cells to their place in the array. */
import {
  at, cellExtents, cellSize, coefficients, extents, maxBits, maxPlanes, minBits, minExponent, numbers, powerOfTwo, rank,
  setCells, SIDE, strides,
} from "./cells";
import { cellOrder } from "./order";

/** Bits of a stream come from the lowest one of each byte on. They may be read, not used, this far beyond the end. */
export const SLACK: usize = 8192;
const CORRUPT: i32 = -1;

/** What the stream is of: floats are told from integers, and what was kept without loss from the rest. */
const INTEGERS: u32 = 1;
const REVERSIBLE: u32 = 2;
let kind: u32 = 0;

let source: usize = 0;
let bit: usize = 0;

/**
 * Decodes a block of C order.
 * @param form 0, or INTEGERS and REVERSIBLE together as they apply; the parameters before it are those of setCells
 * @returns bytes that were written, or CORRUPT
 */
export function decode(
  src: usize, srcLen: usize, dst: usize, shape: usize, axes: u32, itemSize: u32, bitsMin: i32, bitsMax: i32,
  planesMax: i32, exponentMin: i32, form: u32,
): i32 {
  kind = form;
  const size = setCells(shape, axes, itemSize, bitsMin, bitsMax, planesMax, exponentMin);
  if (size == 0) return CORRUPT;
  source = src;
  bit = 0;
  const end = srcLen << 3;
  const good = itemSize == 4 ? walkCells<f32, i32, u32>(rank, dst, end) : walkCells<f64, i64, u64>(rank, dst, end);
  return good ? <i32>size : CORRUPT;
}

/** Decodes the cells along the axes below `axis`, whose first item goes to `place`. */
function walkCells<F, I, U>(axis: u32, place: usize, end: usize): bool {
  if (axis == 0) {
    decodeCell<F, I, U>();
    if (bit > end) return false;
    scatter<F>(rank, place, 0);
    return true;
  }
  const extent = at(extents, axis - 1);
  for (let first: usize = 0; first < extent; first += SIDE) {
    store<u32>(cellExtents + <usize>((axis - 1) << 2), <u32>min(SIDE, extent - first));
    if (!walkCells<F, I, U>(axis - 1, place + first * at(strides, axis - 1), end)) return false;
  }
  return true;
}

/** Copies the part of a cell that lies in the array. */
function scatter<F>(axis: u32, place: usize, from: usize): void {
  if (axis == 0) {
    store<F>(place, load<F>(numbers + from * sizeof<F>()));
    return;
  }
  const count = at(cellExtents, axis - 1);
  const step = <usize>1 << <usize>(2 * (axis - 1));
  for (let index: usize = 0; index < count; index++) {
    scatter<F>(axis - 1, place + index * at(strides, axis - 1), from + index * step);
  }
}

// @ts-ignore: decorator
@inline function readBit(): u32 {
  const value = <u32>load<u8>(source + (bit >> 3)) >> <u32>(bit & 7);
  bit += 1;
  return value & 1;
}

/** Up to 56 bits, the first one lowest. */
// @ts-ignore: decorator
@inline function readBits(count: u64): u64 {
  const value = load<u64>(source + (bit >> 3)) >> <u64>(bit & 7);
  bit += <usize>count;
  return value & (((<u64>1) << count) - 1);
}

/** Takes zeros, `most` at most, and the one behind them if there are fewer. @returns how many zeros */
// @ts-ignore: decorator
@inline function readZeros(most: usize): usize {
  let zeros: usize = 0;
  while (zeros < most) {
    const count = min<usize>(56, most - zeros);
    const next = load<u64>(source + (bit >> 3)) >> <u64>(bit & 7);
    const found = <usize>ctz(next | (<u64>1 << <u64>count));
    zeros += found;
    bit += found;
    if (found == count) continue;
    bit += 1;
    break;
  }
  return zeros;
}

/** A cell to `numbers`. */
function decodeCell<F, I, U>(): void {
  const start = bit;
  memory.fill(numbers, 0, cellSize * sizeof<F>());
  const limit = <i32>start + maxBits;
  if (kind & INTEGERS) {
    if (kind & REVERSIBLE) readExactly<I, U>(limit);
    else {
      readPlanes<U>(limit, maxPlanes);
      transform<I, U>();
    }
  } else if (readBit()) {
    if ((kind & REVERSIBLE) && readBit()) {
      readExactly<I, U>(limit);
      unfold<I, U>();
    } else {
      const exponentBits: u64 = sizeof<F>() == 4 ? 8 : 11;
      const exponent = <i32>readBits(exponentBits) - ((1 << (<i32>exponentBits - 1)) - 1);
      if (kind & REVERSIBLE) readExactly<I, U>(limit);
      else {
        readPlanes<U>(limit, min(maxPlanes, max(0, exponent - minExponent + 2 * <i32>rank + 2)));
        transform<I, U>();
      }
      scale<F, I>(exponent);
    }
  }
  bit = max(bit, start + <usize>minBits);
}

/** Integers that were kept without loss: how many bit planes they have, then these. */
function readExactly<I, U>(limit: i32): void {
  const planes = <i32>readBits(sizeof<U>() == 4 ? 5 : 6) + 1;
  readPlanes<U>(limit, planes);
  place<U>();
  for (let axis = rank; axis > 0; axis--) {
    const step = <usize>1 << <usize>(2 * (axis - 1));
    for (let first: usize = 0; first < cellSize; first++) {
      if (((first >> <usize>(2 * (axis - 1))) & 3) == 0) sumUp<I>(numbers + first * sizeof<I>(), step * sizeof<I>());
    }
  }
}

/** Four differences, each of the ones before, to the numbers, `stride` bytes apart. */
// @ts-ignore: decorator
@inline function sumUp<I>(first: usize, stride: usize): void {
  const x = load<I>(first);
  let y = load<I>(first + stride);
  let z = load<I>(first + 2 * stride);
  let w = load<I>(first + 3 * stride);
  w += z;
  z += y;
  w += z;
  y += x;
  z += y;
  w += z;
  store<I>(first + stride, y);
  store<I>(first + 2 * stride, z);
  store<I>(first + 3 * stride, w);
}

/** Integers in two's complement to the sign and magnitude that a float's bits are. */
function unfold<I, U>(): void {
  const mask: U = ~(<U>1 << <U>((sizeof<U>() << 3) - 1));
  for (let index: usize = 0; index < cellSize; index++) {
    const at = numbers + index * sizeof<U>();
    if (load<I>(at) < 0) store<U>(at, load<U>(at) ^ mask);
  }
}

/** The most significant `planes` bit planes of the coefficients, as far as they go before bit `limit`. */
function readPlanes<U>(limit: i32, planes: i32): void {
  const size = cellSize;
  const width = <i32>(sizeof<U>() << 3);
  const lowest = max(0, width - planes);
  memory.fill(coefficients, 0, size * sizeof<U>());
  /** Coefficients that have a bit in this plane or had one in an earlier plane come first: each has one bit. */
  let known: usize = 0;
  for (let plane = width - 1; plane >= lowest && <i32>bit < limit; plane--) {
    const verbatim = min(known, <usize>(limit - <i32>bit));
    for (let done: usize = 0; done < verbatim; done += 32) {
      let bits = readBits(<u64>min(<usize>32, verbatim - done));
      for (; bits; bits &= bits - 1) setBit<U>(done + <usize>ctz(bits), plane);
    }
    // Then, as long as a bit says that one more of the others has a bit here, those up to that one.
    while (known < size && <i32>bit < limit && readBit()) {
      known += readZeros(min(size - 1 - known, <usize>(limit - <i32>bit)));
      setBit<U>(known, plane);
      known++;
    }
  }
}

// @ts-ignore: decorator
@inline function setBit<U>(index: usize, plane: i32): void {
  const place = coefficients + index * sizeof<U>();
  store<U>(place, load<U>(place) | (<U>1 << <U>plane));
}

/** Coefficients in order of their frequencies to the places of the cell, as integers. */
function place<U>(): void {
  const mask: U = sizeof<U>() == 4 ? <U>0xaaaaaaaa : <U>0xaaaaaaaaaaaaaaaa;
  const order = cellOrder(rank);
  for (let index: usize = 0; index < cellSize; index++) {
    const coefficient = load<U>(coefficients + index * sizeof<U>());
    const to = <usize>load<u8>(order + index);
    // The digits of the stored number are those of base -2.
    store<U>(numbers + to * sizeof<U>(), (coefficient ^ mask) - mask);
  }
}

/** Coefficients to the numbers of the cell, as integers. */
function transform<I, U>(): void {
  place<U>();
  const end = numbers + cellSize * sizeof<I>();
  for (let axis = rank; axis > 1; axis--) {
    const step = sizeof<I>() << <usize>(2 * (axis - 1));
    for (let group = numbers; group < end; group += 4 * step) {
      for (let first = group; first < group + step; first += 16) liftVectors<I>(first, step);
    }
  }
  for (let first = numbers; first < end; first += 4 * sizeof<I>()) lift<I>(first, sizeof<I>());
}

/** The inverse transform of some times four numbers, `stride` bytes apart: side by side in vectors. */
// @ts-ignore: decorator
@inline function liftVectors<I>(first: usize, stride: usize): void {
  let x = v128.load(first);
  let y = v128.load(first + stride);
  let z = v128.load(first + 2 * stride);
  let w = v128.load(first + 3 * stride);
  y = v128.add<I>(y, v128.shr<I>(w, 1));
  w = v128.sub<I>(w, v128.shr<I>(y, 1));
  y = v128.add<I>(y, w);
  w = v128.sub<I>(v128.shl<I>(w, 1), y);
  z = v128.add<I>(z, x);
  x = v128.sub<I>(v128.shl<I>(x, 1), z);
  y = v128.add<I>(y, z);
  z = v128.sub<I>(v128.shl<I>(z, 1), y);
  w = v128.add<I>(w, x);
  x = v128.sub<I>(v128.shl<I>(x, 1), w);
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
  y += w >> 1;
  w -= y >> 1;
  y += w;
  w = (w << 1) - y;
  z += x;
  x = (x << 1) - z;
  y += z;
  z = (z << 1) - y;
  w += x;
  x = (x << 1) - w;
  store<I>(first, x);
  store<I>(first + stride, y);
  store<I>(first + 2 * stride, z);
  store<I>(first + 3 * stride, w);
}

/** Integers to floats: two bits below the sign stand for the common exponent. */
function scale<F, I>(exponent: i32): void {
  const unit = <F>powerOfTwo(exponent - (<i32>(sizeof<F>() << 3) - 2));
  for (let index: usize = 0; index < cellSize; index++) {
    const place = numbers + index * sizeof<F>();
    store<F>(place, unit * <F>load<I>(place));
  }
}
