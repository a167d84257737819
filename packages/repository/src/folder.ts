import type { StorageEntry } from "@caterva2/storage";
import { isoTime } from "./iso-time.ts";
import { isTreeDirectory, nameKind } from "./naming.ts";
import type { FoundDirectory } from "./resolve.ts";
import type { FolderEntry } from "./types.ts";
import { visible, type Walked } from "./walk.ts";

/** One level of a directory: directories first, then by name. */
export async function folderEntries(directory: FoundDirectory): Promise<FolderEntry[]> {
  const entries = visible(await directory.storage.list(directory.key)).map(folderEntry);
  return entries.sort((a, b) => rank(a) - rank(b) || (a.name < b.name ? -1 : 1));
}

function rank(entry: FolderEntry): number {
  return entry.kind === "directory" ? 0 : 1;
}

function folderEntry({ name, entry }: Walked<StorageEntry>): FolderEntry {
  const directory = entry.kind === "directory";
  const size = directory ? null : entry.size;
  return { name, kind: folderKind(name, directory), size, mtime: isoTime(entry.mtimeNs) };
}

function folderKind(name: string, directory: boolean): FolderEntry["kind"] {
  if (directory) return isTreeDirectory(name) ? "container" : "directory";
  const kind = nameKind(name);
  return kind === "plain" ? "file" : kind;
}
