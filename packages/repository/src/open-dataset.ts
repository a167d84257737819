import { type B2ndArray, type BlockCache, type ChunkCodec, openFrameObject, type SChunk } from "@caterva2/blosc2";
import { CatervaError } from "@caterva2/ndarray";
import type { StoredFile } from "@caterva2/storage";
import { proxiedDataset } from "./hdf5/proxy.ts";
import { type CarrierKind, carrierKind } from "./lazy/payload.ts";
import type { Parsed } from "./open-files.ts";
import type { RepositoryLimits } from "./types.ts";

/** An open frame, by what it holds: an array, bytes in chunks, or only the description of an array. */
export type Dataset =
  | { readonly kind: "array"; readonly array: B2ndArray; readonly schunk: SChunk }
  | { readonly kind: "carrier"; readonly carrier: CarrierKind; readonly array: B2ndArray; readonly schunk: SChunk }
  /** It stands for a dataset of an HDF5 file. */
  | { readonly kind: "proxy"; readonly inner: string; readonly array: B2ndArray; readonly schunk: SChunk }
  | { readonly kind: "schunk"; readonly schunk: SChunk };

/** A dataset that holds data itself. */
export type DatasetWithData = Exclude<Dataset, { kind: "carrier" | "proxy" }>;

/** Bytes that an open frame keeps beside its index and what it knows of its chunks: its head, and objects. */
const FRAME_WEIGHT = 16 * 1024;
const INDEX_ENTRY = 8;

/** Opens the frame in a file. What it is follows from its metalayers, not from its name. */
export async function openDataset(
  file: StoredFile,
  codec: ChunkCodec,
  limits: RepositoryLimits,
  blocks?: BlockCache,
): Promise<Parsed<Dataset>> {
  const options = { codec, blocks, limits: { chunkBytes: limits.chunkBytes, answerBytes: limits.answerBytes } };
  const opened = await openFrameObject(file, options);
  const schunk = opened.kind === "array" ? opened.array.schunk : opened.schunk;
  const weigh = () => FRAME_WEIGHT + INDEX_ENTRY * schunk.nchunks + schunk.stats.keptBytes;
  if (opened.kind === "schunk") return { value: opened, weigh };
  const { array } = opened;
  const carrier = carrierKind(schunk.metalayers);
  if (carrier !== undefined) return { value: { kind: "carrier", carrier, array, schunk }, weigh };
  // An array with items of its own stands for no other.
  const inner = schunk.cbytes === 0 ? proxiedDataset(await schunk.vlmeta()) : undefined;
  if (inner !== undefined) return { value: { kind: "proxy", inner, array, schunk }, weigh };
  return { value: { kind: "array", array, schunk }, weigh };
}

/** The dataset, if it holds data itself. @throws dataset.wrong_kind for a carrier */
export function withData(dataset: Dataset): DatasetWithData {
  if (dataset.kind !== "carrier" && dataset.kind !== "proxy") return dataset;
  const message = "This file only refers to data elsewhere, which this server does not follow.";
  throw new CatervaError("dataset.wrong_kind", message);
}
