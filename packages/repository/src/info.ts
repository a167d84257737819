import { isCatervaError } from "@caterva2/ndarray";
import type { StoredFile } from "@caterva2/storage";
import type { Caller } from "./caller.ts";
import { etagOf } from "./etag.ts";
import type { Hdf5Reads } from "./hdf5/hdf5-reads.ts";
import { arrayInfo, schunkInfo } from "./info-frame.ts";
import { opaqueInfo, storedAsIsInfo, unreadableInfo } from "./info-plain.ts";
import { isoTime } from "./iso-time.ts";
import { lazyInfo } from "./lazy/info.ts";
import type { LazyFiles } from "./lazy/lazy-files.ts";
import type { Dataset } from "./open-dataset.ts";
import type { OpenFiles } from "./open-files.ts";
import { type FoundFile, placeOf } from "./resolve.ts";
import type { InfoAnswer } from "./types.ts";

/**
 * Threads that clients are told: existing servers tell how many they use themselves, and clients
 * decode with as many.
 */
export const THREADS = navigator.hardwareConcurrency;

/** What descriptions are made from. */
export interface InfoSources {
  readonly files: OpenFiles<Dataset>;
  readonly lazy: LazyFiles;
  readonly hdf5: Hdf5Reads;
}

/** The description of a file. What is not what its name says is described as unreadable, not refused. */
export async function fileInfo(
  { files, lazy, hdf5 }: InfoSources,
  caller: Caller,
  found: FoundFile,
): Promise<InfoAnswer> {
  const { entry, stored } = found;
  if (stored === "container") return { info: opaqueInfo(entry), etag: etagOf(entry) };
  if (stored === "plain") return { info: storedAsIsInfo(entry, THREADS), etag: etagOf(entry) };
  try {
    return await files.use(placeOf(found), async (dataset, file) => {
      if (dataset.kind === "proxy") return proxyInfo(hdf5, found, dataset.inner);
      const isLazy = dataset.kind === "carrier" && dataset.carrier === "lazy";
      const info = isLazy
        ? await lazyInfo(lazy, caller, found, dataset, isoTime(file.entry.mtimeNs))
        : await datasetInfo(dataset, file);
      // What a lazy array is depends on other files: no version of its own tells whether it is the same.
      return { info, etag: isLazy ? undefined : etagOf(file.entry) };
    });
  } catch (error) {
    if (!isCatervaError(error) || !UNREADABLE.has(error.code)) throw error;
    return { info: unreadableInfo(entry), etag: etagOf(entry) };
  }
}

async function proxyInfo(hdf5: Hdf5Reads, found: FoundFile, inner: string): Promise<InfoAnswer> {
  try {
    return await hdf5.proxyInfo(found, inner);
  } catch (error) {
    if (!isCatervaError(error, "path.not_found")) throw error;
    return { info: { error: error.message, mtime: isoTime(found.entry.mtimeNs) }, etag: undefined };
  }
}

/** Errors that say that the bytes of a file are not what its name promises. */
const UNREADABLE: ReadonlySet<string> = new Set([
  "blosc2.malformed",
  "blosc2.corrupt",
  "blosc2.unsupported",
  "source.short_read",
  "dtype.invalid",
  "expression.invalid",
]);

async function datasetInfo(dataset: Dataset, file: StoredFile): Promise<InfoAnswer["info"]> {
  const mtime = isoTime(file.entry.mtimeNs);
  if (dataset.kind === "schunk") return schunkInfo(dataset.schunk, mtime, THREADS);
  if (dataset.kind === "array") return arrayInfo(dataset.array, mtime, THREADS);
  return { ...(await arrayInfo(dataset.array, mtime, THREADS)), accept_ranges: null };
}
