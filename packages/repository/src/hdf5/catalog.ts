import type { Hdf5Dataset, Hdf5File, Hdf5Object } from "@caterva2/hdf5";
import { CatervaError, isCatervaError } from "@caterva2/ndarray";
import { attempt } from "./attempt.ts";

/** What a path inside an HDF5 file leads to. */
export type Member =
  | { readonly kind: "group"; readonly object: Hdf5Object }
  | { readonly kind: "dataset"; readonly object: Hdf5Object; readonly dataset: Hdf5Dataset };

/** The object at a path inside a file; soft links are followed within it. @throws path.not_found, saying why */
export async function memberAt(hdf5: Hdf5File, inner: string): Promise<Member> {
  const object = await hdf5.resolve(inner);
  if (object === undefined || object.kind === "other") throw nothing("There is nothing at this path.");
  if (object.kind === "group") return { kind: "group", object };
  try {
    return { kind: "dataset", object, dataset: await hdf5.dataset(object) };
  } catch (error) {
    if (!isCatervaError(error, "hdf5.unsupported")) throw error;
    throw nothing(error.message);
  }
}

/** A dataset below a group. */
export interface ReadableDataset {
  /** Relative to the group. */
  readonly path: string;
  readonly object: Hdf5Object;
}

/** The datasets below a group that can be served, each once, sorted by path. @throws limit.exceeded */
export async function readableDatasets(hdf5: Hdf5File, group: Hdf5Object): Promise<ReadableDataset[]> {
  const walked = await hdf5.walk(group);
  const readable = walked.flatMap(({ kind, address, path, problem }) =>
    kind === "dataset" && problem === undefined ? [{ path, object: { kind, address } as const }] : [],
  );
  return readable.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** Bytes that the file holds for the items of these datasets together. */
export async function storedBytes(hdf5: Hdf5File, datasets: readonly ReadableDataset[]): Promise<number> {
  let sum = 0;
  for (const { object } of datasets) sum += await storageSizeOf(hdf5, object);
  return sum;
}

/** Bytes that the file holds for a dataset; 0 where its index is damaged. */
export async function storageSizeOf(hdf5: Hdf5File, object: Hdf5Object): Promise<number> {
  return (await attempt(async () => (await hdf5.dataset(object)).storageSize())) ?? 0;
}

function nothing(message: string): CatervaError {
  return new CatervaError("path.not_found", message);
}
