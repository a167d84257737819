import { product } from "@caterva2/ndarray";
import { sameShape } from "./types/broadcast.ts";

/** Chunk and block shape of an array. */
export interface Grid {
  readonly chunks: readonly number[];
  readonly blocks: readonly number[];
}

/** What is known of an operand's grid. */
export interface OperandGrid {
  readonly shape: readonly number[];
  readonly chunks: readonly number[] | undefined;
  readonly blocks?: readonly number[];
}

const CHUNK_BYTES = 2 ** 20;
const BLOCK_BYTES = 2 ** 16;

/** The operands' grid if all that are no numbers share one and the result has their shape; else one of our choice. */
export function resultGrid(operands: readonly OperandGrid[], shape: readonly number[], itemsize: number): Grid {
  const arrays = operands.filter((operand) => operand.shape.length > 0);
  const [first] = arrays;
  const shared =
    first?.chunks !== undefined &&
    arrays.every(
      ({ shape: one, chunks, blocks }) =>
        sameShape(one, shape) &&
        sameShape(chunks ?? [], first.chunks ?? []) &&
        sameShape(blocks ?? [], first.blocks ?? []),
    );
  if (!shared || first?.chunks === undefined) return automaticGrid(shape, itemsize);
  return { chunks: first.chunks, blocks: first.blocks ?? boxOf(first.chunks, BLOCK_BYTES, itemsize) };
}

/** Chunks of about 1 MiB in blocks of about 64 KiB, long in memory. */
export function automaticGrid(shape: readonly number[], itemsize: number): Grid {
  const chunks = boxOf(shape, CHUNK_BYTES, itemsize);
  return { chunks, blocks: boxOf(chunks, BLOCK_BYTES, itemsize) };
}

/** The box at the front of a shape with at most that many bytes, whole along the last axes. */
function boxOf(shape: readonly number[], bytes: number, itemsize: number): number[] {
  const box = shape.map((extent) => Math.max(1, extent));
  for (let axis = 0; axis < box.length; axis += 1) {
    const others = product(box) / (box[axis] ?? 1);
    const room = Math.floor(bytes / Math.max(1, others * itemsize));
    // As many parts as there have to be, all about as long: the last one of the axis is padded to the length of the others.
    const extent = box[axis] ?? 1;
    box[axis] = room < 1 ? 1 : Math.ceil(extent / Math.ceil(extent / room));
    if (room >= 1) break;
  }
  return box;
}
