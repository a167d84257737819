import type { B2ndArray } from "@caterva2/blosc2";
import type { RowSource } from "@caterva2/compute";
import { type AxisSelection, type NDArray, product, type Selection, selectionShape } from "@caterva2/ndarray";
import type { Caller, Crew, SharedRead } from "./types.ts";

/** Asking for help costs some 0.1 ms: smaller answers, in bytes, and fewer chunks are read alone. */
const WORTH_SHARING = 128 * 1024;
const CHUNKS_WORTH_SHARING = 4;

/** A turn beyond all chunks; helpers still count on from it. */
const NO_MORE_TURNS = 0x4000_0000;

/** Who reads what: all that another thread must know to take part. */
export interface ReadPlace {
  readonly caller: Caller;
  readonly path: string;
  readonly etag: string;
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

/** Reads a selection, with the crew's help if it is large. */
export async function readTogether(
  array: B2ndArray,
  selection: Selection,
  place: ReadPlace,
  crew: Crew | undefined,
): Promise<NDArray> {
  const shape = selectionShape(selection);
  const bytes = product([...shape, array.dtype.itemsize]);
  const worth = bytes >= WORTH_SHARING && chunksOf(selection, array.chunks) >= CHUNKS_WORTH_SHARING;
  if (crew === undefined || !worth) return array.read(selection);
  const read: SharedRead = {
    ...place,
    selection,
    target: new SharedArrayBuffer(bytes),
    turns: new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT),
  };
  const helped = crew.help(read);
  try {
    await takeTurns(array, read);
  } catch (error) {
    // Those who help stop, too.
    Atomics.store(new Int32Array(read.turns), 0, NO_MORE_TURNS);
    throw error;
  } finally {
    // Nobody may write to the target any more when it is answered, or given up.
    await helped;
  }
  if (!(await helped)) return array.read(selection);
  return { dtype: array.dtype, shape, data: new Uint8Array(read.target) };
}

/** One thread's part of a shared read. */
export function takeTurns(array: B2ndArray, { selection, target, turns }: SharedRead): Promise<void> {
  const next = new Int32Array(turns);
  return array.readByTurns(selection, new Uint8Array(target), () => Atomics.add(next, 0, 1));
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
