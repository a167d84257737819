import { useEffect } from "react";
import { useApp } from "../app/context.ts";
import { useResource } from "../ui/use-resource.ts";
import { useSettled } from "../ui/use-settled.ts";
import { foundFolders } from "./found-folders.ts";
import type { Tree } from "./use-tree.ts";

/** How long the filter rests before anything is asked for, in ms. */
const REST = 250;
/** Most folders that a filter loads. */
const MOST = 40;

/** Loads the folders in which a filter finds names; answers whether it still looks. */
export function useSearch(tree: Tree, filter: string): boolean {
  const { data } = useApp();
  const wanted = filter.trim().toLowerCase();
  const needle = useSettled(wanted === "" ? undefined : wanted, wanted, REST);
  const roots = tree.state.folders.get("");
  const names = roots?.status === "ready" ? roots.entries.map(({ name }) => name) : [];
  const key = needle === undefined || names.length === 0 ? undefined : names.join("\n");
  // A root that cannot be listed keeps nobody from the others.
  const paths = useResource(key, async (signal) => {
    const lists = await Promise.all(names.map((root) => data.paths(root, signal).catch(() => [])));
    return lists.flat();
  });
  const { load } = tree;
  const { value } = paths;
  useEffect(() => {
    if (needle === undefined || value === undefined) return;
    for (const folder of foundFolders(value, needle, MOST)) load(folder);
  }, [needle, value, load]);
  return wanted !== "" && (needle !== wanted || paths.loading);
}
