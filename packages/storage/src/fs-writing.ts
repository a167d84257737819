import { lstatSync, realpathSync } from "node:fs";
import { readdir, rename, rm, unlink } from "node:fs/promises";
import { CatervaError } from "@caterva2/ndarray";
import { copyThrough } from "./copy-through.ts";
import { flushDirectory, fsDraft, isOwnTemporary, makeDirectories, place, temporaryPath } from "./fs-draft.ts";
import { guard, systemCode, writing } from "./fs-errors.ts";
import { growFile } from "./fs-grow.ts";
import { Replacements } from "./fs-replacements.ts";
import { type FsRoot, notFound } from "./fs-root.ts";
import { storeTree } from "./fs-store-tree.ts";
import { copyTree, treeUsage } from "./fs-tree.ts";
import { keyName } from "./key.ts";
import type { Storage } from "./types.ts";
import type { TreeFile, WritableStorage } from "./writing.ts";

/** The roots behind storages of this driver: between two of them the kernel copies and renames. */
const roots = new WeakMap<object, FsRoot>();

type Writing = Omit<WritableStorage, keyof Storage>;

/** The writing side of the driver. */
export function fsWriting(root: FsRoot): Writing {
  const side: Writing = {
    draft: () => fsDraft(root),
    grow: (key, version, growth) => writing(() => growFile(root, key, version, growth)),
    makeDirectory: (key) => writing(() => makeDirectory(root, key)),
    storeTree: (key, files) => writing(() => storeTree(root, key, files)),
    copyFrom(source, from, to, changed = []) {
      const other = rootOf(source);
      if (other === undefined) return copyThrough(source, from, side, to, changed);
      return writing(() => replacing(root, changed, (files) => copy(other, from, root, to, files)));
    },
    async moveFrom(source, from, to, changed = []) {
      const other = rootOf(source);
      if (other !== undefined) {
        return writing(() => replacing(root, changed, (files) => move(other, from, root, to, files)));
      }
      await copyThrough(source, from, side, to, changed);
      await source.remove(from);
    },
    remove: (key) => writing(() => remove(root, key)),
    async usage(key, counts = () => true) {
      const real = root.locate(key);
      return real === undefined ? 0 : treeUsage(root, real, counts);
    },
    recover: () => writing(() => recover(root)),
  };
  roots.set(side.draft, root);
  return side;
}

/** Found by a method, which stays the same when a storage is wrapped by spreading. */
function rootOf(storage: Storage): FsRoot | undefined {
  const draft: unknown = Reflect.get(storage, "draft");
  return typeof draft === "function" ? roots.get(draft) : undefined;
}

async function makeDirectory(root: FsRoot, key: string): Promise<void> {
  await root.prepare();
  const { directory, missing, name } = root.locateTarget(key);
  await makeDirectories(directory, [...missing, name]);
  // A link that leads to a directory of the root is as good.
  const made = root.locate(key);
  if (made === undefined || guard(() => lstatSync(made))?.isDirectory() !== true) throw taken();
}

/** Runs `work` with new contents for files of a directory, which go if it does not use them. */
async function replacing(
  root: FsRoot,
  changed: readonly TreeFile[],
  work: (files: Replacements) => Promise<void>,
): Promise<void> {
  await root.prepare();
  const files = await Replacements.write(root, changed);
  try {
    await work(files);
  } finally {
    await files.discard();
  }
}

async function copy(source: FsRoot, from: string, root: FsRoot, to: string, files: Replacements): Promise<void> {
  const real = source.locate(from);
  if (real === undefined) throw notFound();
  root.locateTarget(to);
  const unfinished = await temporaryPath(root);
  try {
    await copyTree(source, real, unfinished);
    await files.into(realpathSync.native(unfinished));
    await place(unfinished, root.locateTarget(to));
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}

async function move(source: FsRoot, from: string, root: FsRoot, to: string, files: Replacements): Promise<void> {
  const path = source.locateName(from);
  const target = root.locateTarget(to);
  try {
    const placed = await place(path, target);
    await files.into(placed);
    await flushDirectory(parentOf(path));
  } catch (error) {
    if (systemCode(error) !== "EXDEV") throw error;
    await copy(source, from, root, to, files);
    await remove(source, from);
  }
}

/** Takes the name away in one step; what takes longer happens where nobody sees it. */
async function remove(root: FsRoot, key: string): Promise<void> {
  const path = root.locateName(key);
  if (!lstatSync(path).isDirectory()) {
    await unlink(path);
    return flushDirectory(parentOf(path));
  }
  const trash = await temporaryPath(root);
  await rename(path, trash);
  await flushDirectory(parentOf(path));
  await rm(trash, { recursive: true, force: true });
}

async function recover(root: FsRoot): Promise<void> {
  const names = await readdir(root.temporaries).catch((error: unknown) => {
    if (systemCode(error) === "ENOENT") return [];
    throw error;
  });
  for (const name of names) {
    if (!isOwnTemporary(name)) await rm(`${root.temporaries}/${name}`, { recursive: true, force: true });
  }
}

function parentOf(path: string): string {
  return path.slice(0, -keyName(path).length - 1) || "/";
}

function taken(): CatervaError {
  return new CatervaError("path.taken", "There is something else at this path.");
}
