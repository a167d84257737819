import { CatervaError, copyBox, cStrides, type DType, product } from "@caterva2/ndarray";
import { sameShape } from "../../types/broadcast.ts";

/**
 * An array in memory: items of one buffer, found by strides in bytes (0 repeats, negative runs backwards). Slices of it
 * are pieces over the same buffer, so that what is written to one shows in the other, as in NumPy.
 */
export interface Piece {
  /** Native byte order. */
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly strides: readonly number[];
  readonly offset: number;
  readonly data: Uint8Array;
  /** True for NumPy's scalars: nobody can write to them. */
  readonly scalar: boolean;
}

/** A piece over items in C order. */
export function pieceOf(data: Uint8Array, dtype: DType, shape: readonly number[], scalar = false): Piece {
  return { dtype, shape, strides: cStrides(shape, dtype.itemsize), offset: 0, data, scalar };
}

export function isContiguous(piece: Piece): boolean {
  const expected = cStrides(piece.shape, piece.dtype.itemsize);
  return piece.shape.every((extent, axis) => extent === 1 || piece.strides[axis] === expected[axis]);
}

/** The items in C order; a part of the buffer itself where they lie so. */
export function itemsOf(piece: Piece): Uint8Array {
  const { shape, dtype, data, offset, strides } = piece;
  const size = product([...shape, dtype.itemsize]);
  if (size === 0) return new Uint8Array(0);
  if (isContiguous(piece)) return data.subarray(offset, offset + size);
  const target = new Uint8Array(size);
  const targetStrides = cStrides(shape, dtype.itemsize);
  const from = { source: data, sourceOffset: offset, sourceStrides: strides };
  copyBox({ ...from, target, targetOffset: 0, targetStrides, shape, itemsize: dtype.itemsize });
  return target;
}

/** Writes items in C order, of a shape that broadcasts to the piece's, to the piece. They may be the piece's own. */
export function writeItems(piece: Piece, items: Uint8Array, shape: readonly number[]): void {
  const { dtype } = piece;
  const own = items.buffer === piece.data.buffer ? items.slice() : items;
  const inner = cStrides(shape, dtype.itemsize);
  const shift = piece.shape.length - shape.length;
  const sourceStrides = piece.shape.map((_, axis) => (shape[axis - shift] === 1 ? 0 : (inner[axis - shift] ?? 0)));
  const into = { target: piece.data, targetOffset: piece.offset, targetStrides: piece.strides };
  copyBox({ source: own, sourceOffset: 0, sourceStrides, ...into, shape: piece.shape, itemsize: dtype.itemsize });
}

/** True if a shape can be written to a piece: its axes are the piece's or repeat; ones in front do not count. */
export function fitsInto(shape: readonly number[], target: readonly number[]): readonly number[] | undefined {
  let inner = shape;
  while (inner.length > target.length && inner[0] === 1) inner = inner.slice(1);
  const shift = target.length - inner.length;
  const fits = shift >= 0 && inner.every((extent, axis) => extent === 1 || extent === target[axis + shift]);
  return fits ? inner : undefined;
}

/** The same items in C order in another shape: a view where the items lie in C order, else a copy. */
export function reshaped(piece: Piece, shape: readonly number[]): Piece {
  if (product(shape) !== product(piece.shape)) {
    throw new CatervaError("internal.unexpected", "A shape of another number of items.");
  }
  if (sameShape(piece.shape, shape)) return piece;
  if (!isContiguous(piece)) return pieceOf(itemsOf(piece).slice(), piece.dtype, shape);
  return { ...piece, shape, strides: cStrides(shape, piece.dtype.itemsize), scalar: false };
}

/** Axis `k` of the result is axis `order[k]`. */
export function permutedPiece(piece: Piece, order: readonly number[]): Piece {
  const of = (list: readonly number[]) => order.map((axis) => list[axis] ?? 0);
  return { ...piece, shape: of(piece.shape), strides: of(piece.strides) };
}
