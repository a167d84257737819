import { useCallback } from "react";
import { useApp } from "../app/context.ts";
import { childPath } from "../explorer/tree-model.ts";
import type { Work } from "../jobs/job-store.ts";
import type { PickedFile } from "./dropped-files.ts";

/** Uploads files into a folder, each as a job of its own. */
export function useUpload(): (folder: string, files: readonly PickedFile[]) => void {
  const { jobs, changes, announce } = useApp();
  return useCallback(
    (folder, files) => {
      if (files.length > 0) announce(files.length === 1 ? "Uploading a file." : `Uploading ${files.length} files.`);
      for (const { path, file } of files) {
        const target = childPath(folder, path);
        const work: Work = async (progress, signal) => {
          const { uploadFile } = await import("../data/upload.ts");
          const stored = await uploadFile(target, file, progress, signal);
          changes.notify(stored);
          return stored;
        };
        jobs.add({ title: `Upload ${path}`, path: target, total: file.size, work });
      }
    },
    [jobs, changes, announce],
  );
}
