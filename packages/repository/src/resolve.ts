import { CatervaError, isCatervaError } from "@caterva2/ndarray";
import type { Storage, StorageEntry } from "@caterva2/storage";
import {
  compressedName,
  isCompressedName,
  isHdf5Name,
  isHidden,
  isTreeDirectory,
  nameKind,
  shownName,
} from "./naming.ts";
import type { FilePlace } from "./open-files.ts";
import type { Location } from "./path.ts";
import type { FileFacts } from "./types.ts";

/** A file that is there: where it is stored and what it is. */
export interface FoundFile {
  readonly kind: "file";
  readonly storage: Storage;
  /** `@public`. */
  readonly root: string;
  /** As in {@link Location}. */
  readonly scope: string;
  /** Key as stored, with `.b2` where there is one. */
  readonly key: string;
  readonly entry: StorageEntry;
  /** The name that clients see. */
  readonly name: string;
  readonly stored: FileFacts["stored"];
}

export interface FoundDirectory {
  readonly kind: "directory";
  readonly storage: Storage;
  readonly root: string;
  readonly scope: string;
  readonly key: string;
  readonly entry: StorageEntry;
  readonly name: string;
  /** A `.b2d` store: one dataset, not looked into. */
  readonly opaque: boolean;
}

export type Found = FoundFile | FoundDirectory;

/** A place inside a container file; whether there is something, only its content tells. */
export interface FoundMember {
  readonly kind: "member";
  readonly file: FoundFile;
  /** Names and slashes, seen from the file. */
  readonly inner: string;
  readonly name: string;
}

/** What a location holds. @throws path.not_found, also for lock sidecars and below stores. */
export async function resolve(location: Location): Promise<Found> {
  const { storage, key } = location;
  const parts = key.split("/");
  const name = parts.at(-1) ?? "";
  if (isHidden(name) || parts.slice(0, -1).some(isTreeDirectory)) throw notFound();
  const entry = await storage.stat(key);
  if (entry?.kind === "directory") {
    return { kind: "directory", ...location, entry, name, opaque: isTreeDirectory(name) };
  }
  // Of x.b2 and x.b2.b2 the first is the compressed form of x, and what clients call x.b2 is the second if there is one.
  if (entry !== undefined && !isCompressedName(name)) return describe(location, entry);
  if (nameKind(name) === "plain" && key !== "") {
    const compressed = await storage.stat(compressedName(key));
    if (compressed?.kind === "file") return describe({ ...location, key: compressedName(key) }, compressed);
  }
  if (entry !== undefined) return describe(location, entry);
  throw notFound();
}

/** As {@link resolve}, but a path may go on inside a container file. */
export async function resolveWithin(location: Location): Promise<Found | FoundMember> {
  try {
    return await resolve(location);
  } catch (error) {
    if (!isCatervaError(error, "path.not_found")) throw error;
    const member = await memberAt(location);
    if (member === undefined) throw error;
    return member;
  }
}

/** The first part with a container's name that is a file ends the file's path; a directory of that name does not. */
async function memberAt(location: Location): Promise<FoundMember | undefined> {
  const parts = location.key.split("/");
  for (const [index, part] of parts.slice(0, -1).entries()) {
    if (isTreeDirectory(part)) return undefined;
    if (!isHdf5Name(part)) continue;
    const key = parts.slice(0, index + 1).join("/");
    const entry = await location.storage.stat(key);
    if (entry?.kind !== "file") continue;
    const file = describe({ ...location, key }, entry);
    return { kind: "member", file, inner: parts.slice(index + 1).join("/"), name: parts.at(-1) ?? "" };
  }
  return undefined;
}

/** The file that was found, for calls that work on files. @throws dataset.wrong_kind for a directory */
export function fileOf(found: Found | FoundMember): FoundFile {
  if (found.kind === "file") return found;
  if (found.kind === "member")
    throw new CatervaError("path.not_found", "This is inside a file: only the file itself is one.");
  throw new CatervaError("dataset.wrong_kind", "This is a directory, not a file.");
}

/** What is called like an HDF5 file; whether it is one, its content tells. */
export function hdf5File(found: Found): FoundFile | undefined {
  return found.kind === "file" && isHdf5Name(found.name) ? found : undefined;
}

/** The same file as the cache of open files knows it. */
export function placeOf({ storage, scope, key, entry }: FoundFile): FilePlace {
  return { storage, key, id: fileId({ scope, key }), version: entry.version };
}

/** What tells a file from all others, whoever names it. */
export function fileId({ scope, key }: { readonly scope: string; readonly key: string }): string {
  return `${scope}/${key}`;
}

function describe(location: Location, entry: StorageEntry): FoundFile {
  return { kind: "file", ...location, entry, name: shownName(entry.name), stored: storedForm(entry.name) };
}

/** How a file is stored, by its stored name. */
function storedForm(storedName: string): FileFacts["stored"] {
  const kind = nameKind(storedName);
  if (kind === "array" || kind === "schunk") return "frame";
  if (kind === "container") return "container";
  return isCompressedName(storedName) ? "compressed" : "plain";
}

function notFound(): CatervaError {
  return new CatervaError("path.not_found", "There is nothing at this path.");
}
