import { CatervaError } from "@caterva2/ndarray";
import { isRecord } from "./http.ts";

/** One line of a folder. Sizes in bytes as stored, null for folders; times ISO 8601 UTC. */
export interface FolderEntry {
  readonly name: string;
  readonly kind: "directory" | "array" | "schunk" | "container" | "file";
  readonly size: number | null;
  readonly mtime: string;
  /** Why it cannot be opened; undefined if it can. */
  readonly problem?: string | undefined;
  /** What it says: a text inside a container that is no array, its end cut if it is long. */
  readonly text?: string | undefined;
}

const KINDS: readonly FolderEntry["kind"][] = ["directory", "array", "schunk", "container", "file"];

/** Reads the JSON of `/api/list`. @throws request.invalid */
export function parseNames(value: unknown): string[] {
  if (!Array.isArray(value)) throw invalid("list of names");
  return value.map((name: unknown) => {
    if (typeof name !== "string") throw invalid("list of names");
    return name;
  });
}

/** Reads the JSON of `/api/folder`; kinds that are not known here count as files. @throws request.invalid */
export function parseFolder(value: unknown): { entries: FolderEntry[] } {
  if (!isRecord(value) || !Array.isArray(value.entries)) throw invalid("folder");
  return { entries: value.entries.map(parseEntry) };
}

function parseEntry(value: unknown): FolderEntry {
  if (!isRecord(value)) throw invalid("folder");
  const { name, kind, size, mtime, problem, text } = value;
  if (typeof name !== "string") throw invalid("folder");
  return {
    name,
    kind: KINDS.find((known) => known === kind) ?? "file",
    size: typeof size === "number" && Number.isSafeInteger(size) && size >= 0 ? size : null,
    mtime: typeof mtime === "string" ? mtime : "",
    ...(typeof problem === "string" ? { problem } : {}),
    ...(typeof text === "string" ? { text } : {}),
  };
}

function invalid(what: string): CatervaError {
  return new CatervaError("request.invalid", `The server's answer is no ${what}.`);
}
