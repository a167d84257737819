import type { MenuItem } from "../ui/Menu.tsx";
import type { FileRequest } from "./file-request.ts";

/** What can be done with a file or folder by whoever may write it. */
export function fileMenu(path: string, folder: boolean, ask: (request: FileRequest) => void): MenuItem[] {
  return [
    { label: "Move or rename", icon: "swap", onSelect: () => ask({ kind: "move", path }) },
    { label: "Copy", icon: "copy", onSelect: () => ask({ kind: "copy", path }) },
    { label: "Delete", icon: "trash", danger: true, onSelect: () => ask({ kind: "remove", path, folder }) },
  ];
}
