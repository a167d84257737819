import { realpathSync } from "node:fs";
import { lstat, open, rename, rm } from "node:fs/promises";
import { flushDirectory, temporaryPath } from "./fs-draft.ts";
import type { FsRoot } from "./fs-root.ts";
import { inParallel } from "./in-parallel.ts";
import { checkKey } from "./key.ts";
import type { TreeFile } from "./writing.ts";
import { writePieces } from "./written-file.ts";

const AT_A_TIME = 32;

/**
 * New contents for files of a directory: on disk before the directory is touched, so that what is left to do once it
 * has its new name are renames.
 */
export class Replacements {
  readonly #unfinished = new Map<string, string>();

  /** @throws path.invalid, errors of the system */
  static async write(root: FsRoot, files: readonly TreeFile[]): Promise<Replacements> {
    const replacements = new Replacements();
    try {
      await inParallel(files, AT_A_TIME, async ({ path, bytes }) => {
        checkKey(path);
        const unfinished = await temporaryPath(root);
        replacements.#unfinished.set(path, unfinished);
        const file = await open(unfinished, "wx");
        try {
          await writePieces(file, [bytes], 0);
          await file.datasync();
        } finally {
          await file.close();
        }
      });
    } catch (error) {
      await replacements.discard();
      throw error;
    }
    return replacements;
  }

  /** Puts them in their places below a real path, durably. Files that links bring in from elsewhere stay as they are. */
  async into(directory: string): Promise<void> {
    const parents = new Set<string>();
    for (const [path, unfinished] of this.#unfinished) {
      const target = `${directory}/${path}`;
      const parent = target.slice(0, target.lastIndexOf("/"));
      if (realpathSync.native(parent) !== parent || !(await lstat(target)).isFile()) continue;
      await rename(unfinished, target);
      this.#unfinished.delete(path);
      parents.add(parent);
    }
    await inParallel(parents, AT_A_TIME, flushDirectory);
  }

  /** Removes those that have no place. */
  async discard(): Promise<void> {
    for (const unfinished of this.#unfinished.values()) await rm(unfinished, { force: true });
  }
}
