import { type Hdf5File, type Hdf5Object, isPathName } from "@caterva2/hdf5";
import { CatervaError } from "@caterva2/ndarray";
import { saysOfFile } from "../says-of-file.ts";
import type { FolderEntry } from "../types.ts";
import { attempt } from "./attempt.ts";
import { memberAt, readableDatasets, storageSizeOf } from "./catalog.ts";

/** Letters of a text that a listing shows. */
const LONGEST_TEXT = 2000;

/** Names of the datasets at or below a path inside a file, as a listing has them; none where there is nothing. */
export async function hdf5Names(hdf5: Hdf5File, inner: string): Promise<string[]> {
  const object = await hdf5.resolve(inner);
  if (object?.kind === "group") return (await readableDatasets(hdf5, object)).map(({ path }) => path);
  if (object?.kind !== "dataset" || (await attempt(() => hdf5.dataset(object))) === undefined) return [];
  return [inner.slice(inner.lastIndexOf("/") + 1)];
}

/** The names that `depth` levels of groups show; groups below them end in a slash. */
export function cutDepth(names: readonly string[], depth: number): string[] {
  const cut = names.map((name) => {
    const parts = name.split("/");
    return parts.length <= depth ? name : `${parts.slice(0, depth).join("/")}/`;
  });
  return [...new Set(cut)].sort();
}

/**
 * One level of a group for people: groups first, then by name. Soft links are shown as what they lead to; what cannot
 * be served is shown with the reason.
 */
export async function hdf5Folder(hdf5: Hdf5File, inner: string, mtime: string): Promise<FolderEntry[]> {
  const group = await memberAt(hdf5, inner);
  if (group.kind !== "group") throw new CatervaError("dataset.wrong_kind", "This is a dataset, not a group.");
  const entries: FolderEntry[] = [];
  for (const name of (await hdf5.links(group.object)).keys()) {
    if (!isPathName(name)) continue;
    const object = await attempt(() => hdf5.resolve(inner === "" ? name : `${inner}/${name}`));
    const entry = await folderEntry(hdf5, name, object, mtime);
    if (entry !== undefined) entries.push(entry);
  }
  return entries.sort((a, b) => rank(a) - rank(b) || (a.name < b.name ? -1 : 1));
}

async function folderEntry(
  hdf5: Hdf5File,
  name: string,
  object: Hdf5Object | undefined,
  mtime: string,
): Promise<FolderEntry | undefined> {
  if (object === undefined || object.kind === "other") return undefined;
  if (object.kind === "group") return { name, kind: "directory", size: null, mtime };
  try {
    await hdf5.dataset(object);
    return { name, kind: "array", size: await storageSizeOf(hdf5, object), mtime };
  } catch (error) {
    if (!saysOfFile(error)) throw error;
    const text = await attempt(() => shownText(hdf5, object));
    return { name, kind: "file", size: null, mtime, ...(text === undefined ? { problem: error.message } : { text }) };
  }
}

/** A text or a list of texts of variable length, which no array holds: titles, dates and names are stored so. */
async function shownText(hdf5: Hdf5File, object: Hdf5Object): Promise<string | undefined> {
  const value = await hdf5.value(object);
  const texts = typeof value === "string" ? [value] : Array.isArray(value) ? value : [];
  if (texts.length === 0 || !texts.every((item) => typeof item === "string")) return undefined;
  const text = texts.join("\n");
  return text.length <= LONGEST_TEXT ? text : `${text.slice(0, LONGEST_TEXT - 1)}…`;
}

function rank(entry: FolderEntry): number {
  return entry.kind === "directory" ? 0 : 1;
}
