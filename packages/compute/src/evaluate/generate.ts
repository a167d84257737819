import { CatervaError, product } from "@caterva2/ndarray";
import type { Diagonal, Ramp } from "../graph/node.ts";
import type { Region } from "../graph/view.ts";
import type { ElementType } from "../types/element-type.ts";
import { bytesOf } from "./native.ts";

const ARRAYS = {
  i1: Int8Array,
  i2: Int16Array,
  i4: Int32Array,
  u1: Uint8Array,
  u2: Uint16Array,
  u4: Uint32Array,
  f2: Float16Array,
  f4: Float32Array,
  f8: Float64Array,
} as const;

/** The items of a constructor in a region of its shape. */
export function generate(
  formula: Ramp | Diagonal,
  type: ElementType,
  shape: readonly number[],
  region: Region,
): Uint8Array {
  return formula.kind === "eye" ? eye(formula.k, region) : ramp(formula, type, shape, region);
}

function eye(k: number, region: Region): Uint8Array {
  const [rows, columns] = region;
  const height = rows?.count ?? 0;
  const width = columns?.count ?? 0;
  const result = new Uint8Array(height * width);
  if (rows === undefined || columns === undefined) return result;
  for (let row = 0; row < height; row += 1) {
    const column = rows.start + row * rows.step + k - columns.start;
    if (column >= 0 && column % columns.step === 0 && column / columns.step < width) {
      result[row * width + column / columns.step] = 1;
    }
  }
  return result;
}

function ramp(formula: Ramp, type: ElementType, shape: readonly number[], region: Region): Uint8Array {
  const count = product(region.map((span) => span.count));
  const total = product(shape);
  if (type === "i8" || type === "u8") return wideRamp(formula, count, shape, region);
  if (!isNumberType(type)) throw new CatervaError("internal.unexpected", `A ramp of ${type}.`);
  const make = ARRAYS[type];
  const items = new make(count);
  const start = Number(formula.start);
  const step = Number(formula.step);
  const round = type === "f4" ? Math.fround : (value: number) => value;
  forEachIndex(shape, region, (at, index) => {
    items[at] = start + round(index * step);
    if (formula.last !== undefined && index === total - 1) items[at] = formula.last;
  });
  return bytesOf(items);
}

function wideRamp(formula: Ramp, count: number, shape: readonly number[], region: Region): Uint8Array {
  const items = new BigInt64Array(count);
  const start = BigInt(formula.start);
  const step = BigInt(formula.step);
  forEachIndex(shape, region, (at, index) => {
    items[at] = start + step * BigInt(index);
  });
  return bytesOf(items);
}

/** Calls with each place in the region and the C-order position in the whole. */
function forEachIndex(shape: readonly number[], region: Region, visit: (at: number, index: number) => void): void {
  const strides = new Array<number>(shape.length).fill(1);
  for (let axis = shape.length - 2; axis >= 0; axis -= 1) {
    strides[axis] = (strides[axis + 1] ?? 1) * (shape[axis + 1] ?? 1);
  }
  const count = product(region.map((span) => span.count));
  const inner = region.at(-1) ?? { start: 0, step: 1, count: 1 };
  const outer = region.slice(0, -1);
  const position = outer.map(() => 0);
  for (let at = 0; at < count; ) {
    let index = inner.start;
    for (const [axis, span] of outer.entries()) {
      index += (span.start + (position[axis] ?? 0) * span.step) * (strides[axis] ?? 0);
    }
    for (let column = 0; column < inner.count; column += 1, at += 1, index += inner.step) visit(at, index);
    for (let axis = outer.length - 1; axis >= 0; axis -= 1) {
      position[axis] = (position[axis] ?? 0) + 1;
      if ((position[axis] ?? 0) < (outer[axis]?.count ?? 0)) break;
      position[axis] = 0;
    }
  }
}

function isNumberType(type: ElementType): type is keyof typeof ARRAYS {
  return Object.hasOwn(ARRAYS, type);
}
