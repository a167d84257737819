import { lstatSync, realpathSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { sep } from "node:path";
import { CatervaError } from "@caterva2/ndarray";
import { guard, systemCode } from "./fs-errors.ts";
import { checkKey, keyName } from "./key.ts";

/** Directory in a root that holds unfinished files. Keys that begin with it name nothing. */
export const TEMPORARIES = ".caterva2-partial";

/** Where the file of a key is to be made. */
export interface Target {
  /** The deepest directory on the way that is there, its real path. */
  readonly directory: string;
  /** Directories below it that are still to be made. */
  readonly missing: readonly string[];
  readonly name: string;
}

/** The keys of a root as real paths, of which none leaves the root. */
export class FsRoot {
  readonly path: string;
  /** Where unfinished files are: on the same file system as the root. */
  readonly temporaries: string;
  #real: string | undefined;

  constructor(path: string, temporaries = `${path}/${TEMPORARIES}`) {
    this.path = path;
    this.temporaries = temporaries;
  }

  /** The real path of a key, if it is there and inside the root. */
  locate(key: string): string | undefined {
    checkKey(key);
    if (isReserved(key)) return undefined;
    return guard(() => {
      this.#real ??= realpathSync.native(this.path);
      const real = key === "" ? this.#real : realpathSync.native(`${this.#real}/${key}`);
      return this.contains(real) ? real : undefined;
    });
  }

  /** Makes the root's own directory if it is missing: that of a user comes with the first write. */
  async prepare(): Promise<void> {
    if (this.#real !== undefined) return;
    try {
      await mkdir(this.path);
    } catch (error) {
      if (systemCode(error) !== "EEXIST") throw error;
    }
  }

  /** The name of a key itself, of which a link at its end is not followed. @throws path.not_found */
  locateName(key: string): string {
    const { directory, missing, name } = this.locateTarget(key);
    const path = `${directory}/${name}`;
    if (missing.length > 0 || guard(() => lstatSync(path)) === undefined) throw notFound();
    return path;
  }

  /** @throws path.invalid for the root, reserved names, and ways that lead through a file or out of the root */
  locateTarget(key: string): Target {
    checkKey(key);
    if (key === "" || isReserved(key)) throw new CatervaError("path.invalid", "Nothing can be written at this path.");
    const parts = key.split("/").slice(0, -1);
    for (let present = parts.length; present >= 0; present -= 1) {
      const above = parts.slice(0, present).join("/");
      const directory = this.locate(above);
      if (directory !== undefined) return this.#target(directory, parts.slice(present), keyName(key));
      // A name that is there but leads nowhere, or out, is no name for a new directory.
      if (present > 0 && guard(() => lstatSync(`${this.#real}/${above}`)) !== undefined) throw notADirectory();
    }
    throw new CatervaError("storage.read_only", "The root is not there.");
  }

  #target(directory: string, missing: readonly string[], name: string): Target {
    if (!lstatSync(directory).isDirectory()) throw notADirectory();
    return { directory, missing, name };
  }

  /** Whether a real path is inside the root, or the root itself. */
  contains(real: string): boolean {
    const root = this.#real ?? "";
    return real === root || real.startsWith(root.endsWith(sep) ? root : root + sep);
  }
}

/** Whether a key names unfinished files. */
export function isReserved(key: string): boolean {
  return key === TEMPORARIES || key.startsWith(`${TEMPORARIES}/`);
}

export function notFound(): CatervaError {
  return new CatervaError("path.not_found", "There is nothing at this path.");
}

function notADirectory(): CatervaError {
  return new CatervaError("path.invalid", "The path leads through something that is no directory.");
}
