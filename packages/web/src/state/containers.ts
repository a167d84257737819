import type { FolderEntry } from "../data/port.ts";

const CONTAINER = /\.(?:h5|hdf5)$/;

/** Whether an entry opens like a folder: a folder, or a file that is looked into. */
export function opensLikeFolder({ kind, name }: Pick<FolderEntry, "kind" | "name">): boolean {
  return kind === "directory" || (kind === "container" && CONTAINER.test(name));
}

/** Directories that are called like containers: names alone do not tell, listings do. */
let directories: ReadonlySet<string> = new Set();
const listeners = new Set<() => void>();

/** Notes what a listing says of the entries of a folder that are called like containers. */
export function learnFrom(folder: string, entries: readonly Pick<FolderEntry, "kind" | "name">[]): void {
  const next = new Set(directories);
  for (const { kind, name } of entries) {
    if (!CONTAINER.test(name)) continue;
    if (kind === "directory") next.add(`${folder}/${name}`);
    else next.delete(`${folder}/${name}`);
  }
  const same = next.size === directories.size && [...next].every((path) => directories.has(path));
  if (same) return;
  directories = next;
  for (const told of listeners) told();
}

/** For whoever shows something that hangs on it: the value is another one once more is known. */
export const knownDirectories = {
  subscribe(onChange: () => void): () => void {
    listeners.add(onChange);
    return () => listeners.delete(onChange);
  },
  value: (): ReadonlySet<string> => directories,
};

/** The container file that a path is in, or names. */
export function containerOf(path: string): string | undefined {
  const parts = path.split("/");
  const upTo = (index: number) => parts.slice(0, index + 1).join("/");
  const end = parts.findIndex((part, index) => CONTAINER.test(part) && !directories.has(upTo(index)));
  return end < 0 ? undefined : upTo(end);
}

/** Whether a path leads to something inside a container file. */
export function isInContainer(path: string): boolean {
  const container = containerOf(path);
  return container !== undefined && container !== path;
}
