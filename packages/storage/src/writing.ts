import type { Storage, StorageEntry } from "./types.ts";

/**
 * How a stored file becomes its next version without being copied: bytes behind its present end, and then a new
 * start. What lies between them is never touched, so whoever reads the old version goes on reading it.
 */
export interface Growth {
  /** Where `tail` goes; bytes behind it are left over from a growth that was interrupted, and are cut off first. */
  readonly end: number;
  readonly tail: readonly Uint8Array[];
  /** Replaces the first bytes of the file in one write, once the tail is on disk. */
  readonly head: Uint8Array;
}

/** A file in the making, which nobody sees. Whoever gets one calls `commit` or `discard`. */
export interface Draft {
  /** Bytes so far. */
  readonly size: number;
  /**
   * Adds bytes, which are the draft's from then on: nobody else reads or changes them. They may be written later, so
   * that what is wrong with the storage may be told by a later call.
   */
  append(bytes: Uint8Array): Promise<void>;
  /** Replaces bytes that were appended before. */
  patch(offset: number, bytes: Uint8Array): Promise<void>;
  /**
   * Gives the file its name once it is on disk; a file of that name is replaced in one step, directories on the way
   * are made. @throws path.taken for a directory; path.invalid below a file
   */
  commit(key: string): Promise<StorageEntry>;
  /** Removes the draft; after a commit it does nothing. */
  discard(): Promise<void>;
}

/** A file of a directory that is stored at once. */
export interface TreeFile {
  /** Relative to the directory, a key. */
  readonly path: string;
  readonly bytes: Uint8Array;
}

/**
 * Port: a {@link Storage} that takes writes. Each of them is complete or absent, whenever the process ends; when one
 * answers it is on disk. Two of them on one key at a time are the caller's to prevent. A key may be a symbolic link:
 * then the link is what is replaced, moved or removed. Common errors: storage.full, storage.read_only.
 */
export interface WritableStorage extends Storage {
  draft(): Promise<Draft>;
  /** @throws source.changed when the file at `key` is not of this version any more */
  grow(key: string, version: string, growth: Growth): Promise<StorageEntry>;
  /** Makes a directory, and those on the way; one that is there stays. @throws path.taken for a file */
  makeDirectory(key: string): Promise<void>;
  /** Makes a directory with these files: all of them or nothing. Directories on the way are made. @throws path.taken */
  storeTree(key: string, files: readonly TreeFile[]): Promise<void>;
  /**
   * Copies a file or a whole directory of this or another storage. A file replaces a file. Files of the directory that
   * `changed` names have other contents in the copy. @throws path.taken
   */
  copyFrom(source: Storage, from: string, to: string, changed?: readonly TreeFile[]): Promise<void>;
  /**
   * As `copyFrom`, but what was copied is gone from its old place. The `changed` files follow the directory: a process
   * that ends in between leaves some of them as they were.
   */
  moveFrom(source: WritableStorage, from: string, to: string, changed?: readonly TreeFile[]): Promise<void>;
  /** Removes a file or a whole directory. @throws path.not_found */
  remove(key: string): Promise<void>;
  /** Bytes of the files below a directory, or of a file; 0 if there is nothing. Links are not followed. */
  usage(key: string, counts?: (name: string) => boolean): Promise<number>;
  /** Removes what writes of earlier processes have left unfinished. */
  recover(): Promise<void>;
}
