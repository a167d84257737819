import { type ChunkCodec, chunkSelection } from "@caterva2/blosc2";
import type { LazyArray } from "@caterva2/compute";
import { checkChunkNumber, computedChunk } from "../computed-chunk.ts";
import { isLight } from "./plan.ts";

/** A chunk of a lazy array; undefined if it is to be light and is not. @throws chunk.out_of_range */
export async function lazyChunk(
  array: LazyArray,
  nchunk: number,
  codec: ChunkCodec,
  light: boolean,
): Promise<Uint8Array | undefined> {
  checkChunkNumber(array, nchunk);
  if (light && !isLight(array, chunkSelection(array, nchunk))) return undefined;
  return computedChunk(array, nchunk, codec);
}
