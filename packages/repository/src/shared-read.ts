import type { B2ndArray } from "@caterva2/blosc2";
import type { RowSource } from "@caterva2/compute";
import {
  type AxisSelection,
  type DType,
  dropBytes,
  type NDArray,
  product,
  type Selection,
  selectionShape,
} from "@caterva2/ndarray";
import { endTurns, giveBackShared, takeShared } from "./shared-memory.ts";
import type { Caller, Crew, SharedRead } from "./types.ts";

/** Asking for help costs some 0.1 ms: smaller answers, in bytes, and fewer chunks are read alone. */
const WORTH_SHARING = 128 * 1024;
const CHUNKS_WORTH_SHARING = 4;

/** Who reads what: all that another thread must know to take part. */
export interface ReadPlace {
  readonly caller: Caller;
  readonly path: string;
  readonly etag: string;
}

/** A field of the items that are read. */
export interface ReadField {
  readonly dtype: DType;
  readonly offset: number;
}

/** An array whose large reads get the crew's help. */
export function sharedArray(array: B2ndArray, place: ReadPlace, crew: Crew | undefined): RowSource {
  const { dtype, shape, chunks } = array;
  return {
    dtype,
    shape,
    chunks,
    read: (selection) => readTogether(array, selection, place, crew),
    gather: (selection) => array.gather(selection),
  };
}

/**
 * Reads a selection, with the crew's help if it is large; with `field`, only that of each item. The bytes go back by
 * {@link giveBack}.
 */
export async function readTogether(
  array: B2ndArray,
  selection: Selection,
  place: ReadPlace,
  crew: Crew | undefined,
  field: ReadField = { dtype: array.dtype, offset: 0 },
): Promise<NDArray> {
  const shape = selectionShape(selection);
  const { dtype, offset } = field;
  const part = { offset, length: dtype.itemsize };
  const bytes = product([...shape, dtype.itemsize]);
  const worth = bytes >= WORTH_SHARING && chunksOf(selection, array.chunks) >= CHUNKS_WORTH_SHARING;
  if (bytes < WORTH_SHARING) {
    const data = new Uint8Array(bytes);
    await array.readByTurns(selection, data, undefined, part);
    return { dtype, shape, data };
  }
  const target = takeShared(bytes);
  if (crew === undefined || !worth) {
    await array.readByTurns(selection, target, undefined, part);
    return { dtype, shape, data: target };
  }
  const turns = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
  const read: SharedRead = { kind: "read", ...place, selection, part, target, turns };
  const helped = crew.help(read);
  try {
    await takeTurns(array, read);
  } catch (error) {
    endTurns(turns);
    throw error;
  } finally {
    // Nobody may write to the target any more when it is answered, or given up.
    await helped;
  }
  if (!(await helped)) await array.readByTurns(selection, target, undefined, part);
  return { dtype, shape, data: target };
}

/** One thread's part of a shared read. */
export function takeTurns(array: B2ndArray, { selection, part, target, turns }: SharedRead): Promise<void> {
  const next = new Int32Array(turns);
  return array.readByTurns(selection, target, () => Atomics.add(next, 0, 1), part);
}

/** Takes what {@link readTogether} has answered, which nobody uses any more. */
export function giveBack({ data }: NDArray): void {
  if (!giveBackShared(data)) dropBytes(data);
}

function chunksOf(selection: Selection, chunks: readonly number[]): number {
  return selection.reduce((total, axis, index) => total * chunksAlong(axis, chunks[index] ?? 1), 1);
}

function chunksAlong(axis: AxisSelection, chunk: number): number {
  if (axis.kind === "index") return 1;
  if (axis.count === 0) return 0;
  const last = axis.start + (axis.count - 1) * axis.step;
  return Math.min(axis.count, Math.floor(last / chunk) - Math.floor(axis.start / chunk) + 1);
}
