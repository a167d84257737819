import type { ByteSource } from "@caterva2/ndarray";

/** What a stored name is. Sizes in bytes, times in nanoseconds since 1970 UTC. */
export interface StorageEntry {
  /** Last part of the key. */
  readonly name: string;
  readonly kind: "file" | "directory";
  readonly size: number;
  readonly mtimeNs: bigint;
  /**
   * Changes whenever the content does; opaque, compared for equality only (ETag is made of it).
   * Two directories of one root never have the same: listings find cycles of links by it.
   */
  readonly version: string;
}

/** A name in a directory: cheaper than a {@link StorageEntry}, since nothing is asked about the file itself. */
export type StorageName = Pick<StorageEntry, "name" | "kind">;

/** An open file: a snapshot whose bytes stay those of `entry`, whatever happens to the name meanwhile. */
export interface StoredFile extends ByteSource {
  readonly entry: StorageEntry;
  /** Fills `target` from `offset` on: whoever sends much reads into the same memory again and again. @throws as `read` */
  readInto(offset: number, target: Uint8Array): Promise<void> | undefined;
  /** Bytes `start` to `end` (exclusive) in pieces of at most 256 KiB, for streaming. */
  stream(start: number, end: number): AsyncIterable<Uint8Array>;
  close(): Promise<void>;
}

/** A directory that is being followed. */
export interface Watch {
  /** Settles once every change is told; false if there is too much below the directory to follow it all. */
  readonly ready: Promise<boolean>;
  close(): void;
}

/**
 * Port: the bytes of one root. Keys are relative POSIX paths without `.`, `..`, empty parts or NUL
 * (`path.invalid` otherwise); `""` is the root itself. Nothing outside the root is ever reached,
 * through symbolic links neither. Missing keys answer `undefined` or throw `path.not_found`.
 */
export interface Storage {
  stat(key: string): Promise<StorageEntry | undefined>;
  /** The entries of a directory, in any order. @throws path.not_found */
  list(key: string): Promise<StorageEntry[]>;
  /** The names in a directory, in any order: those of `list`. @throws path.not_found */
  names(key: string): Promise<StorageName[]>;
  /**
   * Tells keys below a directory that may have changed, appeared or vanished, by whomever: some of them more than
   * once, some that are no more, temporary ones too. Nothing is told of what happened before `ready`.
   */
  watch(key: string, onChange: (key: string) => void): Watch;
  /** @throws path.not_found when there is no such file. */
  open(key: string): Promise<StoredFile>;
}
