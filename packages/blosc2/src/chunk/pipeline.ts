import { CatervaError } from "@caterva2/ndarray";
import { FILTER_SLOTS } from "./header.ts";
import type { BlockCut } from "./types.ts";

/** Where the cut stands in a pipeline (assembly/filters.ts): item size, rank and extents. */
const CUT = 16;
const MAX_RANK = 16;
/** Bytes of a pipeline in the kernels' memory. */
export const PIPELINE_LENGTH = CUT + 4 * (2 + MAX_RANK);

/** Six filter ids and their parameters; with `cut` also how the blocks of the array are cut. */
export function writePipeline(
  bytes: Uint8Array,
  address: number,
  filters: readonly number[],
  filtersMeta: readonly number[],
  cut?: BlockCut,
): void {
  bytes.set(filters, address);
  bytes.set(filtersMeta, address + FILTER_SLOTS);
  const { itemsize, blocks } = cut ?? { itemsize: 0, blocks: [] };
  if (blocks.length > MAX_RANK) throw new CatervaError("internal.unexpected", `Blocks of ${blocks.length} dimensions.`);
  new Uint32Array(bytes.buffer, bytes.byteOffset + address + CUT, 2 + blocks.length).set([
    itemsize,
    blocks.length,
    ...blocks,
  ]);
}
