import type { Dirent } from "node:fs";
import { lstat, mkdir, readdir, realpath, stat } from "node:fs/promises";
import { copyFileDurably } from "./fs-copy.ts";
import { flushDirectory } from "./fs-draft.ts";
import { systemCode } from "./fs-errors.ts";
import type { FsRoot } from "./fs-root.ts";
import { inParallel } from "./in-parallel.ts";

/** Files that are copied at a time: their flushes are done together by the file system. */
const AT_A_TIME = 8;

/**
 * Copies a file or directory to a new path, durably. Links that stay inside the root are copied as what they lead to,
 * all others, and special files, are left out. @throws errors of the system
 */
export async function copyTree(root: FsRoot, from: string, to: string): Promise<void> {
  if (!(await stat(from)).isDirectory()) return copyFileDurably(from, to);
  const tree = { files: [] as { from: string; to: string }[], directories: [] as string[] };
  await copyDirectories(root, from, to, [], tree);
  await inParallel(tree.files, AT_A_TIME, (file) => copyFileDurably(file.from, file.to));
  await inParallel(tree.directories, AT_A_TIME, flushDirectory);
}

/** Makes the directories of a copy, and says which files go into them. */
async function copyDirectories(
  root: FsRoot,
  from: string,
  to: string,
  above: readonly string[],
  tree: { readonly files: { from: string; to: string }[]; readonly directories: string[] },
): Promise<void> {
  await mkdir(to);
  tree.directories.push(to);
  for (const dirent of await readdir(from, { withFileTypes: true })) {
    const child = await followed(root, `${from}/${dirent.name}`, dirent);
    // A link back to a directory on the way here would lead round and round.
    if (child === undefined || child.path === from || above.includes(child.path)) continue;
    const place = `${to}/${dirent.name}`;
    if (child.directory) await copyDirectories(root, child.path, place, [...above, from], tree);
    else tree.files.push({ from: child.path, to: place });
  }
}

interface Followed {
  readonly path: string;
  readonly directory: boolean;
}

/** The file or directory that an entry of a directory is, if it is one of the root. */
async function followed(root: FsRoot, path: string, dirent: Dirent): Promise<Followed | undefined> {
  if (path === root.temporaries) return undefined;
  if (dirent.isFile() || dirent.isDirectory()) return { path, directory: dirent.isDirectory() };
  if (!dirent.isSymbolicLink()) return undefined;
  try {
    const real = await realpath(path);
    const kind = await lstat(real);
    if (!root.contains(real) || !(kind.isFile() || kind.isDirectory())) return undefined;
    return { path: real, directory: kind.isDirectory() };
  } catch (error) {
    // Dangling, and loops.
    if (systemCode(error) === "ENOENT" || systemCode(error) === "ELOOP") return undefined;
    throw error;
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
