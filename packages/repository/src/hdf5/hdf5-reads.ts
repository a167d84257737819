import type { ChunkCodec } from "@caterva2/blosc2";
import type { Hdf5Dataset, Hdf5File } from "@caterva2/hdf5";
import { CatervaError, type NDArray } from "@caterva2/ndarray";
import type { StoredFile } from "@caterva2/storage";
import { encodeArray } from "../encode-answer.ts";
import { etagOf } from "../etag.ts";
import { readComputed } from "../fetch-array.ts";
import type { FetchPlan } from "../fetch-request.ts";
import { opaqueInfo } from "../info-plain.ts";
import { isoTime } from "../iso-time.ts";
import type { FoundFile, FoundMember } from "../resolve.ts";
import type { FolderEntry, InfoAnswer, RepositoryLimits } from "../types.ts";
import { memberAt } from "./catalog.ts";
import { Hdf5Files, type Hdf5FilesOptions } from "./hdf5-files.ts";
import { hdf5Folder, hdf5Names } from "./listing.ts";
import { hdf5GroupInfo, memberInfo } from "./member-info.ts";

export interface Hdf5ReadsOptions extends Hdf5FilesOptions {
  /** Threads that clients are told. */
  readonly threads: number;
}

/** What a repository reads of HDF5 files, seen as directories of arrays. */
export class Hdf5Reads {
  readonly #files: Hdf5Files;
  readonly #codec: ChunkCodec;
  readonly #limits: RepositoryLimits;
  readonly #threads: number;

  constructor(options: Hdf5ReadsOptions) {
    this.#files = new Hdf5Files(options);
    this.#codec = options.codec;
    this.#limits = options.limits;
    this.#threads = options.threads;
  }

  /** All names in a file; that of the file alone if it is no HDF5 file. */
  fileNames(file: FoundFile): Promise<string[]> {
    return this.#files.use(file, async (hdf5) => (hdf5 === undefined ? [file.name] : hdf5Names(hdf5, "")));
  }

  /** @throws path.not_found in what is no HDF5 file */
  names(member: FoundMember): Promise<string[]> {
    return this.#use(member.file, (hdf5) => hdf5Names(hdf5, member.inner));
  }

  /** One level of the file or of a group in it. @throws dataset.wrong_kind for a dataset */
  folder(file: FoundFile, inner: string): Promise<FolderEntry[]> {
    return this.#use(file, async (hdf5, { entry }) => hdf5Folder(hdf5, inner, isoTime(entry.mtimeNs)));
  }

  fileInfo(file: FoundFile): Promise<InfoAnswer> {
    return this.#files.use(file, async (hdf5, { entry }) => {
      const mtime = isoTime(entry.mtimeNs);
      const info = hdf5 === undefined ? opaqueInfo(entry) : await hdf5GroupInfo(hdf5, hdf5.root, mtime, entry.size);
      return { info, etag: etagOf(entry) };
    });
  }

  info(member: FoundMember): Promise<InfoAnswer> {
    return this.#use(member.file, async (hdf5, { entry }) => {
      const context = { codec: this.#codec, threads: this.#threads };
      return { info: await memberInfo(hdf5, member.inner, isoTime(entry.mtimeNs), context), etag: etagOf(entry) };
    });
  }

  /** The frame that answers a fetch of a dataset. @throws path.not_found for a group */
  fetch(member: FoundMember, plan: FetchPlan): Promise<Uint8Array> {
    return this.#use(member.file, async (hdf5) => this.build(await datasetAt(hdf5, member.inner), plan));
  }

  /** Reads a dataset and compresses what was read. @throws request.invalid for a filter */
  async build(dataset: Hdf5Dataset, plan: FetchPlan): Promise<Uint8Array> {
    if (plan.kind === "rows") {
      throw new CatervaError("request.invalid", "Filtering and sorting are not supported for HDF5-backed datasets.");
    }
    return encodeArray(plainItems(await readComputed(dataset, plan, this.#limits)), this.#codec);
  }

  /** Says whether there is a dataset. @throws path.not_found */
  check(member: FoundMember): Promise<"group" | "dataset"> {
    return this.#use(member.file, async (hdf5) => (await memberAt(hdf5, member.inner)).kind);
  }

  #use<R>(file: FoundFile, work: (hdf5: Hdf5File, stored: StoredFile) => Promise<R>): Promise<R> {
    return this.#files.use(file, async (hdf5, stored) => {
      if (hdf5 === undefined)
        throw new CatervaError("path.not_found", "There is nothing inside: this is no HDF5 file.");
      return work(hdf5, stored);
    });
  }
}

async function datasetAt(hdf5: Hdf5File, inner: string): Promise<Hdf5Dataset> {
  const member = await memberAt(hdf5, inner);
  if (member.kind === "dataset") return member.dataset;
  throw new CatervaError("path.not_found", "This is a group: fetch the datasets in it.");
}

/** Items of an array type as further dimensions: clients' arrays have no such items. */
export function plainItems({ dtype, shape, data }: NDArray): NDArray {
  return dtype.kind === "subarray"
    ? plainItems({ dtype: dtype.base, shape: [...shape, ...dtype.shape], data })
    : { dtype, shape, data };
}
