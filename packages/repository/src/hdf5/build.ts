import type { ChunkCodec } from "@caterva2/blosc2";
import { product, type Selection, selectionShape } from "@caterva2/ndarray";
import { encodeArray } from "../encode-answer.ts";
import { type ChosenItems, readChosen, storedSlice } from "../fetch-array.ts";
import { plainItems } from "../plain-items.ts";
import type { RepositoryLimits } from "../types.ts";
import type { Hdf5Array } from "./hdf5-array.ts";

/** Whoever is sent a chunk decodes all of it at once: larger ones are decoded here, and cut into blocks. */
const LARGEST_WRAPPED = 4 * 1024 * 1024;

/**
 * What was chosen of the {@link plainItems} of a dataset as a frame: as it is stored, or read and compressed.
 * @throws limit.exceeded
 */
export async function buildHdf5(
  array: Hdf5Array,
  chosen: ChosenItems,
  { codec, limits }: { readonly codec: ChunkCodec; readonly limits: RepositoryLimits },
): Promise<Uint8Array> {
  const stored = await takeWhole(array, chosen, limits);
  return stored ?? encodeArray(await readChosen(plainItems(array), chosen, limits), codec);
}

/** Whole blocks, or chunks, of a dataset as they are stored; undefined for anything else. */
async function takeWhole(
  { stored, wrapped, shape, dtype, chunks }: Hdf5Array,
  { selection, reversed, field }: ChosenItems,
  limits: RepositoryLimits,
): Promise<Uint8Array | undefined> {
  // Items of an array type are further dimensions here, of which stored blocks know nothing.
  if (field !== undefined || reversed.length > 0 || dtype.kind === "subarray") return undefined;
  if (product([...selectionShape(selection), dtype.itemsize]) > limits.answerBytes) return undefined;
  if (stored !== undefined) return storedSlice(stored, selection);
  const isSmall = product([...chunks, dtype.itemsize]) <= LARGEST_WRAPPED;
  if (wrapped === undefined || !isSmall || !takesWholeChunks(selection, shape, chunks)) return undefined;
  const chunked = await wrapped();
  return chunked && storedSlice(chunked, selection);
}

function takesWholeChunks(selection: Selection, shape: readonly number[], chunks: readonly number[]): boolean {
  return selection.every((axis, index) => {
    const chunk = chunks[index] ?? 1;
    if (axis.kind === "index") return chunk === 1;
    const end = axis.start + axis.count;
    const ends = end % chunk === 0 || end === shape[index];
    return axis.step === 1 && axis.count > 0 && axis.start % chunk === 0 && ends;
  });
}
