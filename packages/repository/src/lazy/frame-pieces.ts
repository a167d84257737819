import { type ChunkRun, encodeEnds } from "@caterva2/blosc2";
import type { Draft } from "@caterva2/storage";
import { inOrder } from "../in-order.ts";
import { piecesOf } from "./plan.ts";
import type { LazyPlan } from "./types.ts";

/** Pieces that are computed ahead of the one that is sent or stored, so that some threads are busy and none waits for the next. */
const AHEAD = 4;

type ComputePiece = (piece: number) => Promise<ChunkRun>;

/**
 * The frame of a planned result in parts, and its length. Of compressed pieces the length is known once all are
 * there; uncompressed ones come as they are computed. @throws what computing throws
 */
export async function planFrame(
  plan: LazyPlan,
  compute: ComputePiece,
): Promise<{ readonly length: number; readonly parts: AsyncIterable<Uint8Array> | Iterable<Uint8Array> }> {
  const { cut, nchunks, rawLength } = plan;
  const runs = inOrder(piecesOf(plan), AHEAD, compute);
  if (rawLength === undefined) {
    const all = await Array.fromAsync(runs);
    const parts = framed(cut, all);
    return { length: parts.reduce((sum, part) => sum + part.byteLength, 0), parts };
  }
  const { head, tail } = encodeEnds(cut, new Array<number>(nchunks).fill(rawLength));
  const first = await runs.next();
  return { length: head.byteLength + nchunks * rawLength + tail.byteLength, parts: around(head, first, runs, tail) };
}

/** Writes the frame of a planned result while its pieces come. */
export async function writeFrame(plan: LazyPlan, compute: ComputePiece, draft: Draft): Promise<void> {
  const lengths: number[] = [];
  await draft.append(encodeEnds(plan.cut, []).head);
  for await (const run of inOrder(piecesOf(plan), AHEAD, compute)) {
    await draft.append(run.bytes);
    lengths.push(...run.lengths);
  }
  const { head, tail } = encodeEnds(plan.cut, lengths);
  await draft.append(tail);
  await draft.patch(0, head);
}

function framed(cut: LazyPlan["cut"], runs: readonly ChunkRun[]): Uint8Array[] {
  const { head, tail } = encodeEnds(
    cut,
    runs.flatMap(({ lengths }) => lengths),
  );
  return [head, ...runs.map(({ bytes }) => bytes), tail];
}

/** The first piece is there before anything is sent: what fails from the start is still an error with a status. */
async function* around(
  head: Uint8Array,
  first: IteratorResult<ChunkRun>,
  others: AsyncIterable<ChunkRun>,
  tail: Uint8Array,
): AsyncGenerator<Uint8Array> {
  yield head;
  if (first.done !== true) yield first.value.bytes;
  for await (const { bytes } of others) yield bytes;
  yield tail;
}
