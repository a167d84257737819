import { type ChunkCodec, encodeB2nd, openB2nd } from "@caterva2/blosc2";
import type { LazyArray } from "@caterva2/compute";
import { CatervaError, memorySource, product, type Selection } from "@caterva2/ndarray";

/** Chunk `nchunk` of the grid of a lazy array, computed and compressed. @throws chunk.out_of_range */
export async function lazyChunk(array: LazyArray, nchunk: number, codec: ChunkCodec): Promise<Uint8Array> {
  const { shape, chunks, blocks } = array;
  const grid = shape.map((extent, axis) => Math.ceil(extent / Math.max(1, chunks[axis] ?? 1)));
  const count = product(grid);
  if (nchunk < 0 || nchunk >= count) {
    throw new CatervaError("chunk.out_of_range", `There is no chunk ${nchunk}: the array has ${count}.`);
  }
  const selection: Selection[number][] = [];
  let rest = nchunk;
  for (let axis = shape.length - 1; axis >= 0; axis -= 1) {
    const cells = grid[axis] ?? 1;
    const chunk = chunks[axis] ?? 1;
    const start = (rest % cells) * chunk;
    selection.unshift({ kind: "range", start, step: 1, count: Math.min(chunk, (shape[axis] ?? 1) - start) });
    rest = Math.floor(rest / cells);
  }
  const frame = encodeB2nd(await array.read(selection), { codec, chunks, blocks });
  const bytes = await (await openB2nd(memorySource(frame), { codec })).schunk.chunkBytes(0);
  return bytes.slice();
}
