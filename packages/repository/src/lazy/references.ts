import { type OperandReference, relativeReference, resolveReference } from "@caterva2/compute";
import { CatervaError, isCatervaError } from "@caterva2/ndarray";
import { checkKey } from "@caterva2/storage";
import type { Caller } from "../caller.ts";
import { checkUserId } from "../path.ts";

/** Where a file is, whoever asks: in which root, of whom, under which key. */
export interface StoredPlace {
  /** `@public`, `@shared` or `@personal/UUID`. */
  readonly scope: string;
  readonly key: string;
  /** Where in the file, if it is a container. */
  readonly inner?: string | undefined;
}

/**
 * A reference from one file to another as python-blosc2 stores it: a path relative to the folder of the first, in the
 * layout of a state directory. It stays good when the state directory moves.
 */
export function referenceTo(from: StoredPlace, to: StoredPlace): Exclude<OperandReference, { kind: "elsewhere" }> {
  const path = relativeReference(statePath(from), statePath(to));
  return to.inner === undefined ? { kind: "file", path } : { kind: "member", path, key: `/${to.inner}` };
}

/**
 * The place that a reference in a file means: relative to the file, or absolute if it begins with the state directory
 * (which older files do). Undefined for anything else: files are never a way out.
 */
export function placeMeant(from: StoredPlace, reference: string, stateDirectory?: string): StoredPlace | undefined {
  const inState = stateDirectory !== undefined && reference.startsWith(`${stateDirectory}/`);
  const path = inState
    ? resolveReference("carrier", reference.slice((stateDirectory?.length ?? 0) + 1))
    : resolveReference(statePath(from), reference);
  return path === undefined ? undefined : placeOf(path);
}

/** The path by which somebody names a place; undefined for what is in another user's root. */
export function pathFor(caller: Caller, { scope, key }: StoredPlace): string | undefined {
  const [root = "", owner] = scope.split("/");
  if (owner !== undefined && (caller.kind !== "user" || caller.id !== owner)) return undefined;
  return `${root}/${key}`;
}

/** A place as its path in a state directory: `personal/UUID/dir/a.b2nd`. */
function statePath({ scope, key }: StoredPlace): string {
  return `${scope.slice(1)}/${key}`;
}

function placeOf(path: string): StoredPlace | undefined {
  const parts = path.split("/");
  const [root = ""] = parts;
  const depth = root === "personal" ? 2 : 1;
  if (!["public", "shared", "personal"].includes(root) || parts.length <= depth) return undefined;
  const key = parts.slice(depth).join("/");
  try {
    checkKey(key);
    if (root === "personal") checkUserId(parts[1] ?? "");
  } catch (error) {
    if (isCatervaError(error, "path.invalid")) return undefined;
    throw error;
  }
  return { scope: `@${parts.slice(0, depth).join("/")}`, key };
}

/** The path of an operand. @throws dataset.wrong_kind when it has none that may be followed */
export function followed(name: string, path: string | undefined): string {
  if (path !== undefined) return path;
  throw new CatervaError("dataset.wrong_kind", `The operand ${name} is nothing that may be read here.`);
}
