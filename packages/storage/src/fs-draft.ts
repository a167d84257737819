import { close, closeSync, constants, fsync, lstatSync, openSync, statSync } from "node:fs";
import { type FileHandle, mkdir, open, rename, rm } from "node:fs/promises";
import { promisify } from "node:util";
import { CatervaError } from "@caterva2/ndarray";
import { toEntry } from "./fs-entry.ts";
import { guard, systemCode, writing } from "./fs-errors.ts";
import type { FsRoot, Target } from "./fs-root.ts";
import type { StorageEntry } from "./types.ts";
import { WriteBehind } from "./write-behind.ts";
import type { Draft } from "./writing.ts";
import { writePieces } from "./written-file.ts";

const flush = promisify(fsync);

/** Tells the temporaries of this process from those that others have left. */
const RUN = `${process.pid.toString(36)}-${Date.now().toString(36)}`;

let made = 0;

/** A path for something unfinished; its directory is there. */
export async function temporaryPath(root: FsRoot): Promise<string> {
  await makeTemporaries(root);
  made += 1;
  return `${root.temporaries}/${RUN}-${made.toString(36)}`;
}

/** One directory at a time: made recursively, one that takes no writes would pass for one that is not there. */
async function makeTemporaries(root: FsRoot): Promise<void> {
  if (guard(() => lstatSync(root.temporaries))?.isDirectory() === true) return;
  try {
    await mkdir(root.temporaries);
  } catch (error) {
    if (systemCode(error) === "EEXIST") return;
    if (systemCode(error) !== "ENOENT") throw error;
    await root.prepare();
    await mkdir(root.temporaries, { recursive: true });
  }
}

/** Whether a name among the temporaries is of this process. */
export function isOwnTemporary(name: string): boolean {
  return name.startsWith(`${RUN}-`);
}

/** A new draft: a file among the temporaries of a root. */
export function fsDraft(root: FsRoot): Promise<Draft> {
  return writing(async () => {
    const path = await temporaryPath(root);
    return new FsDraft(root, path, await open(path, "wx"));
  });
}

class FsDraft implements Draft {
  readonly #root: FsRoot;
  readonly #path: string;
  readonly #file: FileHandle;
  readonly #behind: WriteBehind;
  #size = 0;
  #open = true;
  #done = false;

  constructor(root: FsRoot, path: string, file: FileHandle) {
    this.#root = root;
    this.#path = path;
    this.#file = file;
    this.#behind = new WriteBehind(file);
  }

  get size(): number {
    return this.#size;
  }

  async append(bytes: Uint8Array): Promise<void> {
    this.#size += bytes.byteLength;
    await writing(() => this.#behind.append(bytes));
  }

  async patch(offset: number, bytes: Uint8Array): Promise<void> {
    if (offset < 0 || offset + bytes.byteLength > this.#size) {
      throw new CatervaError("internal.unexpected", "Only bytes that were appended can be replaced.");
    }
    await writing(async () => {
      await this.#behind.written();
      await writePieces(this.#file, [bytes], offset);
    });
  }

  commit(key: string): Promise<StorageEntry> {
    return writing(async () => {
      await this.#root.prepare();
      const target = this.#root.locateTarget(key);
      await this.#behind.flushed();
      await this.#close();
      const path = await place(this.#path, target);
      this.#done = true;
      const entry = toEntry(target.name, statSync(path, { bigint: true }));
      if (entry === undefined) throw new CatervaError("source.changed", "The file was replaced meanwhile.");
      return entry;
    });
  }

  async discard(): Promise<void> {
    if (this.#done) return;
    this.#done = true;
    await this.#behind.abandon();
    await this.#close();
    await rm(this.#path, { force: true });
  }

  async #close(): Promise<void> {
    if (!this.#open) return;
    this.#open = false;
    await this.#file.close();
  }
}

/**
 * Gives something finished its name, durably; makes the directories that are missing. Answers its path. The blocks of
 * a file that it replaces are freed later: that takes as long as writing them did.
 */
export async function place(path: string, target: Target): Promise<string> {
  const directory = await makeDirectories(target.directory, target.missing);
  const final = `${directory}/${target.name}`;
  const replaced = openReplaced(final);
  try {
    await rename(path, final);
    await flushDirectory(directory);
  } finally {
    if (replaced !== undefined) close(replaced, () => undefined);
  }
  return final;
}

/** A descriptor of the file at a path, if there is one. */
function openReplaced(path: string): number | undefined {
  try {
    return openSync(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
  } catch {
    return undefined;
  }
}

/** Makes directories one below the other, each durably. Answers the path of the last. */
export async function makeDirectories(start: string, names: readonly string[]): Promise<string> {
  let directory = start;
  for (const name of names) {
    const child = `${directory}/${name}`;
    try {
      await mkdir(child);
      await flushDirectory(directory);
    } catch (error) {
      // Another write may have made it meanwhile; if it is a file, what comes next fails.
      if (systemCode(error) !== "EEXIST") throw error;
    }
    directory = child;
  }
  return directory;
}

/** Makes the names in a directory durable. */
export async function flushDirectory(directory: string): Promise<void> {
  const descriptor = openSync(directory, "r");
  try {
    await flush(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
