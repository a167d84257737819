import { CatervaError } from "@caterva2/ndarray";
import { refuse } from "../language/refuse.ts";

/** How a stored lazy array names an operand. */
export type OperandReference =
  /** A file: relative to the folder of the carrier, or absolute (`/...`), as it stands in the file. */
  | { readonly kind: "file"; readonly path: string }
  /** A node inside a container file: an HDF5 dataset, a member of a `.b2z` or a Zarr group. */
  | { readonly kind: "member"; readonly path: string; readonly key: string }
  /** Anything that is not in this repository: a remote array, another file system. */
  | { readonly kind: "elsewhere"; readonly what: string };

/** Longest path that is read, in characters. */
const MAX_PATH = 4096;

/** Reads a reference: a map with a kind, or in older files the path alone. @throws Refusal */
export function decodeReference(value: unknown): OperandReference {
  if (typeof value === "string") return { kind: "file", path: checkedPath(value) };
  const kind = textAt(value, "kind");
  const version = at(value, "version");
  if (kind === undefined) return refuse("an operand is named in a form that is not known");
  if (version !== undefined && version !== 1) return refuse(`an operand of kind ${short(kind)} has an unknown version`);
  const path = textAt(value, "urlpath");
  const key = textAt(value, "key");
  switch (kind) {
    case "urlpath":
      return { kind: "file", path: checkedPath(path) };
    case "dictstore_key":
    case "b2z":
    case "hdf5":
    case "zarr":
      return { kind: "member", path: checkedPath(path), key: checkedPath(key) };
    default:
      return { kind: "elsewhere", what: short(kind) };
  }
}

/** @throws CatervaError internal.unexpected for what is in no repository */
export function encodeReference(reference: OperandReference): ReadonlyMap<string, string | number> {
  if (reference.kind === "elsewhere") {
    throw new CatervaError("internal.unexpected", `A reference to ${reference.what} cannot be written.`);
  }
  const entries: [string, string | number][] = [
    ["kind", reference.kind === "member" ? "hdf5" : "urlpath"],
    ["version", 1],
    ["urlpath", reference.path],
  ];
  return new Map(reference.kind === "member" ? [...entries, ["key", reference.key]] : entries);
}

/**
 * The path to write for an operand so that moving the whole tree keeps it right. Both are paths of one tree, `/`
 * between parts, without a leading one.
 */
export function relativeReference(carrier: string, operand: string): string {
  const from = carrier.split("/").slice(0, -1);
  const to = operand.split("/");
  let shared = 0;
  while (shared < from.length && shared < to.length - 1 && from[shared] === to[shared]) shared += 1;
  return [...from.slice(shared).map(() => ".."), ...to.slice(shared)].join("/");
}

/** What a relative reference means, seen from its carrier; undefined if it climbs out of the tree or is absolute. */
export function resolveReference(carrier: string, path: string): string | undefined {
  if (path === "" || path.startsWith("/") || path.includes("\\") || path.includes("\0") || path.includes("://")) {
    return undefined;
  }
  const parts = carrier.split("/").slice(0, -1);
  for (const part of path.split("/")) {
    if (part === "" || part === ".") continue;
    if (part !== "..") parts.push(part);
    else if (parts.pop() === undefined) return undefined;
  }
  return parts.length === 0 ? undefined : parts.join("/");
}

function checkedPath(path: string | undefined): string {
  if (path === undefined || path === "" || path.length > MAX_PATH) return refuse("an operand without a usable path");
  return path;
}

export function at(value: unknown, name: string): unknown {
  return value instanceof Map ? value.get(name) : undefined;
}

export function textAt(value: unknown, name: string): string | undefined {
  const found = at(value, name);
  return typeof found === "string" ? found : undefined;
}

export function short(text: string): string {
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}...` : text);
}
