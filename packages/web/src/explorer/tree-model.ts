import type { FolderEntry } from "../data/port.ts";
import { opensLikeFolder } from "../state/containers.ts";

/** What is known of one folder's content. */
export type Folder =
  | { readonly status: "loading" }
  | { readonly status: "ready"; readonly entries: readonly FolderEntry[] }
  | { readonly status: "failed"; readonly message: string };

export interface TreeState {
  /** Content by path; `""` holds the roots. */
  readonly folders: ReadonlyMap<string, Folder>;
  readonly expanded: ReadonlySet<string>;
}

export interface EntryRow {
  readonly type: "entry";
  readonly path: string;
  readonly entry: FolderEntry;
  /** 1 for a root. */
  readonly level: number;
  readonly expanded: boolean | undefined;
  readonly position: number;
  readonly siblings: number;
}

/** A line that says something about the folder above it. */
export interface NoteRow {
  readonly type: "note";
  readonly path: string;
  readonly note: "loading" | "empty" | "failed";
  readonly message: string;
  readonly level: number;
}

export type TreeRow = EntryRow | NoteRow;

/** The rows of the tree from top to bottom. With a filter: names that hold it, and the folders that lead to them. */
export function treeRows(state: TreeState, filter: string): TreeRow[] {
  const rows: TreeRow[] = [];
  const needle = filter.trim().toLowerCase();
  if (needle === "") addFolder(state, "", 1, rows);
  else addMatches(state, "", 1, needle, rows);
  return rows;
}

export function childPath(parent: string, name: string): string {
  return parent === "" ? name : `${parent}/${name}`;
}

function addFolder(state: TreeState, path: string, level: number, rows: TreeRow[]): void {
  const folder = state.folders.get(path) ?? { status: "loading" };
  if (folder.status !== "ready") {
    const message = folder.status === "failed" ? folder.message : "Loading…";
    rows.push({ type: "note", path, note: folder.status, message, level });
    return;
  }
  if (folder.entries.length === 0) {
    const message = path === "" ? "This server has no roots that you may read." : "Empty folder";
    rows.push({ type: "note", path, note: "empty", message, level });
  }
  for (const [index, entry] of folder.entries.entries()) {
    const child = childPath(path, entry.name);
    const expanded = opensLikeFolder(entry) ? state.expanded.has(child) : undefined;
    rows.push(entryRow(child, entry, level, expanded, index, folder.entries.length));
    if (expanded === true) addFolder(state, child, level + 1, rows);
  }
}

/** Adds what matches below `path` in folders that are loaded; answers whether there was anything. */
function addMatches(state: TreeState, path: string, level: number, needle: string, rows: TreeRow[]): boolean {
  const folder = state.folders.get(path);
  if (folder?.status !== "ready") return false;
  const before = rows.length;
  for (const [index, entry] of folder.entries.entries()) {
    const child = childPath(path, entry.name);
    const isFolder = opensLikeFolder(entry);
    const at = rows.length;
    rows.push(entryRow(child, entry, level, isFolder ? true : undefined, index, folder.entries.length));
    const below = isFolder && addMatches(state, child, level + 1, needle, rows);
    if (!below && !entry.name.toLowerCase().includes(needle)) rows.length = at;
    else if (!below && isFolder) rows[at] = entryRow(child, entry, level, false, index, folder.entries.length);
  }
  return rows.length > before;
}

function entryRow(
  path: string,
  entry: FolderEntry,
  level: number,
  expanded: boolean | undefined,
  index: number,
  siblings: number,
): EntryRow {
  return { type: "entry", path, entry, level, expanded, position: index + 1, siblings };
}

/** The next row below `from` (wrapping) whose name starts with what was typed. */
export function typeAhead(rows: readonly TreeRow[], from: number, typed: string): number | undefined {
  const start = typed.length > 1 ? from : from + 1;
  for (let step = 0; step < rows.length; step += 1) {
    const index = (start + step + rows.length) % rows.length;
    const row = rows[index];
    if (row?.type === "entry" && row.entry.name.toLowerCase().startsWith(typed)) return index;
  }
  return undefined;
}
