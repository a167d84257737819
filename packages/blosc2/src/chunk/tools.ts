import { CatervaError } from "@caterva2/ndarray";
import type { Kernels } from "../kernels/kernels.ts";
import type { PluginSet } from "../plugins/plugin-set.ts";
import { usesCells } from "./codecs.ts";
import type { BlockCut, Compressors } from "./types.ts";

/** What chunks are decoded and encoded with. */
export interface ChunkTools {
  readonly kernels: Kernels;
  readonly plugins: PluginSet;
  readonly compressors: Compressors;
  /** How the blocks of the array are cut, if the chunks are those of an array. */
  readonly cut?: () => BlockCut;
}

/** The cut of the blocks, if filters need it. @throws blosc2.unsupported for chunks outside an array that do */
export function cutFor(filters: readonly number[], { cut }: ChunkTools): BlockCut | undefined {
  if (!usesCells(filters)) return undefined;
  if (cut !== undefined) return cut();
  throw new CatervaError(
    "blosc2.unsupported",
    "The filters ndcell and ndmean work on chunks of n-dimensional arrays only.",
  );
}
