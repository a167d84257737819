import type { StoredFile } from "@caterva2/storage";

/** Who asks. Until there is sign-in everybody is `anonymous` and sees `@public` alone. */
export interface Caller {
  readonly kind: "anonymous";
}

/** Parameters of a fetch, as texts, exactly as they came in the query or body. */
export interface FetchRequest {
  readonly slice?: string | undefined;
  readonly indices?: string | undefined;
  readonly field?: string | undefined;
  readonly filter?: string | undefined;
}

/** A stored frame as it is (the server streams it, with ranges and ETag), or a frame built for this request. */
export type FetchAnswer =
  | { readonly kind: "stored"; readonly etag: string }
  | { readonly kind: "built"; readonly frame: Uint8Array };

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
  /** `frame`: .b2nd and .b2frame. `compressed`: stored as NAME.b2. `container`: .h5, .hdf5, .b2z. `plain`: as it is. */
  readonly stored: "frame" | "compressed" | "container" | "plain";
  /** Size as stored, in bytes. */
  readonly storedSize: number;
  readonly mtimeNs: bigint;
  readonly etag: string;
  readonly mediaType: string;
}

/** One line of a folder for the GUI. */
export interface FolderEntry {
  readonly name: string;
  readonly kind: "directory" | "array" | "schunk" | "container" | "file";
  /** Stored size in bytes; null for directories. */
  readonly size: number | null;
  /** ISO 8601 UTC. */
  readonly mtime: string;
}

/** Sizes that one request may ask for, in bytes. */
export interface RepositoryLimits {
  /** Uncompressed size of one built answer. */
  readonly answerBytes: number;
  /** Uncompressed size of one chunk that is decoded on the way. */
  readonly chunkBytes: number;
}

/**
 * Port: a repository of arrays, read. Paths are `@root/dir/name`.
 * Common errors: root.unknown, root.forbidden, path.invalid (`..`, NUL, empty parts), path.not_found.
 */
export interface Repository {
  roots(caller: Caller): readonly string[];
  /** Names of all files below a directory, relative to it, sorted, `.b2` hidden; a file lists as its own name. */
  list(caller: Caller, path: string): Promise<string[]>;
  /** One level of a directory, directories first, then by name. */
  folder(caller: Caller, path: string): Promise<FolderEntry[]>;
  info(caller: Caller, path: string): Promise<InfoAnswer>;
  file(caller: Caller, path: string): Promise<FileFacts>;
  /** Decides and, unless the stored frame is the answer, computes. Runs on a worker thread. */
  fetch(caller: Caller, path: string, request: FetchRequest): Promise<FetchAnswer>;
  /** The compressed chunk `nchunk` as stored. @throws chunk.out_of_range, dataset.wrong_kind */
  chunk(caller: Caller, path: string, nchunk: number): Promise<Uint8Array>;
  /** The stored bytes of a file. The caller closes it. */
  openStored(caller: Caller, path: string): Promise<StoredFile>;
  /** The content of a file in pieces: a `compressed` one is decoded chunk by chunk, others as they are. */
  content(caller: Caller, path: string): Promise<{ size: number; pieces: AsyncIterable<Uint8Array> }>;
}
