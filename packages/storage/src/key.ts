import { CatervaError } from "@caterva2/ndarray";

/** Longest key, in UTF-16 units: below PATH_MAX of every system, with room for the root. */
const MAX_KEY_LENGTH = 2048;

/**
 * The one place where keys are judged; every driver starts every operation with it.
 * A backslash is an ordinary character: keys are POSIX paths on every system.
 * @throws path.invalid for `.`, `..` and empty parts, NUL, lone surrogates, and keys that are too long.
 */
export function checkKey(key: string): void {
  if (key === "") return;
  if (key.length > MAX_KEY_LENGTH) throw invalid("it is too long", key);
  if (key.includes("\0")) throw invalid("it contains a NUL", key);
  // Lone surrogates would be written as U+FFFD and so reach another name.
  if (!key.isWellFormed()) throw invalid("it is not well-formed Unicode", key);
  for (const part of key.split("/")) {
    if (part === "") throw invalid("it has an empty part", key);
    if (part === "." || part === "..") throw invalid(`it contains '${part}'`, key);
  }
}

function invalid(reason: string, key: string): CatervaError {
  return new CatervaError("path.invalid", `Not a valid path: ${reason}.`, { detail: { length: key.length } });
}

/** Last part of a key; `""` for the root. */
export function keyName(key: string): string {
  return key.slice(key.lastIndexOf("/") + 1);
}

/** Key of an entry of a directory. */
export function childKey(directory: string, name: string): string {
  return directory === "" ? name : `${directory}/${name}`;
}
