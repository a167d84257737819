import type { ChunkRun, EncodeParams, ItemPart } from "@caterva2/blosc2";
import type { ReductionPlace } from "@caterva2/compute";
import type { Selection } from "@caterva2/ndarray";
import type { StoredFile } from "@caterva2/storage";
import type { Caller } from "./caller.ts";
import type { LazyPlan, ResultSizes } from "./lazy/types.ts";
import type { RepositoryMemory } from "./memory.ts";
import type { EditPlanner } from "./writing/types.ts";

export type { Access, AnonymousCaller, Caller, UserCaller } from "./caller.ts";

/** Parameters of a fetch, as texts, exactly as they came in the query or body. */
export interface FetchRequest {
  readonly slice?: string | undefined;
  readonly indices?: string | undefined;
  readonly field?: string | undefined;
  readonly filter?: string | undefined;
  /** Fields to sort rows by, separated by commas. */
  readonly sort?: string | undefined;
  /** `asc` or `desc` for each of them, separated by commas, or one for all. */
  readonly order?: string | undefined;
  /** Name of a field that is added to rows, for their numbers in the array. */
  readonly rows?: string | undefined;
  /** Whether to count all rows that there are to find. */
  readonly total?: boolean | undefined;
  /** Only the stored frame will do: nothing is computed. */
  readonly storedOnly?: boolean;
}

/**
 * A stored frame as it is (the server streams it, with ranges and ETag), or what is made for this request: a frame.
 * `unstored` where the first was wanted and there is none.
 */
export type FetchAnswer =
  | { readonly kind: "stored"; readonly etag: string }
  | { readonly kind: "unstored" }
  /** `total`: rows of which these are some. */
  | { readonly kind: "built"; readonly frame: Uint8Array; readonly total?: number | undefined }
  /** The plan of a large result. */
  | { readonly kind: "planned"; readonly plan: LazyPlan }
  /** It takes longer than a light job may: nothing is done yet. */
  | { readonly kind: "heavy" };

/**
 * JSON of `/api/info`, already in the contract's form, with the ETag of files. Integers of the user's
 * metadata beyond 2^53 are bigints, so that they stay exact: `infoText` writes them, `JSON.stringify` does not.
 */
export interface InfoAnswer {
  readonly info: Readonly<Record<string, unknown>>;
  readonly etag: string | undefined;
}

/** A file as a client sees it: `.b2` hidden, the media type guessed from the name. */
export interface FileFacts {
  /** Path as asked for, with its root. */
  readonly path: string;
  /** Tells the file from all others, also where one path means different files for different users. */
  readonly id: string;
  /** `frame`: .b2nd and .b2frame. `compressed`: stored as NAME.b2. `container`: .h5, .hdf5, .b2z. `plain`: as it is. */
  readonly stored: "frame" | "compressed" | "container" | "plain";
  /** Size as stored, in bytes. */
  readonly storedSize: number;
  readonly mtimeNs: bigint;
  readonly etag: string;
  readonly mediaType: string;
}

/** The facts of a file as it was found, and the way to its bytes. */
export interface StoredFacts extends FileFacts {
  /** The stored bytes, with the facts of exactly these bytes. The caller closes the file. @throws path.not_found */
  open(): Promise<{ facts: FileFacts; file: StoredFile }>;
}

/** Which names of a long list. */
export interface NamesQuery {
  /** Levels of directories that are read, 1 or more; directories below are named with a trailing slash. */
  readonly depth?: number | undefined;
  /** Names that sort up to this one are left out. */
  readonly after?: string | undefined;
  readonly limit?: number | undefined;
}

export interface NamesPage {
  readonly names: readonly string[];
  /** What to send as `after` for the next names; null behind the last. */
  readonly next: string | null;
  /** Of the whole list. */
  readonly total: number;
}

/** One line of a folder for the GUI. */
export interface FolderEntry {
  readonly name: string;
  readonly kind: "directory" | "array" | "schunk" | "container" | "file";
  /** Stored size in bytes; null for directories. */
  readonly size: number | null;
  /** ISO 8601 UTC. */
  readonly mtime: string;
  /** Why it cannot be opened; undefined if it can. */
  readonly problem?: string;
  /** What it says: a text inside a container that is no array, its end cut if it is long. */
  readonly text?: string;
}

/** Something changed in a repository. */
export interface Change {
  /** `@root/dir/name`, as clients see it. */
  readonly path: string;
  readonly kind: "changed" | "removed";
}

/** Changes below a path, as they happen. Whoever opened it closes it. */
export interface Changes {
  /** False if there is too much below the path to notice all of it. */
  readonly complete: boolean;
  close(): void;
}

/** A read that several threads work on together: whoever is free takes the next chunk of the selection. */
export interface SharedRead {
  readonly kind: "read";
  readonly caller: Caller;
  readonly path: string;
  /** Of the file that is read; of another one nobody reads a part. */
  readonly etag: string;
  readonly selection: Selection;
  /** What is read of each item. */
  readonly part: ItemPart;
  /** Memory for the bytes of the answer. */
  readonly target: Uint8Array<SharedArrayBuffer>;
  /** One 32-bit number: the next turn. */
  readonly turns: SharedArrayBuffer;
}

/** Blocks of chunks that several threads encode: whoever is free takes the next one. */
export interface SharedEncode {
  readonly kind: "encode";
  readonly params: EncodeParams;
  /** Of each block, in bytes; their contents lie in `input` one behind the other. */
  readonly lengths: readonly number[];
  readonly input: Uint8Array<SharedArrayBuffer>;
  /** Room for the encoded blocks, and their sizes, 32-bit numbers. 0 is none yet. */
  readonly output: Uint8Array<SharedArrayBuffer>;
  readonly sizes: SharedArrayBuffer;
  /** One 32-bit number: the next turn. */
  readonly turns: SharedArrayBuffer;
}

/** A reduction in parts that several threads compute: whoever is free takes the next one. */
export interface SharedReduction {
  readonly kind: "reduce";
  readonly caller: Caller;
  /** Of the lazy array, and what its reduction is of: of anything else nobody computes a part. */
  readonly path: string;
  readonly stamp: string;
  readonly place: ReductionPlace;
  readonly parts: number;
  readonly stateBytes: number;
  /** The states of the parts, one behind the other, and a 32-bit number for each: 1 once it is there. */
  readonly states: Uint8Array<SharedArrayBuffer>;
  readonly done: SharedArrayBuffer;
  readonly turns: SharedArrayBuffer;
}

export type SharedWork = SharedRead | SharedEncode | SharedReduction;

/** Port: other threads that may help with what is large. */
export interface Crew {
  /**
   * Asks whoever is free to call {@link Repository.assist}; answers once nobody of them works on it any more. False
   * if one of them failed: then parts of the result are missing.
   */
  help(work: SharedWork): Promise<boolean>;
  /**
   * Announces a reduction that this thread begins. Answers the same one if another thread has it in hand, or had lately: then
   * this thread takes part in that, and nobody in its own. Default: there never is one.
   */
  join?(work: SharedReduction): Promise<SharedReduction | undefined>;
}

/** Sizes that one request may ask for, in bytes. */
export interface RepositoryLimits {
  /** Uncompressed size of one built answer. */
  readonly answerBytes: number;
  /** Uncompressed size of one chunk that is decoded on the way. */
  readonly chunkBytes: number;
  /** Of what is computed. Default: pieces of 4 MiB, 16 GiB at most. */
  readonly results?: ResultSizes;
}

/**
 * Port: a repository of arrays, read. Paths are `@root/dir/name`.
 * Common errors: root.unknown, root.forbidden, path.invalid (`..`, NUL, empty parts), path.not_found.
 */
export interface Repository {
  /** What writes need computed, with this repository's codec, in this thread. */
  readonly plans: EditPlanner;
  roots(caller: Caller): readonly string[];
  /** Names of all files below a directory, relative to it, sorted, `.b2` hidden; a file lists as its own name. */
  list(caller: Caller, path: string): Promise<string[]>;
  /** A part of that list. */
  names(caller: Caller, path: string, query: NamesQuery): Promise<NamesPage>;
  /** One level of a directory, directories first, then by name. */
  folder(caller: Caller, path: string): Promise<FolderEntry[]>;
  info(caller: Caller, path: string): Promise<InfoAnswer>;
  file(caller: Caller, path: string): Promise<StoredFacts>;
  /** Decides and, unless the stored frame is the answer, computes. Runs on a worker thread. `light`: or says that it takes long. */
  fetch(caller: Caller, path: string, request: FetchRequest, light?: boolean): Promise<FetchAnswer>;
  /** One piece of a planned result. @throws source.changed if it is not of the versions of the plan any more */
  piece(caller: Caller, plan: LazyPlan, piece: number): Promise<ChunkRun>;
  /** Takes part in what another thread does. @throws source.changed if the file of a read is another one by now */
  assist(work: SharedWork): Promise<void>;
  /** Tells what changes at or below a path, by whomever, soon after it happened. */
  watch(caller: Caller, path: string, onChange: (change: Change) => void): Promise<Changes>;
  /** The compressed chunk `nchunk` as stored; undefined if it takes longer than is allowed. @throws chunk.out_of_range, dataset.wrong_kind */
  chunk(caller: Caller, path: string, nchunk: number, light?: boolean): Promise<Uint8Array | undefined>;
  /**
   * The content of a file in pieces: a `compressed` one is decoded chunk by chunk, others as they are. With `lent`, a
   * piece is valid only until the next but one is asked for.
   */
  content(caller: Caller, path: string, lent?: boolean): Promise<{ size: number; pieces: AsyncIterable<Uint8Array> }>;
  /** What it keeps in memory. */
  keptBytes(): RepositoryMemory;
}
