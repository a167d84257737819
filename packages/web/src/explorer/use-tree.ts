import { useCallback, useEffect, useRef, useState } from "react";
import { useSession } from "../account/session-context.ts";
import { useApp } from "../app/context.ts";
import { Failure, type FolderEntry } from "../data/port.ts";
import { isAbort } from "../data/remote-port.ts";
import { ancestors } from "../state/ancestors.ts";
import { parentPath } from "../state/place.ts";
import { explain } from "../ui/failures.ts";
import type { Folder, TreeState } from "./tree-model.ts";

export interface Tree {
  readonly state: TreeState;
  expand(path: string): void;
  collapse(path: string): void;
  /** Loads a folder unless that was done before. */
  load(path: string): void;
  /** Loads a folder again, also one that failed. */
  reload(path: string): void;
}

/** The tree's content, loaded folder by folder, with the folders that lead to `path` (and itself, if it is one) open. */
export function useTree(path: string, isFolder: boolean): Tree {
  const { data, changes } = useApp();
  const who = useSession().session?.user?.email;
  const [state, setState] = useState<TreeState>({ folders: new Map(), expanded: new Set() });
  const asked = useRef(new Set<string>());

  const reload = useCallback(
    (folder: string) => {
      asked.current.add(folder);
      const settle = (content: Folder) =>
        setState((last) => ({ ...last, folders: new Map(last.folders).set(folder, content) }));
      // What is there already stays until the new content is.
      setState((last) => {
        const folders = new Map(last.folders);
        if (folders.get(folder)?.status !== "ready") folders.set(folder, { status: "loading" });
        return { ...last, folders };
      });
      const entries = folder === "" ? data.roots().then(rootEntries) : data.folder(folder);
      entries.then(
        (list) => settle({ status: "ready", entries: list }),
        (error: unknown) => {
          asked.current.delete(folder);
          if (!isAbort(error)) settle({ status: "failed", message: messageOf(error) });
        },
      );
    },
    [data],
  );

  const load = useCallback(
    (folder: string) => {
      if (!asked.current.has(folder)) reload(folder);
    },
    [reload],
  );

  const expand = useCallback(
    (folder: string) => {
      setState((last) => ({ ...last, expanded: new Set(last.expanded).add(folder) }));
      load(folder);
    },
    [load],
  );

  const collapse = useCallback((folder: string) => {
    setState((last) => {
      const expanded = new Set(last.expanded);
      expanded.delete(folder);
      return { ...last, expanded };
    });
  }, []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: who is signed in decides which roots there are.
  useEffect(() => reload(""), [reload, who]);
  useEffect(() => changes.subscribe(laterFor(asked.current, reload)), [changes, reload]);
  useEffect(() => {
    if (path === "") expand("@public");
    for (const folder of ancestors(path)) expand(folder);
    if (isFolder) expand(path);
  }, [path, isFolder, expand]);
  return { state, expand, collapse, load, reload };
}

/** Many changes often come together: the folders that they are in are read again soon, each once. */
const SOON = 200;

function laterFor(asked: ReadonlySet<string>, reload: (folder: string) => void): (path: string) => void {
  const folders = new Set<string>();
  const now = () => {
    for (const folder of folders) reload(folder);
    folders.clear();
  };
  return (path) => {
    const shown = [path, parentPath(path)].filter((folder) => folder !== "" && asked.has(folder));
    if (folders.size === 0 && shown.length > 0) setTimeout(now, SOON);
    for (const folder of shown) folders.add(folder);
  };
}

function rootEntries(names: readonly string[]): FolderEntry[] {
  return names.map((name) => ({ name, kind: "directory", size: null, mtime: "" }));
}

function messageOf(error: unknown): string {
  return error instanceof Failure ? explain(error).title : "This folder could not be read.";
}
