import { type ChunkCodec, chunkSelection, chunkSizes, encodeRun } from "@caterva2/blosc2";
import type { LazyArray } from "@caterva2/compute";
import { CatervaError } from "@caterva2/ndarray";
import { isLight } from "./plan.ts";

/**
 * Chunk `nchunk` of the grid of a lazy array, computed and compressed; undefined if it is to be light and is not.
 * @throws chunk.out_of_range
 */
export async function lazyChunk(
  array: LazyArray,
  nchunk: number,
  codec: ChunkCodec,
  light: boolean,
): Promise<Uint8Array | undefined> {
  const { nchunks } = chunkSizes(array);
  if (nchunk < 0 || nchunk >= nchunks) {
    throw new CatervaError("chunk.out_of_range", `There is no chunk ${nchunk}: the array has ${nchunks}.`);
  }
  if (light && !isLight(array, chunkSelection(array, nchunk))) return undefined;
  const only = { first: nchunk, end: nchunk + 1 };
  const { bytes } = await encodeRun(array, array, only, { codec });
  // In a frame zeros take no room; alone they are a chunk like any other.
  return bytes.length > 0 ? bytes : (await encodeRun(array, array, only, { codec, raw: true })).bytes;
}
