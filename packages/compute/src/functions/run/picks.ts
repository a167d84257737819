import { product, shapeText } from "@caterva2/ndarray";
import { viewAs } from "../../evaluate/native.ts";
import { refuse } from "../../language/refuse.ts";
import { sameShape } from "../../types/broadcast.ts";
import { isContiguous, itemsOf, type Piece, pieceOf, writeItems } from "../memory/piece.ts";
import type { Runtime } from "./runtime.ts";

/** Positions along one axis (or, for a mask, several that are taken as one) of which items are taken. */
export interface Picks {
  readonly axis: number;
  /** Axes that the positions count over, in C order. */
  readonly axes: number;
  readonly positions: ArrayLike<number>;
  /** What stands in the result for these axes. */
  readonly shape: readonly number[];
}

/** The positions that a mask leaves of the axes from `from` on; `axis`: where they stand in the view. @throws Refusal */
export function maskPicks(piece: Piece, mask: Piece, from: number, axis: number): Picks {
  const covered = piece.shape.slice(from, from + mask.shape.length);
  if (!sameShape(covered, mask.shape)) {
    return refuse(`a mask of the shape ${shapeText(mask.shape)} for axes of the shape ${shapeText(covered)}`);
  }
  const flags = itemsOf(mask);
  let count = 0;
  for (const flag of flags) count += flag === 0 ? 0 : 1;
  const positions = new Float64Array(count);
  for (let at = 0, found = 0; at < flags.length; at += 1) {
    if (flags[at] !== 0) {
      positions[found] = at;
      found += 1;
    }
  }
  return { axis, axes: mask.shape.length, positions, shape: [count] };
}

/** The items at some positions, copied. */
export function picked(runtime: Runtime, view: Piece, picks: Picks): Piece {
  const { outer, extent, run } = layout(view, picks);
  const shape = [...view.shape.slice(0, picks.axis), ...picks.shape, ...view.shape.slice(picks.axis + picks.axes)];
  const count = picks.positions.length;
  runtime.meter.allocate(outer * count * run);
  const source = itemsOf(view);
  const target = new Uint8Array(outer * count * run);
  copyRuns(source, target, run, (move) => {
    for (let o = 0, to = 0; o < outer; o += 1) {
      for (let at = 0; at < count; at += 1, to += 1) move(o * extent + (picks.positions[at] ?? 0), to);
    }
  });
  return pieceOf(target, view.dtype, shape);
}

/** Writes items to the positions that they were taken from. */
export function putBack(view: Piece, picks: Picks, part: Piece): void {
  const { outer, extent, run } = layout(view, picks);
  const whole = isContiguous(view) ? itemsOf(view) : itemsOf(view).slice();
  copyRuns(itemsOf(part), whole, run, (move) => {
    for (let o = 0, from = 0; o < outer; o += 1) {
      for (let at = 0; at < picks.positions.length; at += 1, from += 1) {
        move(from, o * extent + (picks.positions[at] ?? 0));
      }
    }
  });
  if (!isContiguous(view)) writeItems(view, whole, view.shape);
}

/** Runs of bytes: `outer` times `extent` positions of `run` bytes each. */
function layout(view: Piece, { axis, axes }: Picks) {
  return {
    outer: product(view.shape.slice(0, axis)),
    extent: product(view.shape.slice(axis, axis + axes)),
    run: product(view.shape.slice(axis + axes)) * view.dtype.itemsize,
  };
}

/** Calls `moves` with a function that copies run number `from` of the source to run number `to` of the target. */
function copyRuns(
  source: Uint8Array,
  target: Uint8Array,
  run: number,
  moves: (move: (from: number, to: number) => void) => void,
): void {
  const at = (index: number) => index * run;
  if (run === 8 && source.byteOffset % 8 === 0 && target.byteOffset % 8 === 0) {
    const [from, to] = [viewAs(BigUint64Array, source), viewAs(BigUint64Array, target)];
    moves((a, b) => {
      to[b] = from[a] ?? 0n;
    });
  } else if (run === 4 && source.byteOffset % 4 === 0 && target.byteOffset % 4 === 0) {
    const [from, to] = [viewAs(Uint32Array, source), viewAs(Uint32Array, target)];
    moves((a, b) => {
      to[b] = from[a] ?? 0;
    });
  } else moves((a, b) => target.set(source.subarray(at(a), at(a + 1)), at(b)));
}
