import { constants, type Dirent } from "node:fs";
import { copyFile, lstat, mkdir, open, readdir, realpath, stat } from "node:fs/promises";
import { flushDirectory } from "./fs-draft.ts";
import { systemCode } from "./fs-errors.ts";
import type { FsRoot } from "./fs-root.ts";

/**
 * Copies a file or directory to a new path, durably. Links that stay inside the root are copied as what they lead to,
 * all others, and special files, are left out. @throws errors of the system
 */
export async function copyTree(root: FsRoot, from: string, to: string, above: readonly string[] = []): Promise<void> {
  if (!(await stat(from)).isDirectory()) return copyDurably(from, to);
  await mkdir(to);
  for (const dirent of await readdir(from, { withFileTypes: true })) {
    const child = await followed(root, `${from}/${dirent.name}`, dirent);
    // A link back to a directory on the way here would lead round and round.
    if (child === undefined || child === from || above.includes(child)) continue;
    await copyTree(root, child, `${to}/${dirent.name}`, [...above, from]);
  }
  await flushDirectory(to);
}

/** The file or directory that an entry of a directory is, if it is one of the root. */
async function followed(root: FsRoot, path: string, dirent: Dirent): Promise<string | undefined> {
  if (path === root.temporaries) return undefined;
  if (dirent.isFile() || dirent.isDirectory()) return path;
  if (!dirent.isSymbolicLink()) return undefined;
  try {
    const real = await realpath(path);
    const kind = await lstat(real);
    return root.contains(real) && (kind.isFile() || kind.isDirectory()) ? real : undefined;
  } catch (error) {
    // Dangling, and loops.
    if (systemCode(error) === "ENOENT" || systemCode(error) === "ELOOP") return undefined;
    throw error;
  }
}

async function copyDurably(from: string, to: string): Promise<void> {
  await copyFile(from, to, constants.COPYFILE_FICLONE | constants.COPYFILE_EXCL);
  const handle = await open(to, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Bytes of the files below a path, without following links. */
export async function treeUsage(root: FsRoot, path: string, counts: (name: string) => boolean): Promise<number> {
  if (path === root.temporaries) return 0;
  const stats = await lstat(path).catch(() => undefined);
  if (stats === undefined || stats.isSymbolicLink()) return 0;
  if (stats.isFile()) return counts(path.slice(path.lastIndexOf("/") + 1)) ? stats.size : 0;
  if (!stats.isDirectory()) return 0;
  let sum = 0;
  // One directory after the other: a walk in the background takes little from requests.
  for (const name of await readdir(path).catch(() => [])) sum += await treeUsage(root, `${path}/${name}`, counts);
  return sum;
}
