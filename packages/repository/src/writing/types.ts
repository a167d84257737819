import type { ChunkRun, FramePiece } from "@caterva2/blosc2";
import type { Growth, StoredFile, TreeFile } from "@caterva2/storage";
import type { Caller } from "../caller.ts";
import type { OnProgress } from "../lazy/progress.ts";
import type { LazyPlan, LazyPreview, LazyWish, MadeLazy, RelocatedFile } from "../lazy/types.ts";

export type FileChange =
  | { readonly kind: "growth"; readonly growth: Growth }
  | { readonly kind: "rewrite"; readonly pieces: readonly FramePiece[] };

/** What an append or a chunk fill comes to: what a file of exactly this version becomes, and what to answer. */
export interface PlannedEdit<A> {
  readonly version: string;
  /** Bytes of that version. */
  readonly size: number;
  /**
   * A growth costs no more than its own bytes; a rewrite makes the file anew, without what earlier growths have left
   * behind in it. Undefined: the file says so already.
   */
  readonly change: FileChange | undefined;
  readonly answer: A;
}

/** What is known of an array whose chunks are filled in one by one. */
export interface FillState {
  readonly nchunk: number;
  /** Chunks that hold something. */
  readonly written: number;
  readonly nchunks: number;
  readonly state: "filling" | "complete" | "publishing" | "published";
}

/** What publishing must know of an array. */
export interface FillFacts {
  readonly written: number;
  readonly nchunks: number;
}

/** A chunk to be filled in. */
export interface ChunkFill {
  readonly nchunk: number;
  /** The compressed chunk. */
  readonly chunk: Uint8Array;
  /** Whether a complete array is published: then the last chunk leaves it `publishing`. */
  readonly publishes: boolean;
  /** 32 hexadecimal digits that mark this fill, if it is the first. */
  readonly nonce: string;
}

/** How somebody takes part in work that takes long. */
export interface WorkWatch {
  /** Fires when nobody wants it any more: then it ends with `request.cancelled`. */
  readonly signal?: AbortSignal | undefined;
  /** Told now and then how many items it has computed since the last time. */
  readonly onItems?: ((items: number) => void) | undefined;
}

/** Who waits for what is made and stored. */
export interface StoreWatch {
  /** Fires when nobody wants it any more: then nothing is stored, unless it is complete already. */
  readonly signal?: AbortSignal | undefined;
  /** Not called for what takes no time. */
  readonly onProgress?: OnProgress | undefined;
}

/** Port: what a write needs computed. It takes time, so whoever serves does it in another thread. */
export interface EditPlanner {
  /** Bytes of a plain file as a whole frame. */
  plainFrame(caller: Caller, bytes: Uint8Array): Promise<Uint8Array>;
  /** One chunk of a plain file that comes in several; empty for one of zeros. */
  plainChunk(caller: Caller, bytes: Uint8Array): Promise<Uint8Array>;
  /** Adds the rows of `frame`, a b2nd cframe; answers the new shape. @throws request.invalid, blosc2.malformed, dataset.wrong_kind */
  append(caller: Caller, path: string, frame: Uint8Array): Promise<PlannedEdit<readonly number[]>>;
  /** @throws chunk.out_of_range, chunk.taken, chunk.mismatch, blosc2.malformed, blosc2.corrupt, dataset.wrong_kind */
  fill(caller: Caller, path: string, fill: ChunkFill): Promise<PlannedEdit<FillState>>;
  /** The files that an HDF5 file unfolds into; each counts as an item. @throws request.invalid */
  unfold(caller: Caller, path: string, watch?: WorkWatch): Promise<readonly TreeFile[]>;
  /** The frame of a lazy array that is to stand at a path, or of its values; of many values their plan. @throws expression.invalid, dataset.wrong_kind */
  lazyFrame(caller: Caller, path: string, wish: LazyWish, watch?: WorkWatch): Promise<MadeLazy>;
  /** The frame of the values that `lazyFrame` called costly. @throws as that, source.changed */
  lazyValues(caller: Caller, path: string, wish: LazyWish, watch?: WorkWatch): Promise<Uint8Array>;
  /** One piece of planned values. @throws source.changed */
  lazyPiece(caller: Caller, plan: LazyPlan, piece: number, watch?: WorkWatch): Promise<ChunkRun>;
  /** The frame of a lazy array as it is to stand at another path; undefined for what goes there as it is. */
  relocatedLazy(caller: Caller, from: string, to: string): Promise<Uint8Array | undefined>;
  /** The lazy arrays of a directory that are to have other contents where it goes. */
  relocatedTree(caller: Caller, from: string, to: string): Promise<readonly RelocatedFile[]>;
  lazyPreview(caller: Caller, wish: LazyWish): Promise<LazyPreview>;
  /** @throws dataset.wrong_kind for what is no array */
  fillFacts(caller: Caller, path: string): Promise<FillFacts>;
  /** Writes down where an array was published. */
  published(caller: Caller, path: string, url: string): Promise<PlannedEdit<undefined>>;
}

/** Port: where complete arrays are published. */
export interface PublishTarget {
  /** Where a path is found once it is published. */
  urlOf(path: string): string;
  /** Stores a copy, complete or not at all. */
  store(path: string, file: StoredFile): Promise<void>;
  /** Removes what attempts of earlier processes have left. */
  recover(): Promise<void>;
}

/** An upload: where to, and what. */
export interface Upload {
  /** `@root/dir/name`, or a directory: then the file goes there under its own name. */
  readonly path: string;
  /** The path ended in a slash: it is a directory, also if it is not there yet. */
  readonly directory?: boolean;
  /** What the client calls the file. Only its last part counts, and only for a directory. */
  readonly name?: string | undefined;
  readonly pieces: AsyncIterable<Uint8Array>;
  /** Bytes that are announced, to refuse early. */
  readonly size?: number | undefined;
}

/**
 * Port: a repository of arrays, written. Every call is complete or has done nothing, and is on disk when it answers;
 * writers of one path come one after the other. Paths as in {@link Repository}. Common errors: those of
 * `Repository`, request.unauthenticated, quota.exceeded, storage.full, storage.read_only, path.taken.
 */
export interface Writer {
  /** Stores a file, replacing one; answers its path. Names that are no datasets are stored compressed. */
  upload(caller: Caller, upload: Upload): Promise<string>;
  /** Moves a file or directory; answers its new path. A `dst` that is a directory, or has no extension, holds it. */
  move(caller: Caller, src: string, dst: string): Promise<string>;
  copy(caller: Caller, src: string, dst: string): Promise<string>;
  /** Removes a file or a whole directory; answers its path. */
  remove(caller: Caller, path: string): Promise<string>;
  /** Adds rows to an array; answers its new shape. Another dtype is cast. */
  append(caller: Caller, path: string, frame: Uint8Array): Promise<readonly number[]>;
  /** Writes a compressed chunk into a slot that was never written. The last one may publish the array, after the answer. */
  fillChunk(caller: Caller, path: string, nchunk: number, chunk: Uint8Array): Promise<FillState>;
  /** Copies a complete array to where arrays are published; answers its URL. @throws request.invalid */
  publish(caller: Caller, path: string): Promise<string>;
  makeDirectory(caller: Caller, path: string): Promise<string>;
  /**
   * Makes a directory beside an HDF5 file, called like it without its suffix, with an array for each dataset that
   * reads from the file; answers the directory's name. In a directory that is there already files of the same names
   * are replaced, others stay. How many there will be nobody knows before. @throws request.invalid for what has nothing
   * to unfold, request.cancelled
   */
  unfold(caller: Caller, path: string, watch?: StoreWatch): Promise<string>;
  /** Stores a lazy array, or its values, at a path that ends in .b2nd. @throws expression.invalid, dataset.wrong_kind, request.cancelled */
  storeLazy(caller: Caller, path: string, wish: LazyWish, watch?: StoreWatch): Promise<string>;
  /** What an expression would be; stores nothing. */
  previewLazy(caller: Caller, wish: LazyWish): Promise<LazyPreview>;
  /** Makes an empty notebook. @throws path.taken, request.invalid for another extension */
  addNotebook(caller: Caller, path: string): Promise<string>;
  /** Runs a read while nobody writes what is at a path: for one that writers have disturbed. */
  undisturbed<T>(caller: Caller, path: string, read: () => Promise<T>): Promise<T>;
  /** Removes everything of a user. */
  removePersonal(userId: string): Promise<void>;
}
