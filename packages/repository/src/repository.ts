import type { BlockCache, ChunkCodec, ChunkRun } from "@caterva2/blosc2";
import type { LazyOptions } from "@caterva2/compute";
import type { Decompressors } from "@caterva2/hdf5";
import { assist } from "./assist.ts";
import { Browse } from "./browse.ts";
import type { Caller } from "./caller.ts";
import { type Content, decodedContent, storedContent } from "./content.ts";
import { Fetches } from "./fetch.ts";
import { RowFinder } from "./fetch-rows.ts";
import { FileAtPath } from "./file-at-path.ts";
import { Hdf5Reads } from "./hdf5/hdf5-reads.ts";
import { THREADS } from "./info.ts";
import { LazyFiles } from "./lazy/lazy-files.ts";
import { RESULT_SIZES } from "./lazy/plan.ts";
import type { LazyPlan } from "./lazy/types.ts";
import { DEFAULT_MEMORY, type RepositoryMemory } from "./memory.ts";
import { openDataset } from "./open-dataset.ts";
import { OpenFiles } from "./open-files.ts";
import type { RepositoryParts } from "./parts.ts";
import { locate, type RootStorages, visibleRoots } from "./path.ts";
import { fileOf, resolveWithin } from "./resolve.ts";
import { sharedEncoder } from "./shared-encode.ts";
import type {
  Change,
  Changes,
  Crew,
  FetchAnswer,
  FetchRequest,
  FolderEntry,
  InfoAnswer,
  NamesPage,
  NamesQuery,
  Repository,
  RepositoryLimits,
  SharedWork,
  StoredFacts,
} from "./types.ts";
import { watchFound } from "./watch.ts";
import { createPlanner } from "./writing/planner.ts";
import type { EditPlanner } from "./writing/types.ts";

export interface RepositoryOptions {
  readonly roots: RootStorages;
  readonly codec: ChunkCodec;
  readonly limits: RepositoryLimits;
  /** Bytes that are kept to be faster the next time. */
  readonly memory?: RepositoryMemory;
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

/** Open frames that one repository keeps at most; a server has one a thread. */
const OPEN_FILES = 64;

/** Items that one computation may make, those between included: some minutes of a thread. */
const MOST_ITEMS = 2e11;

/** A repository over the storages of its roots. */
export function createRepository(options: RepositoryOptions): Repository {
  return new StoredRepository(options);
}

/** Puts the parts together; what each call does stands with its part. */
class StoredRepository implements Repository {
  readonly plans: EditPlanner;
  readonly #parts: RepositoryParts;
  readonly #browse: Browse;
  readonly #fetches: Fetches;

  constructor(options: RepositoryOptions) {
    const { memory = DEFAULT_MEMORY } = options;
    this.#parts = partsOf(options, memory);
    this.#browse = new Browse(this.#parts, memory.names);
    this.#fetches = new Fetches(this.#parts);
    const { roots, find } = this.#parts;
    this.plans = createPlanner({
      ...this.#parts,
      encoder: sharedEncoder(options.crew),
      find: async (caller, path) => fileOf(await find(caller, path)),
      piece: (caller, plan, piece) => this.piece(caller, plan, piece),
      locate: (caller, path) => locate(roots, caller, path),
    });
  }

  roots(caller: Caller): readonly string[] {
    return visibleRoots(caller);
  }

  list(caller: Caller, path: string): Promise<string[]> {
    return this.#browse.list(caller, path);
  }

  names(caller: Caller, path: string, query: NamesQuery): Promise<NamesPage> {
    return this.#browse.names(caller, path, query);
  }

  folder(caller: Caller, path: string): Promise<FolderEntry[]> {
    return this.#browse.folder(caller, path);
  }

  info(caller: Caller, path: string): Promise<InfoAnswer> {
    return this.#browse.info(caller, path);
  }

  async file(caller: Caller, path: string): Promise<StoredFacts> {
    return new FileAtPath(path, fileOf(await this.#parts.find(caller, path)));
  }

  fetch(caller: Caller, path: string, request: FetchRequest, light?: boolean): Promise<FetchAnswer> {
    return this.#fetches.fetch(caller, path, request, light);
  }

  piece(caller: Caller, plan: LazyPlan, piece: number): Promise<ChunkRun> {
    return this.#fetches.piece(caller, plan, piece);
  }

  chunk(caller: Caller, path: string, nchunk: number, light?: boolean): Promise<Uint8Array | undefined> {
    return this.#fetches.chunk(caller, path, nchunk, light);
  }

  assist(work: SharedWork): Promise<void> {
    return assist(this.#parts, work);
  }

  async watch(caller: Caller, path: string, onChange: (change: Change) => void): Promise<Changes> {
    const found = await this.#parts.find(caller, path);
    return watchFound(found.kind === "member" ? found.file : found, onChange);
  }

  async content(caller: Caller, path: string, lent = false): Promise<Content> {
    const { codec, limits, find } = this.#parts;
    const found = fileOf(await find(caller, path));
    const file = await found.storage.open(found.key);
    if (found.stored !== "compressed") return storedContent(file);
    try {
      const { value } = await openDataset(file, codec, limits);
      return decodedContent(file, value.schunk, lent);
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  keptBytes(): RepositoryMemory {
    const { files, hdf5, rows, lazy } = this.#parts;
    return {
      frames: files.weight,
      hdf5: hdf5.keptBytes,
      results: rows.keptBytes + lazy.keptBytes,
      names: this.#browse.keptBytes,
    };
  }
}

function partsOf(options: RepositoryOptions, memory: RepositoryMemory): RepositoryParts {
  const { roots, codec, limits, blocks, crew, stateDirectory, decompressors, checkpoint } = options;
  const find: RepositoryParts["find"] = async (caller, path) => resolveWithin(locate(roots, caller, path));
  const files: RepositoryParts["files"] = new OpenFiles({ files: OPEN_FILES, weight: memory.frames }, (file, id) =>
    openDataset(file, codec, limits, blocks?.(`${id} ${file.entry.version}`)),
  );
  const hdf5 = new Hdf5Reads({
    ...{ codec, limits, decompressors, blocks, checkpoint },
    keptBytes: memory.hdf5,
    threads: THREADS,
  });
  const compute: LazyOptions = {
    maxBytes: limits.answerBytes,
    maxItems: MOST_ITEMS,
    ...(checkpoint === undefined ? {} : { onProgress: (_all, step) => checkpoint(step) }),
  };
  const keptBytes = memory.results / 2;
  const rows = new RowFinder(limits, compute, keptBytes);
  const lazy = new LazyFiles({ files, find, hdf5, compute, crew, stateDirectory, keptBytes });
  return { roots, codec, limits, results: limits.results ?? RESULT_SIZES, crew, files, hdf5, lazy, rows, find };
}
