import type { BlockCache, ChunkCodec, ChunkRun } from "@caterva2/blosc2";
import type { LazyOptions, RowSource } from "@caterva2/compute";
import type { Decompressors } from "@caterva2/hdf5";
import { CatervaError, isCatervaError, product, selectionShape } from "@caterva2/ndarray";
import type { StorageEntry, StoredFile } from "@caterva2/storage";
import { computedChunk } from "./computed-chunk.ts";
import { type Content, decodedContent, storedContent } from "./content.ts";
import { encodeArray, encodeItems } from "./encode-answer.ts";
import { etagOf } from "./etag.ts";
import { chosenItems, readArray, readChosen, takeStored } from "./fetch-array.ts";
import { type FetchPlan, planFetch } from "./fetch-request.ts";
import { RowFinder } from "./fetch-rows.ts";
import { readItems } from "./fetch-schunk.ts";
import { folderEntries } from "./folder.ts";
import { buildHdf5 } from "./hdf5/build.ts";
import type { Hdf5Array } from "./hdf5/hdf5-array.ts";
import { Hdf5Reads } from "./hdf5/hdf5-reads.ts";
import { cutDepth } from "./hdf5/listing.ts";
import { fileInfo, THREADS } from "./info.ts";
import { groupInfo, opaqueInfo } from "./info-plain.ts";
import { lazyChunk } from "./lazy/lazy-chunk.ts";
import { LazyFiles, type OpenLazy } from "./lazy/lazy-files.ts";
import { useWish } from "./lazy/make.ts";
import { comesInPieces, computePiece, isLight, planOf, RESULT_SIZES, sharedPlan } from "./lazy/plan.ts";
import type { LazyPlan, ResultSizes } from "./lazy/types.ts";
import { NameLister, pageOf } from "./list.ts";
import { mediaType } from "./media-types.ts";
import { isHdf5Name } from "./naming.ts";
import { type Dataset, type DatasetWithData, openDataset, withData } from "./open-dataset.ts";
import { OpenFiles } from "./open-files.ts";
import { locate, type RootStorages, visibleRoots } from "./path.ts";
import { plainItems } from "./plain-items.ts";
import { type Found, type FoundFile, type FoundMember, fileOf, placeOf, resolveWithin } from "./resolve.ts";
import { encodeTurns, sharedEncoder } from "./shared-encode.ts";
import { giveBack, type ReadPlace, readTogether, sharedArray, takeTurns } from "./shared-read.ts";
import { assistReduction } from "./shared-reduce.ts";
import type {
  Caller,
  Change,
  Changes,
  Crew,
  FetchAnswer,
  FetchRequest,
  FileFacts,
  FolderEntry,
  InfoAnswer,
  NamesPage,
  NamesQuery,
  Repository,
  RepositoryLimits,
  SharedRead,
  SharedReduction,
  SharedWork,
} from "./types.ts";
import { watchFound } from "./watch.ts";

import { createPlanner } from "./writing/planner.ts";
import type { EditPlanner } from "./writing/types.ts";

export interface RepositoryOptions {
  readonly roots: RootStorages;
  readonly codec: ChunkCodec;
  readonly limits: RepositoryLimits;
  /** Keeps decoded blocks of a version of a file: the same text for the same content, for whoever may share it. */
  readonly blocks?: (version: string) => BlockCache;
  /** Threads that may help with large reads. */
  readonly crew?: Crew;
  /** Where the roots are for files that name their operands absolutely. */
  readonly stateDirectory?: string;
  /** Of the runtime, for HDF5 files. */
  readonly decompressors?: Decompressors;
  /** Called in long computations now and then, with the items computed since if they are counted; what it throws stops them. */
  readonly checkpoint?: (items?: number) => void;
}

/** Open frames that one repository keeps; a server has one a thread. */
const OPEN_FILES = { files: 64, weight: 64 * 1024 * 1024 };

/** Items that one computation may make, those between included: some minutes of a thread. */
const MOST_ITEMS = 2e11;

/** A repository over the storages of its roots. */
export function createRepository(options: RepositoryOptions): Repository {
  return new StoredRepository(options);
}

class StoredRepository implements Repository {
  readonly plans: EditPlanner;
  readonly #roots: RootStorages;
  readonly #codec: ChunkCodec;
  readonly #limits: RepositoryLimits;
  readonly #results: ResultSizes;
  readonly #crew: Crew | undefined;
  readonly #files: OpenFiles<Dataset>;
  readonly #lister = new NameLister();
  readonly #compute: LazyOptions;
  readonly #lazy: LazyFiles;
  readonly #hdf5: Hdf5Reads;
  readonly #rows: RowFinder;

  constructor(options: RepositoryOptions) {
    const { roots, codec, limits, blocks, crew, stateDirectory, decompressors, checkpoint } = options;
    const find = async (caller: Caller, path: string) => fileOf(await this.#resolve(caller, path));
    this.#roots = roots;
    this.#codec = codec;
    this.#limits = limits;
    this.#results = limits.results ?? RESULT_SIZES;
    this.#crew = crew;
    this.#files = new OpenFiles(OPEN_FILES, (file, id) =>
      openDataset(file, codec, limits, blocks?.(`${id} ${file.entry.version}`)),
    );
    this.#hdf5 = new Hdf5Reads({ codec, limits, decompressors, blocks, checkpoint, threads: THREADS });
    this.#compute = {
      maxBytes: limits.answerBytes,
      maxItems: MOST_ITEMS,
      ...(checkpoint === undefined ? {} : { onProgress: (_all, step) => checkpoint(step) }),
    };
    this.#rows = new RowFinder(limits, this.#compute);
    this.#lazy = new LazyFiles({
      files: this.#files,
      find: (caller, path) => this.#resolve(caller, path),
      hdf5: this.#hdf5,
      compute: this.#compute,
      crew,
      stateDirectory,
    });
    this.plans = createPlanner({
      codec,
      limits,
      results: this.#results,
      encoder: sharedEncoder(crew),
      find,
      piece: (caller, plan, piece) => this.piece(caller, plan, piece),
      lazy: this.#lazy,
      hdf5: this.#hdf5,
      locate: (caller, path) => locate(roots, caller, path),
    });
  }

  roots(caller: Caller): readonly string[] {
    return visibleRoots(caller);
  }

  async list(caller: Caller, path: string): Promise<string[]> {
    const found = await this.#resolve(caller, path);
    if (found.kind === "directory" && !found.opaque) return this.#lister.all(found);
    return onceMore(() => this.#namesWithin(found));
  }

  async names(caller: Caller, path: string, query: NamesQuery): Promise<NamesPage> {
    const found = await this.#resolve(caller, path);
    if (found.kind === "directory" && !found.opaque) return this.#lister.page(found, query);
    const names = await onceMore(() => this.#namesWithin(found));
    return pageOf(query.depth === undefined ? names : cutDepth(names, query.depth), query);
  }

  async folder(caller: Caller, path: string): Promise<FolderEntry[]> {
    const found = await this.#resolve(caller, path);
    if (found.kind === "directory" && !found.opaque) return folderEntries(found);
    if (found.kind === "member") return onceMore(() => this.#hdf5.folder(found.file, found.inner));
    const file = hdf5File(found);
    if (file !== undefined) return onceMore(() => this.#hdf5.folder(file, ""));
    throw new CatervaError("dataset.wrong_kind", "This is not a directory.");
  }

  async info(caller: Caller, path: string): Promise<InfoAnswer> {
    return onceMore(async () => {
      const found = await this.#resolve(caller, path);
      if (found.kind === "member") return this.#hdf5.info(found);
      const file = hdf5File(found);
      if (file !== undefined) return this.#hdf5.fileInfo(file);
      if (found.kind === "file")
        return fileInfo({ files: this.#files, lazy: this.#lazy, hdf5: this.#hdf5 }, caller, found);
      return { info: found.opaque ? opaqueInfo(found.entry) : await groupInfo(found), etag: undefined };
    });
  }

  async file(caller: Caller, path: string): Promise<FileFacts> {
    const found = fileOf(await this.#resolve(caller, path));
    return factsOf(path, found, found.entry);
  }

  async fetch(caller: Caller, path: string, request: FetchRequest, light = false): Promise<FetchAnswer> {
    return onceMore(async () => {
      const place = await this.#resolve(caller, path);
      const plan = planFetch(request);
      if (place.kind === "member") {
        if (request.storedOnly && (await this.#hdf5.check(place)) === "dataset") return { kind: "unstored" };
        return this.#hdf5.useMember(place, (array, stamp) => this.#fetchHdf5({ array, stamp }, path, plan));
      }
      const found = fileOf(place);
      if (found.stored !== "frame") throw notFetchable();
      return this.#files.use(placeOf(found), async (dataset, file): Promise<FetchAnswer> => {
        const etag = etagOf(file.entry);
        if (isLazy(dataset)) {
          if (request.storedOnly) return { kind: "unstored" };
          return this.#lazy.use(caller, found, dataset, (lazy) => this.#fetchLazy(lazy, path, plan, light));
        }
        const place = { caller, path, etag };
        if (plan.kind === "rows" && dataset.kind === "array") {
          const shared = sharedArray(dataset.array, place, this.#crew);
          return this.#fetchRows(shared, plan, `${placeOf(found).id} ${file.entry.version}`);
        }
        if (dataset.kind === "proxy") {
          if (request.storedOnly) return { kind: "unstored" };
          return this.#hdf5.useProxy(found, dataset.inner, (array, stamp) =>
            this.#fetchHdf5({ array, stamp }, path, plan),
          );
        }
        const frame = await this.#build(withData(dataset), plan, place);
        return frame === undefined ? { kind: "stored", etag } : { kind: "built", frame };
      });
    });
  }

  async piece(caller: Caller, plan: LazyPlan, piece: number): Promise<ChunkRun> {
    const { target } = plan;
    const compute = (lazy: OpenLazy) => computePiece(lazy, plan, piece, this.#codec);
    if (target.kind === "wish") {
      return useWish(this.#lazy, caller, locate(this.#roots, caller, target.path), target.wish, compute);
    }
    const place = await this.#resolve(caller, target.path);
    const read = (array: Hdf5Array, stamp: string) =>
      computePiece({ array: plainItems(array), stamp }, plan, piece, this.#codec);
    if (place.kind === "member") return this.#hdf5.useMember(place, read);
    const found = fileOf(place);
    return this.#files.use(placeOf(found), (dataset) =>
      dataset.kind === "proxy"
        ? this.#hdf5.useProxy(found, dataset.inner, read)
        : this.#lazy.use(caller, found, dataset, compute),
    );
  }

  async assist(work: SharedWork): Promise<void> {
    switch (work.kind) {
      case "encode":
        return encodeTurns(this.#codec, work);
      case "read":
        return this.#assistRead(work);
      case "reduce":
        return this.#assistReduction(work);
    }
  }

  async #assistReduction(work: SharedReduction): Promise<void> {
    const { caller, path } = work;
    const found = fileOf(await this.#resolve(caller, path));
    await this.#files.use(placeOf(found), (dataset) =>
      this.#lazy.use(caller, found, dataset, async ({ array, stamp }) => {
        if (stamp !== work.stamp) throw new CatervaError("source.changed", "The lazy array is another one by now.");
        await assistReduction(array, work);
      }),
    );
  }

  async #assistRead(read: SharedRead): Promise<void> {
    const found = fileOf(await this.#resolve(read.caller, read.path));
    await this.#files.use(placeOf(found), async (dataset, file) => {
      if (dataset.kind !== "array" || etagOf(file.entry) !== read.etag) {
        throw new CatervaError("source.changed", "The file is another one by now.");
      }
      await takeTurns(dataset.array, read);
    });
  }

  async watch(caller: Caller, path: string, onChange: (change: Change) => void): Promise<Changes> {
    const found = await this.#resolve(caller, path);
    return watchFound(found.kind === "member" ? found.file : found, onChange);
  }

  async chunk(caller: Caller, path: string, nchunk: number, light = false): Promise<Uint8Array | undefined> {
    return onceMore(async () => {
      const place = await this.#resolve(caller, path);
      if (place.kind === "member") {
        await this.#hdf5.check(place);
        throw notBlosc2();
      }
      if (hdf5File(place) !== undefined) throw notBlosc2();
      const found = fileOf(place);
      if (found.stored !== "frame" && found.stored !== "compressed") throw notChunked();
      const bytes = await this.#files.use(placeOf(found), (dataset) => {
        if (isLazy(dataset)) {
          return this.#lazy.use(caller, found, dataset, ({ array }) => lazyChunk(array, nchunk, this.#codec, light));
        }
        if (dataset.kind === "proxy") {
          return this.#hdf5.useProxy(found, dataset.inner, (array) => computedChunk(array, nchunk, this.#codec));
        }
        return withData(dataset).schunk.chunkBytes(nchunk);
      });
      // A view would keep, and take along to another thread, all that it is a view of.
      return bytes === undefined || bytes.byteLength === bytes.buffer.byteLength ? bytes : bytes.slice();
    });
  }

  async openStored(caller: Caller, path: string): Promise<{ facts: FileFacts; file: StoredFile }> {
    const found = fileOf(await this.#resolve(caller, path));
    const file = await found.storage.open(found.key);
    return { facts: factsOf(path, found, file.entry), file };
  }

  async content(caller: Caller, path: string, lent = false): Promise<Content> {
    const found = fileOf(await this.#resolve(caller, path));
    const file = await found.storage.open(found.key);
    if (found.stored !== "compressed") return storedContent(file);
    try {
      const { value } = await openDataset(file, this.#codec, this.#limits);
      return decodedContent(file, value.schunk, lent);
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  #resolve(caller: Caller, path: string): Promise<Found | FoundMember> {
    return resolveWithin(locate(this.#roots, caller, path));
  }

  /** The names in a container, or below a path in one; a file that is none lists as its own name. */
  async #namesWithin(found: Found | FoundMember): Promise<string[]> {
    if (found.kind === "member") return this.#hdf5.names(found);
    const file = hdf5File(found);
    return file === undefined ? [found.name] : this.#hdf5.fileNames(file);
  }

  /** What is fetched of a lazy array: all of it, if it is small; else its plan. */
  async #fetchLazy(lazy: OpenLazy, path: string, plan: FetchPlan, light: boolean): Promise<FetchAnswer> {
    const { array } = lazy;
    if (plan.kind === "rows") return this.#fetchRows(array, plan, undefined);
    const chosen = chosenItems(plan, array.shape);
    if (plan.kind === "slice") {
      const target = { kind: "stored", path, slice: plan.slice } as const;
      const shared = plan.field === undefined ? sharedPlan(lazy, target, this.#results) : undefined;
      if (shared !== undefined) return { kind: "planned", plan: shared };
      if (light && !isLight(array, chosen.selection)) return { kind: "heavy" };
    }
    return { kind: "built", frame: encodeArray(await readChosen(array, chosen, this.#limits), this.#codec) };
  }

  async #fetchRows(
    array: RowSource,
    plan: Extract<FetchPlan, { kind: "rows" }>,
    version: string | undefined,
  ): Promise<FetchAnswer> {
    const { rows, total } = await this.#rows.fetch(array, plan, version);
    return { kind: "built", frame: encodeArray(rows, this.#codec), total };
  }

  /** What is fetched of a dataset: stored blocks, a frame that was built or, of much, its plan. */
  async #fetchHdf5(
    { array, stamp }: { readonly array: Hdf5Array; readonly stamp: string },
    path: string,
    plan: FetchPlan,
  ): Promise<FetchAnswer> {
    if (plan.kind === "rows") {
      if (plan.filter === undefined) return this.#fetchRows(array, plan, stamp);
      throw new CatervaError("request.invalid", "Filtering is not supported for HDF5-backed datasets.");
    }
    const source = { array: plainItems(array), stamp };
    const chosen = chosenItems(plan, source.array.shape);
    if (plan.kind === "slice" && plan.field === undefined) {
      const shape = selectionShape(chosen.selection);
      // Up to here one thread is done soon.
      const bytes = product([...shape, source.array.dtype.itemsize]);
      if (bytes > this.#results.compressed && comesInPieces(source.array, shape, this.#results)) {
        const target = { kind: "stored", path, slice: plan.slice } as const;
        return { kind: "planned", plan: planOf(source, target, this.#results) };
      }
    }
    const context = { codec: this.#codec, limits: this.#limits };
    return { kind: "built", frame: await buildHdf5(array, chosen, context) };
  }

  /** The frame that answers a fetch; undefined when that is the stored one. */
  async #build(dataset: DatasetWithData, plan: FetchPlan, place: ReadPlace): Promise<Uint8Array | undefined> {
    if (dataset.kind === "array" && plan.kind !== "rows") {
      const stored = await takeStored(dataset.array, plan, this.#limits);
      if (stored !== undefined) return stored;
      const array = await readArray(dataset.array, plan, this.#limits, (source, selection, field) =>
        readTogether(source, selection, place, this.#crew, field),
      );
      if (array === undefined) return undefined;
      const frame = encodeArray(array, this.#codec);
      giveBack(array);
      return frame;
    }
    const items = await readItems(dataset.schunk, plan, this.#limits);
    return items && encodeItems(items, dataset.schunk.typesize, this.#codec);
  }
}

function factsOf(path: string, found: FoundFile, entry: StorageEntry): FileFacts {
  const { size: storedSize, mtimeNs } = entry;
  const { name, stored } = found;
  return { path, id: placeOf(found).id, stored, storedSize, mtimeNs, etag: etagOf(entry), mediaType: mediaType(name) };
}

function isLazy(dataset: Dataset): boolean {
  return dataset.kind === "carrier" && dataset.carrier === "lazy";
}

/** What is called like an HDF5 file; whether it is one, its content tells. */
function hdf5File(found: Found): FoundFile | undefined {
  return found.kind === "file" && isHdf5Name(found.name) ? found : undefined;
}

/** A file that was written while it was read is read anew, once. */
async function onceMore<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!isCatervaError(error, "source.changed")) throw error;
    return work();
  }
}

function notFetchable(): CatervaError {
  return new CatervaError(
    "dataset.wrong_kind",
    "Only datasets can be fetched; files of other kinds can be downloaded (/api/download).",
  );
}

function notBlosc2(): CatervaError {
  return new CatervaError(
    "dataset.wrong_kind",
    "HDF5 chunks are not Blosc2 chunks: fetch what is wanted of the dataset with slice_.",
  );
}

function notChunked(): CatervaError {
  return new CatervaError("dataset.wrong_kind", "This file is not stored in chunks.");
}
