/** Bytes of a block: a few of them fit a core's cache. */
const BLOCK_TARGET = 128 * 1024;
/** Bytes of a chunk: what one read brings. */
const CHUNK_TARGET = 4 * 1024 * 1024;

/**
 * Chunk and block shape for an array that is written at once. Both are slabs: as many whole rows of the outermost
 * axes as fit, so that chunks and blocks lie in the array's memory as they are stored, and nothing has to be moved.
 */
export function slabShapes(shape: readonly number[], itemsize: number): { chunks: number[]; blocks: number[] } {
  if (shape.includes(0)) return { chunks: [...shape], blocks: [...shape] };
  const chunks = slab(shape, itemsize, CHUNK_TARGET);
  return { chunks, blocks: slab(chunks, itemsize, BLOCK_TARGET) };
}

/** Block shape for a given chunk shape. */
export function slabBlocks(chunks: readonly number[], itemsize: number): number[] {
  return slab(chunks, itemsize, BLOCK_TARGET);
}

/** The largest slab of at most `target` bytes; its rows are spread evenly, so that the last one is not a sliver. */
function slab(shape: readonly number[], itemsize: number, target: number): number[] {
  const result = shape.map(() => 1);
  let bytes = Math.max(1, itemsize);
  for (let axis = shape.length - 1; axis >= 0; axis -= 1) {
    const extent = shape[axis] ?? 1;
    const fit = Math.max(1, Math.floor(target / bytes));
    if (extent > fit) {
      result[axis] = Math.ceil(extent / Math.ceil(extent / fit));
      break;
    }
    result[axis] = extent;
    bytes *= Math.max(1, extent);
  }
  return result;
}
