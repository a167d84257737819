import { CatervaError } from "@caterva2/ndarray";
import { checkKey, type Storage } from "@caterva2/storage";
import type { Access, Caller } from "./types.ts";

/** The roots that may be served. `shared` and `personal` are for signed-in users only. */
export interface RootStorages<S extends Storage = Storage> {
  readonly public: S;
  readonly shared?: S | undefined;
  /** Each user's own root, by the user's id. */
  readonly personal?: ((userId: string) => S) | undefined;
}

/** A path split into its root's storage and the key in it. `key` is `""` for the root itself. */
export interface Location<S extends Storage = Storage> {
  readonly storage: S;
  /** `@public`. */
  readonly root: string;
  /** Tells the storage from all others: the root, and whose it is where each user has one. */
  readonly scope: string;
  readonly key: string;
}

type RootName = "public" | "shared" | "personal";

const ROOT_NAMES: ReadonlyMap<string, RootName> = new Map([
  ["@public", "public"],
  ["@shared", "shared"],
  ["@personal", "personal"],
]);

const USER_ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * Resolves `@root/dir/name`; one trailing slash is allowed. URL decoding is the caller's.
 * @throws path.invalid before anything else; root.unknown; root.forbidden; request.unauthenticated for a write of nobody
 */
export function locate<S extends Storage>(
  roots: RootStorages<S>,
  caller: Caller,
  path: string,
  wanted: "read" | "write" = "read",
): Location<S> {
  const trimmed = path.endsWith("/") ? path.slice(0, -1) : path;
  if (trimmed === "") throw new CatervaError("path.invalid", "The path is empty.");
  checkKey(trimmed);
  const slash = trimmed.indexOf("/");
  const root = slash < 0 ? trimmed : trimmed.slice(0, slash);
  const name = ROOT_NAMES.get(root);
  if (name === undefined) throw new CatervaError("root.unknown", "There is no such root.");
  checkAccess(caller, name, wanted);
  return { ...storageOf(roots, caller, name), root, key: slash < 0 ? "" : trimmed.slice(slash + 1) };
}

/** Whether a path begins with one of the three roots. */
export function isInRoot(path: string): boolean {
  const slash = path.indexOf("/");
  return ROOT_NAMES.has(slash < 0 ? path : path.slice(0, slash));
}

/** Names of the roots that a caller may read. */
export function visibleRoots(caller: Caller): readonly string[] {
  return [...ROOT_NAMES].flatMap(([root, name]) => (accessOf(caller, name) === "none" ? [] : [root]));
}

/** Checks the form of a user's id before it names a folder. @throws path.invalid */
export function checkUserId(id: string): string {
  if (USER_ID.test(id)) return id;
  throw new CatervaError("path.invalid", "This is no user's id.");
}

function accessOf(caller: Caller, root: RootName): Access {
  if (caller.kind === "anonymous") return root === "public" ? "read" : "none";
  return caller.access[root];
}

function checkAccess(caller: Caller, root: RootName, wanted: "read" | "write"): void {
  const access = accessOf(caller, root);
  if (access === "write" || access === wanted) return;
  if (caller.kind === "user") throw new CatervaError("root.forbidden", `You may not ${wanted} in @${root}.`);
  if (wanted === "write") throw new CatervaError("request.unauthenticated", "Unauthorized");
  throw new CatervaError("root.forbidden", `Sign in to see @${root}.`);
}

function storageOf<S extends Storage>(
  roots: RootStorages<S>,
  caller: Caller,
  root: RootName,
): { storage: S; scope: string } {
  if (root === "personal" && caller.kind === "user" && roots.personal !== undefined) {
    const id = checkUserId(caller.id);
    return { storage: roots.personal(id), scope: `@personal/${id}` };
  }
  const storage = root === "personal" ? undefined : roots[root];
  if (storage === undefined) throw new CatervaError("root.forbidden", `This server does not serve @${root}.`);
  return { storage, scope: `@${root}` };
}
