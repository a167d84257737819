import { lstatSync } from "node:fs";
import { mkdir, open, rm } from "node:fs/promises";
import { CatervaError } from "@caterva2/ndarray";
import { flushDirectory, place, temporaryPath } from "./fs-draft.ts";
import { guard } from "./fs-errors.ts";
import type { FsRoot } from "./fs-root.ts";
import { inParallel } from "./in-parallel.ts";
import { checkKey, childKey } from "./key.ts";
import type { TreeFile } from "./writing.ts";
import { writePieces } from "./written-file.ts";

/** Files that are written at a time: their flushes are done together by the file system. */
const AT_A_TIME = 32;

/** Writes all files where nobody sees them, flushes them, and gives their directory its name. */
export async function storeTree(root: FsRoot, key: string, files: readonly TreeFile[]): Promise<void> {
  await root.prepare();
  checkFree(root, key);
  const unfinished = await temporaryPath(root);
  try {
    const directories = directoriesOf(files);
    for (const directory of directories) await mkdir(childPath(unfinished, directory));
    await inParallel(files, AT_A_TIME, ({ path, bytes }) => writeDurably(childPath(unfinished, path), bytes));
    for (const directory of [...directories].reverse()) await flushDirectory(childPath(unfinished, directory));
    checkFree(root, key);
    await place(unfinished, root.locateTarget(key));
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}

/** A directory without files would be replaced by the renaming. */
function checkFree(root: FsRoot, key: string): void {
  const { directory, missing, name } = root.locateTarget(key);
  if (missing.length > 0 || guard(() => lstatSync(`${directory}/${name}`)) === undefined) return;
  throw new CatervaError("path.taken", "There is something else at this path.");
}

/** The directory itself and those in it, each before what is in it. @throws path.invalid */
function directoriesOf(files: readonly TreeFile[]): ReadonlySet<string> {
  const directories = new Set([""]);
  for (const { path } of files) {
    checkKey(path);
    const parts = path.split("/");
    for (let length = 1; length < parts.length; length += 1) directories.add(parts.slice(0, length).join("/"));
  }
  return directories;
}

async function writeDurably(path: string, bytes: Uint8Array): Promise<void> {
  const handle = await open(path, "wx");
  try {
    await writePieces(handle, [bytes], 0);
    await handle.datasync();
  } finally {
    await handle.close();
  }
}

function childPath(directory: string, path: string): string {
  return path === "" ? directory : childKey(directory, path);
}
