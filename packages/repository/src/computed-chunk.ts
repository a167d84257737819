import { type ArrayCut, type B2ndArray, type ChunkCodec, chunkSizes, encodeRun } from "@caterva2/blosc2";
import { type ArraySource, CatervaError } from "@caterva2/ndarray";

/** Chunk `nchunk` of the grid of an array that is no frame: read and compressed, unless it is stored as one. @throws chunk.out_of_range */
export async function computedChunk(
  array: ArraySource & ArrayCut & { readonly stored?: B2ndArray },
  nchunk: number,
  codec: ChunkCodec,
): Promise<Uint8Array> {
  checkChunkNumber(array, nchunk);
  if (array.stored !== undefined) return array.stored.schunk.chunkBytes(nchunk);
  const only = { first: nchunk, end: nchunk + 1 };
  const { bytes } = await encodeRun(array, array, only, { codec });
  // In a frame zeros take no room; alone they are a chunk like any other.
  return bytes.length > 0 ? bytes : (await encodeRun(array, array, only, { codec, raw: true })).bytes;
}

/** @throws chunk.out_of_range */
export function checkChunkNumber(cut: ArrayCut, nchunk: number): void {
  const { nchunks } = chunkSizes(cut);
  if (nchunk >= 0 && nchunk < nchunks) return;
  throw new CatervaError("chunk.out_of_range", `There is no chunk ${nchunk}: the array has ${nchunks}.`);
}
