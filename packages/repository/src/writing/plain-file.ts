import { encodeStreamedEnds, STREAMED_START } from "@caterva2/blosc2";
import { dropBytes } from "@caterva2/ndarray";
import type { Draft } from "@caterva2/storage";
import type { Caller } from "../caller.ts";
import type { EditPlanner } from "./types.ts";

/** Uncompressed bytes of a chunk. A file of up to so many is one chunk. */
export const PLAIN_CHUNK = 4 * 1024 * 1024;

/** Chunks that are being compressed at once: one more than is needed to keep a thread busy. */
const UNDER_WAY = 2;

/**
 * Stores a plain file, whose pieces nobody else uses any more, as a compressed frame, chunk by chunk as it comes: in memory are a few chunks, whatever its
 * size. The header, which says how long it all is, comes last.
 */
export async function storePlain(
  pieces: AsyncIterable<Uint8Array>,
  draft: Draft,
  planner: EditPlanner,
  caller: Caller,
): Promise<void> {
  const chunks = chunksOf(pieces);
  const first = await chunks.next();
  const second = first.done === true ? first : await chunks.next();
  if (second.done === true) {
    return draft.append(await planner.plainFrame(caller, first.value ?? new Uint8Array(0)));
  }
  const lengths: number[] = [];
  let nbytes = 0;
  const pending: Promise<Uint8Array>[] = [];
  const store = async () => {
    const chunk = await pending.shift();
    if (chunk === undefined) return;
    lengths.push(chunk.byteLength);
    await draft.append(chunk);
  };
  const compress = async (chunk: Uint8Array) => {
    nbytes += chunk.byteLength;
    const job = planner.plainChunk(caller, chunk);
    // Whoever stores it meets the error; until then it must not count as unhandled.
    job.catch(() => undefined);
    pending.push(job);
    if (pending.length >= UNDER_WAY) await store();
  };
  await draft.append(new Uint8Array(STREAMED_START));
  if (first.value !== undefined) await compress(first.value);
  await compress(second.value);
  for await (const chunk of chunks) await compress(chunk);
  while (pending.length > 0) await store();
  const { head, tail } = encodeStreamedEnds({ nbytes, chunksize: PLAIN_CHUNK, lengths });
  await draft.append(tail);
  await draft.patch(0, head);
}

/** The bytes of the pieces in chunks of {@link PLAIN_CHUNK}, the last one shorter; each has memory of its own. */
async function* chunksOf(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, undefined> {
  let chunk = new Uint8Array(PLAIN_CHUNK);
  let filled = 0;
  for await (const piece of pieces) {
    for (let at = 0; at < piece.byteLength; ) {
      const part = piece.subarray(at, at + PLAIN_CHUNK - filled);
      chunk.set(part, filled);
      filled += part.byteLength;
      at += part.byteLength;
      if (filled < PLAIN_CHUNK) continue;
      yield chunk;
      chunk = new Uint8Array(PLAIN_CHUNK);
      filled = 0;
    }
    dropBytes(piece);
  }
  if (filled > 0) yield chunk.slice(0, filled);
  return undefined;
}
