import { contentKind } from "../data/facts.ts";
import type { FolderEntry } from "../data/port.ts";
import { opensLikeFolder } from "../state/containers.ts";
import type { IconName } from "../ui/Icon.tsx";

/** The icon of an entry, and the word for it. */
export function entryIcon(entry: FolderEntry, expanded = false): { icon: IconName; word: string } {
  switch (entry.kind) {
    case "directory":
      return { icon: expanded ? "folderOpen" : "folder", word: "folder" };
    case "array":
      return { icon: "array", word: "array" };
    case "schunk":
      return { icon: "schunk", word: "compressed bytes" };
    case "container":
      return { icon: "container", word: opensLikeFolder(entry) ? "HDF5 file" : "container" };
    case "file":
      if (entry.text !== undefined) return { icon: "text", word: entry.text };
      if (entry.problem !== undefined) return { icon: "warning", word: entry.problem };
      return FILES[contentKind(entry.name)];
  }
}

const FILES = {
  markdown: { icon: "text", word: "document" },
  text: { icon: "text", word: "text" },
  image: { icon: "image", word: "image" },
  other: { icon: "file", word: "file" },
} as const;
