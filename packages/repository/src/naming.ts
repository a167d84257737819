/**
 * How stored names and the names that clients see hang together.
 *
 * Files of the dataset kinds keep their name. Any other file NAME is stored as `NAME.b2` (a Blosc2
 * frame of its bytes) by whoever uploads it, and shown as NAME; one that was dropped in by hand is
 * stored and shown as NAME. If both are there the plain one is served: it can only have been put
 * there by hand, after the other, and existing servers replace the `.b2` by it as well.
 */

/** What a name says about the content. */
export type NameKind = "array" | "schunk" | "container" | "plain";

const KINDS: ReadonlyMap<string, NameKind> = new Map([
  ["b2nd", "array"],
  ["b2frame", "schunk"],
  ["b2z", "container"],
  ["h5", "container"],
  ["hdf5", "container"],
]);

/** HDF5 files are looked into, by these names. */
export function isHdf5Name(name: string): boolean {
  return name.endsWith(".h5") || name.endsWith(".hdf5");
}

const COMPRESSED = ".b2";

/** By extension, case-sensitive. */
export function nameKind(name: string): NameKind {
  const dot = name.lastIndexOf(".");
  return (dot < 0 ? undefined : KINDS.get(name.slice(dot + 1))) ?? "plain";
}

/** Lock sidecars of arrays that are being filled: never shown, never served. */
export function isHidden(name: string): boolean {
  return name.endsWith(".b2lock");
}

/** A directory that is one dataset (a tree store). */
export function isTreeDirectory(name: string): boolean {
  return name.endsWith(".b2d");
}

/** Whether a stored file holds the compressed form of a plain file. */
export function isCompressedName(stored: string): boolean {
  return shownName(stored) !== stored;
}

/** The name that clients see for a stored file. */
export function shownName(stored: string): string {
  if (!stored.endsWith(COMPRESSED)) return stored;
  const name = stored.slice(0, -COMPRESSED.length);
  return name === "" || nameKind(name) !== "plain" ? stored : name;
}

/** The stored name of the compressed form of a plain file. */
export function compressedName(name: string): string {
  return name + COMPRESSED;
}
