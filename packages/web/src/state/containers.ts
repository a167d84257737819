import type { FolderEntry } from "../data/port.ts";

const CONTAINER = /\.(?:h5|hdf5)$/;

/** Whether an entry opens like a folder: a folder, or a file that is looked into. */
export function opensLikeFolder({ kind, name }: Pick<FolderEntry, "kind" | "name">): boolean {
  return kind === "directory" || (kind === "container" && CONTAINER.test(name));
}

/** The container file that a path is in, or names. */
export function containerOf(path: string): string | undefined {
  const parts = path.split("/");
  const end = parts.findIndex((part) => CONTAINER.test(part));
  return end < 0 ? undefined : parts.slice(0, end + 1).join("/");
}

/** Whether a path leads to something inside a container file. */
export function isInContainer(path: string): boolean {
  const container = containerOf(path);
  return container !== undefined && container !== path;
}
