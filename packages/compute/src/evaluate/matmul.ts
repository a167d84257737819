import { CatervaError, product } from "@caterva2/ndarray";
import type { ArrayNode, Operation } from "../graph/node.ts";
import { type Region, regionShape } from "../graph/view.ts";
import type { ElementType } from "../types/element-type.ts";
import { broadcastRegion, permuted, placeBox } from "./boxes.ts";
import { bytesOf, viewAs } from "./native.ts";
import type { RegionReader } from "./region-reader.ts";

type Matmul = Extract<Operation, { kind: "matmul" }>;

/** Rows and columns of a tile of the product, and how deep the sums go at a time. */
const SIDE = 512;
export const MATMUL_DEPTH = 1024;

/** A region of a matrix product: tile by tile, each over panels of its factors. */
export async function readMatmul(
  reader: RegionReader,
  node: ArrayNode,
  operation: Matmul,
  region: Region,
): Promise<Uint8Array> {
  const shape = regionShape(region);
  const size = node.dtype.itemsize;
  const rank = region.length;
  const result = new Uint8Array(product(shape) * size);
  const [rows, columns] = [region[rank - 2], region[rank - 1]];
  if (rows === undefined || columns === undefined) throw new CatervaError("internal.unexpected", "No matrix.");
  for (const place of positionsOf(shape.slice(0, -2))) {
    const leading = place.map((at, axis) => {
      const span = region[axis] ?? { start: 0, step: 1, count: 1 };
      return { start: span.start + at * span.step, step: 1, count: 1 };
    });
    for (let row = 0; row < rows.count; row += SIDE) {
      for (let column = 0; column < columns.count; column += SIDE) {
        const high = { ...rows, start: rows.start + row * rows.step, count: Math.min(SIDE, rows.count - row) };
        const wide = {
          ...columns,
          start: columns.start + column * columns.step,
          count: Math.min(SIDE, columns.count - column),
        };
        const tile = await productTile(reader, operation, [...leading, high, wide]);
        const box = [...leading.map(() => 1), high.count, wide.count];
        placeBox(tile, box, result, shape, [...place, row, column], size);
      }
    }
  }
  return result;
}

function* positionsOf(shape: readonly number[]): Generator<number[]> {
  const count = product(shape);
  for (let at = 0; at < count; at += 1) {
    const position = new Array<number>(shape.length).fill(0);
    let rest = at;
    for (let axis = shape.length - 1; axis >= 0; axis -= 1) {
      const extent = shape[axis] ?? 1;
      position[axis] = rest % extent;
      rest = Math.floor(rest / extent);
    }
    yield position;
  }
}

async function productTile(reader: RegionReader, operation: Matmul, tile: Region): Promise<Uint8Array> {
  const { left, right, type } = operation;
  const rank = tile.length;
  const height = tile[rank - 2]?.count ?? 0;
  const width = tile[rank - 1]?.count ?? 0;
  const depth = left.shape.at(-1) ?? 0;
  const sums = sumsOf(type, height, width);
  for (let at = 0; at < depth; at += MATMUL_DEPTH) {
    const span = { start: at, step: 1, count: Math.min(MATMUL_DEPTH, depth - at) };
    const rows = [...tile.slice(0, -1), span];
    const columns = [...tile.slice(0, -2), span, ...tile.slice(-1)];
    const a = await reader.read(left, broadcastRegion(left.shape, rows));
    const raw = await reader.read(right, broadcastRegion(right.shape, columns));
    // Both along their rows: the inner loop then walks through memory.
    const b = permuted(raw, [span.count, width], [1, 0], right.dtype.itemsize);
    sums.add(a, b, span.count);
    await reader.budget.step(height * width);
  }
  return sums.finish();
}

interface Sums {
  /** `height` x `depth` items, and `width` x `depth` ones. */
  add(a: Uint8Array, b: Uint8Array, depth: number): void;
  finish(): Uint8Array;
}

/** Sums of products: floats in f8, integers modulo the width of their type. */
function sumsOf(type: ElementType, height: number, width: number): Sums {
  switch (type) {
    case "f4":
      return floatSums(height, width, Float32Array);
    case "f8":
      return floatSums(height, width, Float64Array);
    case "c8":
      return complexSums(height, width, Float32Array);
    case "c16":
      return complexSums(height, width, Float64Array);
    case "i8":
    case "u8":
      return wideSums(height, width);
    case "i1":
      return integerSums(height, width, Int8Array);
    case "u1":
      return integerSums(height, width, Uint8Array);
    case "i2":
      return integerSums(height, width, Int16Array);
    case "u2":
      return integerSums(height, width, Uint16Array);
    case "i4":
      return integerSums(height, width, Int32Array);
    case "u4":
      return integerSums(height, width, Uint32Array);
    default:
      throw new CatervaError("internal.unexpected", `A matrix product of ${type}.`);
  }
}

type Floats = typeof Float32Array | typeof Float64Array;

function floatSums(height: number, width: number, make: Floats): Sums {
  const sums = new Float64Array(height * width);
  return {
    add(a, b, depth) {
      const x = Float64Array.from(viewAs<Float32Array | Float64Array>(make, a));
      const y = Float64Array.from(viewAs<Float32Array | Float64Array>(make, b));
      for (let row = 0; row < height; row += 1) {
        for (let column = 0; column < width; column += 1) {
          sums[row * width + column] =
            (sums[row * width + column] ?? 0) + dot(x, row * depth, y, column * depth, depth);
        }
      }
    },
    finish: () => bytesOf(make.from(sums)),
  };
}

function dot(x: Float64Array, atX: number, y: Float64Array, atY: number, count: number): number {
  let even = 0;
  let odd = 0;
  let k = 0;
  for (; k + 1 < count; k += 2) {
    even += (x[atX + k] ?? 0) * (y[atY + k] ?? 0);
    odd += (x[atX + k + 1] ?? 0) * (y[atY + k + 1] ?? 0);
  }
  return k < count ? even + odd + (x[atX + k] ?? 0) * (y[atY + k] ?? 0) : even + odd;
}

function complexSums(height: number, width: number, make: Floats): Sums {
  const sums = new Float64Array(2 * height * width);
  return {
    add(a, b, depth) {
      const x = viewAs<Float32Array | Float64Array>(make, a);
      const y = viewAs<Float32Array | Float64Array>(make, b);
      for (let row = 0; row < height; row += 1) {
        for (let column = 0; column < width; column += 1) {
          let re = 0;
          let im = 0;
          for (let k = 0; k < depth; k += 1) {
            const [p, q] = [2 * (row * depth + k), 2 * (column * depth + k)];
            const [c, d, e, f] = [x[p] ?? 0, x[p + 1] ?? 0, y[q] ?? 0, y[q + 1] ?? 0];
            re += c * e - d * f;
            im += c * f + d * e;
          }
          const at = 2 * (row * width + column);
          sums[at] = (sums[at] ?? 0) + re;
          sums[at + 1] = (sums[at + 1] ?? 0) + im;
        }
      }
    },
    finish: () => bytesOf(make.from(sums)),
  };
}

type Integers =
  | typeof Int8Array
  | typeof Uint8Array
  | typeof Int16Array
  | typeof Uint16Array
  | typeof Int32Array
  | typeof Uint32Array;

function integerSums(height: number, width: number, make: Integers): Sums {
  const sums = new Int32Array(height * width);
  return {
    add(a, b, depth) {
      const x = Int32Array.from(viewAs<ArrayLike<number>>(make, a));
      const y = Int32Array.from(viewAs<ArrayLike<number>>(make, b));
      for (let row = 0; row < height; row += 1) {
        for (let column = 0; column < width; column += 1) {
          let sum = sums[row * width + column] ?? 0;
          for (let k = 0; k < depth; k += 1) {
            sum = (sum + Math.imul(x[row * depth + k] ?? 0, y[column * depth + k] ?? 0)) | 0;
          }
          sums[row * width + column] = sum;
        }
      }
    },
    finish: () => bytesOf(make.from(sums)),
  };
}

/** 64 bits wrap the same, signed or not. */
function wideSums(height: number, width: number): Sums {
  const sums = new BigInt64Array(height * width);
  return {
    add(a, b, depth) {
      const x = viewAs(BigInt64Array, a);
      const y = viewAs(BigInt64Array, b);
      for (let row = 0; row < height; row += 1) {
        for (let column = 0; column < width; column += 1) {
          let sum = sums[row * width + column] ?? 0n;
          for (let k = 0; k < depth; k += 1) sum += (x[row * depth + k] ?? 0n) * (y[column * depth + k] ?? 0n);
          sums[row * width + column] = sum;
        }
      }
    },
    finish: () => bytesOf(sums),
  };
}
