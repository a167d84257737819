import type { ChunkCodec, OpenOptions } from "@caterva2/blosc2";
import type { Hdf5Dataset, Hdf5File } from "@caterva2/hdf5";
import { CatervaError, isCatervaError } from "@caterva2/ndarray";
import type { StorageEntry, StoredFile, TreeFile } from "@caterva2/storage";
import { etagOf } from "../etag.ts";
import { opaqueInfo } from "../info-plain.ts";
import { isoTime } from "../iso-time.ts";
import { type FoundFile, type FoundMember, placeOf } from "../resolve.ts";
import type { FolderEntry, InfoAnswer, RepositoryLimits } from "../types.ts";
import { attributesJson } from "./attributes.ts";
import { type Member, memberAt } from "./catalog.ts";
import { type Hdf5Array, readableArray } from "./hdf5-array.ts";
import { Hdf5Files, type Hdf5FilesOptions } from "./hdf5-files.ts";
import { hdf5Folder, hdf5Names } from "./listing.ts";
import { hdf5ArrayInfo, hdf5GroupInfo, memberInfo } from "./member-info.ts";
import { fileOfProxy, proxyMarks } from "./proxy.ts";
import { unfoldedFiles } from "./unfold.ts";

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
  readonly #blocks: Hdf5ReadsOptions["blocks"];
  readonly #checkpoint: Hdf5ReadsOptions["checkpoint"];
  readonly #arrays = new WeakMap<Hdf5Dataset, Promise<Hdf5Array>>();

  constructor(options: Hdf5ReadsOptions) {
    this.#files = new Hdf5Files(options);
    this.#codec = options.codec;
    this.#limits = options.limits;
    this.#threads = options.threads;
    this.#blocks = options.blocks;
    this.#checkpoint = options.checkpoint;
  }

  /** Bytes that open files keep. */
  get keptBytes(): number {
    return this.#files.keptBytes;
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
      const info = hdf5 === undefined ? opaqueInfo(entry) : await hdf5GroupInfo(hdf5, hdf5.root, "", mtime, entry.size);
      return { info, etag: etagOf(entry) };
    });
  }

  info(member: FoundMember): Promise<InfoAnswer> {
    return this.#use(member.file, async (hdf5, { entry }) => {
      const context = {
        threads: this.#threads,
        arrayOf: (dataset: Hdf5Dataset) => this.#readable(dataset, stampOf(member.file, member.inner, entry)),
      };
      return { info: await memberInfo(hdf5, member.inner, isoTime(entry.mtimeNs), context), etag: etagOf(entry) };
    });
  }

  /** Description of an array that stands for a dataset, with the attributes that the dataset has today. */
  async proxyInfo(proxy: FoundFile, inner: string): Promise<InfoAnswer> {
    const file = await fileOfProxy(proxy, inner);
    return this.#use(file, async (hdf5, { entry }) => {
      const { dataset, object } = await datasetAt(hdf5, inner);
      const mtime = isoTime(proxy.entry.mtimeNs);
      const array = await this.#readable(dataset, stampOf(file, inner, entry));
      const info = await hdf5ArrayInfo(array, mtime, this.#threads, true);
      const vlmeta = { ...attributesJson(await hdf5.attributes(object)), ...proxyMarks(inner) };
      // The HDF5 file may change while the proxy stays: no version of its own tells whether it is the same.
      return { info: { ...info, schunk: { ...info.schunk, vlmeta } }, etag: undefined };
    });
  }

  /** Runs `work` on a dataset in a file; `stamp` says of which version of which file it is. @throws path.not_found for a group */
  useMember<R>(member: FoundMember, work: (array: Hdf5Array, stamp: string) => Promise<R>): Promise<R> {
    return this.#useDataset(member.file, member.inner, work);
  }

  /** Runs `work` on the dataset that an array stands for. */
  async useProxy<R>(
    proxy: FoundFile,
    inner: string,
    work: (array: Hdf5Array, stamp: string) => Promise<R>,
  ): Promise<R> {
    return this.#useDataset(await fileOfProxy(proxy, inner), inner, work);
  }

  /** What a file unfolds into; each file counts at the checkpoints. @throws request.invalid for what is no HDF5 file, or has nothing to unfold */
  unfold(file: FoundFile): Promise<TreeFile[]> {
    return this.#files.use(file, async (hdf5) => {
      if (hdf5 !== undefined) return unfoldedFiles(hdf5, this.#opening(), () => this.#checkpoint?.(1));
      throw new CatervaError("request.invalid", "This is no HDF5 file: there is nothing to unfold.");
    });
  }

  /** Says whether there is a dataset. @throws path.not_found */
  check(member: FoundMember): Promise<"group" | "dataset"> {
    return this.#use(member.file, async (hdf5) => (await memberAt(hdf5, member.inner)).kind);
  }

  #useDataset<R>(file: FoundFile, inner: string, work: (array: Hdf5Array, stamp: string) => Promise<R>): Promise<R> {
    return this.#use(file, async (hdf5, { entry }) => {
      const { dataset } = await datasetAt(hdf5, inner);
      const stamp = stampOf(file, inner, entry);
      return work(await this.#readable(dataset, stamp), stamp);
    });
  }

  /** Kept as long as its dataset is: the index of its chunks is made once. */
  #readable(dataset: Hdf5Dataset, stamp: string): Promise<Hdf5Array> {
    const known = this.#arrays.get(dataset);
    if (known !== undefined) {
      return known.catch((error: unknown) => {
        // The client of whoever began to open it has left; this one's has not.
        if (isCatervaError(error, "request.cancelled")) return this.#readable(dataset, stamp);
        throw error;
      });
    }
    const array = readableArray(dataset, { ...this.#opening(), blocks: this.#blocks?.(stamp) });
    this.#arrays.set(dataset, array);
    array.catch(() => {
      if (this.#arrays.get(dataset) === array) this.#arrays.delete(dataset);
    });
    return array;
  }

  #opening(): OpenOptions {
    const { chunkBytes, answerBytes } = this.#limits;
    return { codec: this.#codec, limits: { chunkBytes, answerBytes } };
  }

  #use<R>(file: FoundFile, work: (hdf5: Hdf5File, stored: StoredFile) => Promise<R>): Promise<R> {
    return this.#files.use(file, async (hdf5, stored) => {
      if (hdf5 === undefined)
        throw new CatervaError("path.not_found", "There is nothing inside: this is no HDF5 file.");
      return work(hdf5, stored);
    });
  }
}

/** Says which version of which dataset something is. */
function stampOf(file: FoundFile, inner: string, { version }: StorageEntry): string {
  return `${placeOf(file).id}/${inner} ${version}`;
}

async function datasetAt(hdf5: Hdf5File, inner: string): Promise<Extract<Member, { kind: "dataset" }>> {
  const member = await memberAt(hdf5, inner);
  if (member.kind === "dataset") return member;
  throw new CatervaError("path.not_found", "This is a group: fetch the datasets in it.");
}
