import { CatervaError } from "../errors.ts";

/** A box of items to copy between two buffers. Offsets and strides in bytes; strides may be 0 or negative. */
export interface BoxCopy {
  readonly source: Uint8Array;
  readonly sourceOffset: number;
  readonly sourceStrides: readonly number[];
  /** Must not share memory with `source`. */
  readonly target: Uint8Array;
  readonly targetOffset: number;
  readonly targetStrides: readonly number[];
  /** Items along each axis; one stride of either list belongs to each. */
  readonly shape: readonly number[];
  /** Bytes an item. */
  readonly itemsize: number;
}

interface Axis {
  extent: number;
  source: number;
  target: number;
}

/** From this many contiguous bytes on, `TypedArray.set` beats a loop over words of 8 bytes. */
const LONG_RUN = 256;
/** From this many on, words of 8 bytes through a `DataView`, which are aligned with nothing, beat aligned ones of 4. */
const SHORT_RUN = 12;

/**
 * Copies a box of any rank. Axes that are contiguous on both sides become one; long runs go by `set`,
 * short ones by the widest words that every offset and stride is aligned with.
 * @throws source.short_read when the box reaches outside one of the buffers; nothing is copied then.
 */
export function copyBox(copy: BoxCopy): void {
  const { shape, itemsize } = copy;
  if (copy.sourceStrides.length !== shape.length || copy.targetStrides.length !== shape.length) {
    throw new CatervaError("internal.unexpected", "A copy needs one stride an axis on either side.");
  }
  if (itemsize === 0 || shape.includes(0)) return;
  checkReach(copy.source, copy.sourceOffset, copy.sourceStrides, copy);
  checkReach(copy.target, copy.targetOffset, copy.targetStrides, copy);
  const axes = mergeAxes(copy);
  const last = axes.at(-1);
  let run = itemsize;
  if (last !== undefined && last.source === itemsize && last.target === itemsize) {
    run *= last.extent;
    axes.pop();
  }
  const inner = axes.pop() ?? { extent: 1, source: 0, target: 0 };
  forEachRow(axes, copy.sourceOffset, copy.targetOffset, rowCopier(copy, axes, inner, run));
}

/** Checks that the lowest and the highest byte of the box lie within the buffer. */
function checkReach(bytes: Uint8Array, offset: number, strides: readonly number[], copy: BoxCopy): void {
  let low = offset;
  let high = offset + copy.itemsize;
  for (const [axis, extent] of copy.shape.entries()) {
    const reach = (extent - 1) * (strides[axis] ?? 0);
    if (!Number.isSafeInteger(extent) || extent < 0 || !Number.isSafeInteger(reach)) low = Number.NaN;
    if (reach < 0) low += reach;
    else high += reach;
  }
  const valid = Number.isSafeInteger(low) && Number.isSafeInteger(high) && copy.itemsize > 0;
  if (!valid || low < 0 || high > bytes.byteLength) {
    throw new CatervaError("source.short_read", `The box spans ${low} to ${high} of ${bytes.byteLength} bytes.`, {
      detail: { low, high, size: bytes.byteLength },
    });
  }
}

/** Drops axes of one item and joins those that continue each other on both sides. */
function mergeAxes(copy: BoxCopy): Axis[] {
  const axes: Axis[] = [];
  for (const [index, extent] of copy.shape.entries()) {
    if (extent === 1) continue;
    const axis = { extent, source: copy.sourceStrides[index] ?? 0, target: copy.targetStrides[index] ?? 0 };
    const outer = axes.at(-1);
    if (outer !== undefined && outer.source === axis.source * extent && outer.target === axis.target * extent) {
      axes[axes.length - 1] = { ...axis, extent: outer.extent * extent };
    } else {
      axes.push(axis);
    }
  }
  return axes;
}

/** Calls `row` with the source and target offset of every combination of the outer axes. */
function forEachRow(axes: readonly Axis[], source: number, target: number, row: (s: number, t: number) => void): void {
  const position = new Array<number>(axes.length).fill(0);
  let s = source;
  let t = target;
  for (;;) {
    row(s, t);
    let level = axes.length - 1;
    for (; level >= 0; level -= 1) {
      const axis = axes[level];
      if (axis === undefined) return;
      const next = (position[level] ?? 0) + 1;
      if (next < axis.extent) {
        position[level] = next;
        s += axis.source;
        t += axis.target;
        break;
      }
      position[level] = 0;
      s -= axis.source * (axis.extent - 1);
      t -= axis.target * (axis.extent - 1);
    }
    if (level < 0) return;
  }
}

/** How one row is copied: `inner.extent` runs of `run` bytes. */
function rowCopier(copy: BoxCopy, outer: readonly Axis[], inner: Axis, run: number): (s: number, t: number) => void {
  if (run >= LONG_RUN) return longRuns(copy.source, copy.target, inner, run);
  if (run >= SHORT_RUN) return shortRuns(copy.source, copy.target, inner, run);
  const width = wordSize(copy, [...outer, inner], run);
  const from = words(copy.source, width);
  const to = words(copy.target, width);
  const count = inner.extent;
  const sourceStep = inner.source / width;
  const targetStep = inner.target / width;
  const length = run / width;
  if (length === 1) return (s, t) => copyWords(from, s / width, sourceStep, to, t / width, targetStep, count);
  if (length === 2) return (s, t) => copyPairs(from, s / width, sourceStep, to, t / width, targetStep, count);
  return (s, t) => copyRuns(from, s / width, sourceStep, to, t / width, targetStep, count, length);
}

function longRuns(source: Uint8Array, target: Uint8Array, inner: Axis, run: number): (s: number, t: number) => void {
  return (s, t) => {
    for (let index = 0; index < inner.extent; index += 1) {
      const start = s + index * inner.source;
      target.set(source.subarray(start, start + run), t + index * inner.target);
    }
  };
}

/**
 * Words of 8 bytes, of which the last may overlap the one before. As integers: a copy through float64 may change the bits of
 * a NaN.
 */
function shortRuns(source: Uint8Array, target: Uint8Array, inner: Axis, run: number): (s: number, t: number) => void {
  const from = new DataView(source.buffer, source.byteOffset, source.byteLength);
  const to = new DataView(target.buffer, target.byteOffset, target.byteLength);
  const last = run - 8;
  return (s, t) => {
    let start = s;
    let end = t;
    for (let index = 0; index < inner.extent; index += 1) {
      for (let at = 0; at < last; at += 8) to.setBigUint64(end + at, from.getBigUint64(start + at, true), true);
      to.setBigUint64(end + last, from.getBigUint64(start + last, true), true);
      start += inner.source;
      end += inner.target;
    }
  };
}

type Words = Uint8Array | Uint16Array | Uint32Array;

/** The widest word up to 4 that divides every offset and stride on both sides. 8-byte items go as two, which is as fast. */
function wordSize(copy: BoxCopy, axes: readonly Axis[], run: number): 1 | 2 | 4 {
  let bits = run | (copy.source.byteOffset + copy.sourceOffset) | (copy.target.byteOffset + copy.targetOffset);
  // The buffers' own lengths need not be aligned; `words` cuts the tail that no word reaches.
  bits |= copy.source.byteOffset | copy.target.byteOffset;
  for (const axis of axes) bits |= (axis.source % 4) | (axis.target % 4);
  if ((bits & 1) !== 0) return 1;
  return (bits & 3) !== 0 ? 2 : 4;
}

function words(bytes: Uint8Array, width: 1 | 2 | 4): Words {
  const length = Math.floor(bytes.byteLength / width);
  if (width === 4) return new Uint32Array(bytes.buffer, bytes.byteOffset, length);
  if (width === 2) return new Uint16Array(bytes.buffer, bytes.byteOffset, length);
  return bytes;
}

function copyWords(from: Words, s: number, ss: number, to: Words, t: number, ts: number, count: number): void {
  let source = s;
  let target = t;
  for (let index = 0; index < count; index += 1) {
    to[target] = from[source] ?? 0;
    source += ss;
    target += ts;
  }
}

/** Runs of two words: what 8-byte items are. */
function copyPairs(from: Words, s: number, ss: number, to: Words, t: number, ts: number, count: number): void {
  let source = s;
  let target = t;
  for (let index = 0; index < count; index += 1) {
    to[target] = from[source] ?? 0;
    to[target + 1] = from[source + 1] ?? 0;
    source += ss;
    target += ts;
  }
}

function copyRuns(
  from: Words,
  s: number,
  ss: number,
  to: Words,
  t: number,
  ts: number,
  count: number,
  length: number,
): void {
  let source = s;
  let target = t;
  for (let index = 0; index < count; index += 1) {
    for (let word = 0; word < length; word += 1) to[target + word] = from[source + word] ?? 0;
    source += ss;
    target += ts;
  }
}
