import type { ChunkRun } from "@caterva2/blosc2";
import { dropBytes } from "@caterva2/ndarray";
import type {
  Caller,
  ChunkFill,
  FetchAnswer,
  FetchRequest,
  FillFacts,
  FillState,
  FolderEntry,
  InfoAnswer,
  LazyPlan,
  LazyPreview,
  LazyWish,
  MadeLazy,
  NamesQuery,
  PlannedEdit,
  RelocatedFile,
  Repository,
  SharedReduction,
  SharedWork,
} from "@caterva2/repository";
import type { TreeFile } from "@caterva2/storage";
import type { ThreadMemory } from "../memory/cut.ts";
import { smallImage } from "../preview/image.ts";
import { notebookPage } from "../preview/notebook.ts";
import { pyodideNotebook } from "../preview/pyodide-notebook.ts";

/** What a worker can be asked: the arguments and the answer of each job. All of it can be cloned between threads. */
export interface JobTypes {
  info: { args: [caller: Caller, path: string]; answer: InfoAnswer };
  /** JSON text of the listing, made where it costs nobody else time: all names without a query, else a page of them. */
  names: { args: [caller: Caller, path: string, query: NamesQuery | undefined]; answer: Uint8Array };
  folder: { args: [caller: Caller, path: string]; answer: FolderEntry[] };
  fetch: { args: [caller: Caller, path: string, request: FetchRequest, light: boolean]; answer: FetchAnswer };
  /** One piece of a large result. */
  piece: { args: [caller: Caller, plan: LazyPlan, piece: number]; answer: ChunkRun };
  /** A part of another worker's job. */
  assist: { args: [work: SharedWork]; answer: undefined };
  chunk: { args: [caller: Caller, path: string, nchunk: number, light: boolean]; answer: Uint8Array | undefined };
  /** PNG of at most `width` pixels across; undefined if the image is no wider. */
  smallImage: { args: [caller: Caller, path: string, width: number]; answer: Uint8Array | undefined };
  /** A plain file, or a part of one, as a write stores it. The bytes move to the worker. */
  plainFrame: { args: [caller: Caller, bytes: Uint8Array]; answer: Uint8Array };
  plainChunk: { args: [caller: Caller, bytes: Uint8Array]; answer: Uint8Array };
  append: { args: [caller: Caller, path: string, frame: Uint8Array]; answer: PlannedEdit<readonly number[]> };
  fill: { args: [caller: Caller, path: string, fill: ChunkFill]; answer: PlannedEdit<FillState> };
  unfold: { args: [caller: Caller, path: string]; answer: readonly TreeFile[] };
  lazyFrame: { args: [caller: Caller, path: string, wish: LazyWish]; answer: MadeLazy };
  lazyValues: { args: [caller: Caller, path: string, wish: LazyWish]; answer: Uint8Array };
  relocatedLazy: { args: [caller: Caller, from: string, to: string]; answer: Uint8Array | undefined };
  relocatedTree: { args: [caller: Caller, from: string, to: string]; answer: readonly RelocatedFile[] };
  lazyPreview: { args: [caller: Caller, wish: LazyWish]; answer: LazyPreview };
  fillFacts: { args: [caller: Caller, path: string]; answer: FillFacts };
  published: { args: [caller: Caller, path: string, url: string]; answer: PlannedEdit<undefined> };
  notebook: { args: [caller: Caller, path: string]; answer: string };
  pyodideNotebook: { args: [caller: Caller, path: string]; answer: Uint8Array };
}

export type JobName = keyof JobTypes;

type Runner<J extends JobName> = (
  repository: Repository,
  ...args: JobTypes[J]["args"]
) => Promise<JobTypes[J]["answer"]>;

const RUNNERS: { readonly [J in JobName]: Runner<J> } = {
  info: (repository, caller, path) => repository.info(caller, path),
  names: async (repository, caller, path, query) => {
    const names = query === undefined ? repository.list(caller, path) : repository.names(caller, path, query);
    return new TextEncoder().encode(JSON.stringify(await names));
  },
  folder: (repository, caller, path) => repository.folder(caller, path),
  fetch: (repository, ...args) => repository.fetch(...args),
  piece: (repository, ...args) => repository.piece(...args),
  assist: async (repository, work) => {
    await repository.assist(work);
    return undefined;
  },
  chunk: (repository, ...args) => repository.chunk(...args),
  smallImage: (repository, caller, path, width) => smallImage(repository, caller, path, width),
  plainFrame: (repository, caller, bytes) => spent(bytes, repository.plans.plainFrame(caller, bytes)),
  plainChunk: (repository, caller, bytes) => spent(bytes, repository.plans.plainChunk(caller, bytes)),
  append: (repository, ...args) => repository.plans.append(...args),
  fill: (repository, ...args) => repository.plans.fill(...args),
  unfold: (repository, ...args) => repository.plans.unfold(...args),
  lazyFrame: (repository, ...args) => repository.plans.lazyFrame(...args),
  lazyValues: (repository, ...args) => repository.plans.lazyValues(...args),
  relocatedLazy: (repository, ...args) => repository.plans.relocatedLazy(...args),
  relocatedTree: (repository, ...args) => repository.plans.relocatedTree(...args),
  lazyPreview: (repository, ...args) => repository.plans.lazyPreview(...args),
  fillFacts: (repository, ...args) => repository.plans.fillFacts(...args),
  published: (repository, ...args) => repository.plans.published(...args),
  notebook: (repository, caller, path) => notebookPage(repository, caller, path),
  pyodideNotebook: (repository, caller, path) => pyodideNotebook(repository, caller, path),
};

/** Work on bytes that were moved here, which go with it. */
function spent<T>(bytes: Uint8Array, work: Promise<T>): Promise<T> {
  return work.finally(() => dropBytes(bytes));
}

/** A job by name with its arguments, as it crosses to a worker. */
export type Job = { readonly [J in JobName]: { readonly name: J; readonly args: JobTypes[J]["args"] } }[JobName];

export function runJob(repository: Repository, job: Job): Promise<unknown> {
  // The table gives each name the runner of its own arguments; the union above cannot say so.
  const runner = RUNNERS[job.name] as (repository: Repository, ...args: Job["args"]) => Promise<unknown>;
  return runner(repository, ...job.args);
}

/** Content that a worker produces piece by piece, each when it is asked for. */
export interface ContentStream {
  readonly size: number;
  readonly pieces: AsyncIterable<Uint8Array>;
}

/** What a worker is given when it starts. */
export interface WorkerSettings {
  readonly stateDirectory: string;
  /** Of the {@link CancelSlots} of the thread. */
  readonly cancelSlots: SharedArrayBuffer;
  /** Of {@link blockMemory}, and the number of this thread in it. */
  readonly blocks: SharedArrayBuffer;
  readonly thread: number;
  /** What it may keep, and where it tells what it does. */
  readonly memory: ThreadMemory;
  readonly usage: SharedArrayBuffer;
  /** Whether its jobs may take long: then answers that take no time go before them. */
  readonly background: boolean;
}

/** What crosses to a worker. `id` names a job, or the stream that it opened; `slot` is where it is cancelled. */
export type ToWorker =
  | { readonly kind: "job"; readonly id: number; readonly slot: number | undefined; readonly job: Job }
  | {
      readonly kind: "open";
      readonly id: number;
      readonly caller: Caller;
      readonly path: string;
      readonly lent: boolean;
    }
  | { readonly kind: "pull"; readonly id: number }
  | { readonly kind: "helped"; readonly id: number; readonly complete: boolean }
  | { readonly kind: "joined"; readonly id: number; readonly work: SharedReduction | undefined }
  | { readonly kind: "close"; readonly id: number };

/** What comes back: `piece` undefined is the end of a stream. */
export type FromWorker =
  | { readonly kind: "ready" }
  | { readonly kind: "answer"; readonly id: number; readonly answer: unknown }
  | { readonly kind: "piece"; readonly id: number; readonly piece: Uint8Array | undefined }
  | { readonly kind: "error"; readonly id: number; readonly error: PlainError }
  | HelpWanted
  | Announced;

/** A worker begins a reduction; `joined` answers with the same one of another worker, if there is one. */
export interface Announced {
  readonly kind: "join";
  readonly id: number;
  readonly work: SharedReduction;
}

/** A worker's call for others to take part in a job; `helped` answers it. */
export interface HelpWanted {
  readonly kind: "help";
  readonly id: number;
  readonly work: SharedWork;
}

/** An error without its class, which does not survive the crossing. */
export interface PlainError {
  readonly code: string;
  readonly message: string;
  readonly detail: Readonly<Record<string, unknown>>;
  /** For the log alone. */
  readonly stack: string | undefined;
}
