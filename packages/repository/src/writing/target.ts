import { CatervaError } from "@caterva2/ndarray";
import { checkKey, childKey, type WritableStorage } from "@caterva2/storage";
import { compressedName, isHidden, isTreeDirectory, nameKind } from "../naming.ts";
import type { Location } from "../path.ts";

export type WriteLocation = Location<WritableStorage>;

/** Where a file is to go: its location as clients name it, and the key under which it is stored. */
export interface FileTarget extends WriteLocation {
  readonly storedKey: string;
}

/**
 * Where an upload goes: the path itself, or into the directory that it names, under the client's own name.
 * @throws path.invalid, request.invalid when the file has no usable name of its own
 */
export async function uploadTarget(
  location: WriteLocation,
  directory: boolean,
  ownName: string | undefined,
): Promise<FileTarget> {
  const inside = directory || location.key === "" || (await isDirectory(location));
  const key = inside ? childKey(location.key, safeName(ownName)) : location.key;
  return fileTarget({ ...location, key });
}

/** A plain file is stored under the name of its compressed form, all others under their own. */
export function fileTarget(location: WriteLocation): FileTarget {
  const plain = nameKind(lastPart(location.key)) === "plain";
  return { ...location, storedKey: plain ? compressedName(location.key) : location.key };
}

/**
 * Where something that is moved or copied goes: into `location` if that is a directory or has no extension, unless it
 * is a file that is there; else it gets the very name.
 */
export async function relocationTarget(
  location: WriteLocation,
  directory: boolean,
  name: string,
): Promise<WriteLocation> {
  const { key } = location;
  const inside =
    directory || key === "" || (await isDirectory(location)) || !(hasExtension(key) || (await isFile(location)));
  return inside ? { ...location, key: childKey(key, name) } : location;
}

/**
 * Checks that something may be stored under a key: no reserved name, and nothing on the way but directories.
 * @throws path.invalid
 */
export async function checkTarget({ storage, key }: WriteLocation): Promise<void> {
  checkKey(key);
  const parts = key.split("/");
  if (key === "" || parts.some(isHidden)) throw invalid("Nothing can be written under this name.");
  for (let length = 1; length < parts.length; length += 1) {
    const above = parts.slice(0, length).join("/");
    if (isTreeDirectory(above)) throw invalid("Nothing can be written inside of a store.");
    const kind = (await storage.stat(above))?.kind;
    if (kind === "directory") continue;
    // A compressed file keeps the name that clients see: a directory of that name would hide it.
    if (kind === "file" || (await storage.stat(compressedName(above)))?.kind === "file") {
      throw invalid("The path leads through a file.");
    }
    return;
  }
}

/** The last part of what a client calls its file, if it can be a name here. @throws request.invalid */
function safeName(name: string | undefined): string {
  const last = (name ?? "").split(/[/\\]/).at(-1) ?? "";
  const safe = last.toWellFormed().replace(/\p{Cc}/gu, "");
  if (safe === "" || safe === "." || safe === ".." || isHidden(safe)) {
    throw new CatervaError("request.invalid", "The file has no name of its own: say one in the path.");
  }
  return safe;
}

/** As Python's pathlib sees it: a dot that is neither first nor last in the name. */
function hasExtension(key: string): boolean {
  const name = lastPart(key);
  const dot = name.lastIndexOf(".");
  return dot > 0 && dot < name.length - 1;
}

async function isDirectory({ storage, key }: WriteLocation): Promise<boolean> {
  // A store that is a directory on disk is one dataset.
  return (await storage.stat(key))?.kind === "directory" && !isTreeDirectory(key);
}

async function isFile({ storage, key }: WriteLocation): Promise<boolean> {
  const kind = (await storage.stat(key))?.kind ?? (await storage.stat(compressedName(key)))?.kind;
  return kind === "file";
}

export function lastPart(key: string): string {
  return key.slice(key.lastIndexOf("/") + 1);
}

function invalid(message: string): CatervaError {
  return new CatervaError("path.invalid", message);
}
