import { type DragEvent, type ReactNode, useRef, useState } from "react";
import { baseName } from "../state/place.ts";
import { Icon } from "../ui/Icon.tsx";
import { droppedFiles } from "./dropped-files.ts";
import { useUpload } from "./use-upload.ts";
import "./files.css";

/** A folder on which files and folders may be dropped. */
export function DropZone({ folder, children }: { readonly folder: string; readonly children: ReactNode }) {
  const upload = useUpload();
  const [over, setOver] = useState(false);
  // Enter and leave also come for the elements inside.
  const depth = useRef(0);
  const holdsFiles = (event: DragEvent) => event.dataTransfer.types.includes("Files");
  const change = (by: number) => {
    depth.current = Math.max(0, depth.current + by);
    setOver(depth.current > 0);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping has a button as its twin.
    <div
      className="drop-zone"
      onDragEnter={(event) => holdsFiles(event) && change(1)}
      onDragLeave={(event) => holdsFiles(event) && change(-1)}
      onDragOver={(event) => holdsFiles(event) && event.preventDefault()}
      onDrop={async (event) => {
        if (!holdsFiles(event)) return;
        event.preventDefault();
        change(-depth.current);
        upload(folder, await droppedFiles(event.dataTransfer));
      }}
    >
      {children}
      {over ? (
        <div className="drop-hint">
          <Icon name="upload" />
          Upload to {baseName(folder)}
        </div>
      ) : null}
    </div>
  );
}
