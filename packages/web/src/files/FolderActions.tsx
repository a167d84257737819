import { useRef } from "react";
import { useApp } from "../app/context.ts";
import { Icon } from "../ui/Icon.tsx";
import { Menu } from "../ui/Menu.tsx";
import { pickedFiles } from "./dropped-files.ts";
import { fileMenu } from "./file-menu.ts";
import { useUpload } from "./use-upload.ts";

/** What a person who may write can do with a folder. */
export default function FolderActions({ folder }: { readonly folder: string }) {
  const { ask } = useApp();
  const upload = useUpload();
  const input = useRef<HTMLInputElement>(null);
  const isRoot = !folder.includes("/");
  return (
    <div className="row">
      <button type="button" className="button primary" onClick={() => input.current?.click()}>
        <Icon name="upload" />
        Upload
      </button>
      <input
        ref={input}
        type="file"
        aria-label="Files to upload"
        multiple
        hidden
        onChange={(event) => {
          upload(folder, pickedFiles(event.target.files));
          event.target.value = "";
        }}
      />
      <Menu
        label="More for this folder"
        icon="more"
        className="button"
        items={[
          { label: "New folder", icon: "folder", onSelect: () => ask({ kind: "makeFolder", parent: folder }) },
          {
            label: "Load from a web address",
            icon: "link",
            onSelect: () => ask({ kind: "loadFromUrl", parent: folder }),
          },
          ...(isRoot ? [] : fileMenu(folder, true, ask)),
        ]}
      />
    </div>
  );
}
