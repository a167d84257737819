import { CatervaError } from "@caterva2/ndarray";
import { checkKey, type Storage } from "@caterva2/storage";
import type { Caller } from "./types.ts";

/** The roots that may be served. `shared` and `personal` are for signed-in users only. */
export interface RootStorages {
  readonly public: Storage;
  readonly shared?: Storage | undefined;
  readonly personal?: Storage | undefined;
}

/** A path split into its root's storage and the key in it. `key` is `""` for the root itself. */
export interface Location {
  readonly storage: Storage;
  /** `@public`. */
  readonly root: string;
  readonly key: string;
}

const SIGNED_IN_ROOTS: ReadonlySet<string> = new Set(["@shared", "@personal"]);

/**
 * Resolves `@root/dir/name`; one trailing slash is allowed. URL decoding is the caller's.
 * @throws path.invalid before anything else; root.unknown; root.forbidden
 */
export function locate(roots: RootStorages, _caller: Caller, path: string): Location {
  const trimmed = path.endsWith("/") ? path.slice(0, -1) : path;
  if (trimmed === "") throw new CatervaError("path.invalid", "The path is empty.");
  checkKey(trimmed);
  const slash = trimmed.indexOf("/");
  const root = slash < 0 ? trimmed : trimmed.slice(0, slash);
  if (SIGNED_IN_ROOTS.has(root)) throw new CatervaError("root.forbidden", `Sign in to see ${root}.`);
  if (root !== "@public") throw new CatervaError("root.unknown", "There is no such root.");
  return { storage: roots.public, root, key: slash < 0 ? "" : trimmed.slice(slash + 1) };
}

/** Names of the roots that a caller may read. */
export function visibleRoots(_caller: Caller): readonly string[] {
  return ["@public"];
}
