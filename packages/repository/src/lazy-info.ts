import { type B2ndArray, decodeMsgpack, type MsgpackValue } from "@caterva2/blosc2";
import { CatervaError, formatDType, isCatervaError } from "@caterva2/ndarray";
import { checkKey, type Storage } from "@caterva2/storage";
import { type Json, jsonObject } from "./json.ts";

/** Where a carrier file is: its operands are named relative to it. */
export interface CarrierPlace {
  readonly storage: Storage;
  /** `@public`. */
  readonly root: string;
  readonly key: string;
}

/** Each operand is looked for: more than these are nobody's expression. */
const MAX_OPERANDS = 1000;

/** What an array file is instead of an array of its own: it holds no data to slice. */
export type CarrierKind = "lazy" | "reference";

/** Markers of python-blosc2's objects that are stored as empty arrays; undefined for a plain array. */
export function carrierKind(metalayers: ReadonlyMap<string, Uint8Array>): CarrierKind | undefined {
  if (metalayers.has("proxy-source")) return "reference";
  const marker = metalayers.get("b2o");
  if (marker !== undefined) {
    const kind = fieldOfMap(decodeMsgpack(marker), "kind");
    return kind === "lazyexpr" || kind === "lazyudf" ? "lazy" : "reference";
  }
  return metalayers.has("LazyArray") ? "lazy" : undefined;
}

/**
 * A lazy array as its file describes it: the text, and its operands as paths. An operand that is
 * named by an absolute path, outside the root, or by anything but a path is shown as null.
 */
export async function lazyInfo(array: B2ndArray, place: CarrierPlace, mtime: string): Promise<Record<string, Json>> {
  const vlmeta = await array.schunk.vlmeta();
  const payload = vlmeta.get("b2o") ?? vlmeta.get("_LazyArray") ?? null;
  const expression = text(fieldOfMap(payload, "expression")) ?? lazySource(payload);
  const operands = operandPaths(fieldOfMap(payload, "operands"), place);
  const missing: [string, string][] = [];
  for (const [name, path] of operands) {
    if (path !== null && !(await isThere(place, path))) missing.push([name, path]);
  }
  if (missing.length > 0) {
    const error = "Lazy expression with missing operands";
    return { error, expr: expression, missing_ops: jsonObject(missing), mtime: null };
  }
  return {
    shape: [...array.shape],
    dtype: formatDType(array.dtype),
    expression,
    operands: jsonObject(operands),
    mtime,
  };
}

/** The source of a stored function. */
function lazySource(payload: MsgpackValue): string {
  return text(fieldOfMap(payload, "udf_source")) ?? text(fieldOfMap(payload, "UDF")) ?? "";
}

function operandPaths(operands: MsgpackValue, place: CarrierPlace): [string, string | null][] {
  if (!(operands instanceof Map)) return [];
  if (operands.size > MAX_OPERANDS) throw new CatervaError("blosc2.malformed", "The lazy array has too many operands.");
  return [...operands].map(([name, reference]) => {
    const named = fieldOfMap(reference, "kind") === "urlpath" ? fieldOfMap(reference, "urlpath") : reference;
    const key = typeof named === "string" ? relativeKey(place.key, named) : undefined;
    return [String(name), key === undefined ? null : `${place.root}/${key}`];
  });
}

/** The key that a path means which is relative to a file; undefined if it leaves the root or is none. */
function relativeKey(from: string, path: string): string | undefined {
  if (path === "" || path.startsWith("/") || path.includes("://")) return undefined;
  const parts = from.split("/").slice(0, -1);
  for (const part of path.split("/")) {
    if (part === "." || part === "") continue;
    if (part !== "..") parts.push(part);
    else if (parts.pop() === undefined) return undefined;
  }
  const key = parts.join("/");
  try {
    checkKey(key);
  } catch (error) {
    if (isCatervaError(error, "path.invalid")) return undefined;
    throw error;
  }
  return key;
}

async function isThere(place: CarrierPlace, path: string): Promise<boolean> {
  const entry = await place.storage.stat(path.slice(place.root.length + 1));
  return entry?.kind === "file";
}

function fieldOfMap(value: MsgpackValue, name: string): MsgpackValue {
  return value instanceof Map ? (value.get(name) ?? null) : null;
}

function text(value: MsgpackValue): string | undefined {
  return typeof value === "string" ? value : undefined;
}
