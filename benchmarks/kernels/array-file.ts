/** A stored array for the slice cases: opened once, read by one thread or two. */
import { basename, dirname } from "node:path";
import { type B2ndArray, type ChunkCodec, openB2nd } from "@caterva2/blosc2";
import type { Selection } from "@caterva2/ndarray";
import { fsStorage } from "@caterva2/storage";

/** A read that two threads share: what both need to know. */
export interface SharedSlice {
  readonly selection: Selection;
  readonly target: SharedArrayBuffer;
  readonly turns: SharedArrayBuffer;
}

export async function openArray(path: string, codec: ChunkCodec): Promise<B2ndArray> {
  return openB2nd(await fsStorage(dirname(path)).open(basename(path)), { codec });
}

/** One thread's part of a shared read. */
export function takeTurns(array: B2ndArray, { selection, target, turns }: SharedSlice): Promise<void> {
  const next = new Int32Array(turns);
  return array.readByTurns(selection, new Uint8Array(target), () => Atomics.add(next, 0, 1));
}
