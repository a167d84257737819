import { ancestors } from "../state/ancestors.ts";

/**
 * Folders that hold what a filter finds, and those that lead there, each once and outer ones first; at most `most`.
 * @param paths of files, like `@public/dir/name`
 * @param needle in small letters
 */
export function foundFolders(paths: readonly string[], needle: string, most: number): string[] {
  const folders = new Set<string>();
  for (const path of paths) {
    const [, ...names] = path.split("/");
    if (!names.some((name) => name.toLowerCase().includes(needle))) continue;
    for (const folder of ancestors(path)) {
      if (folders.size >= most) return [...folders];
      folders.add(folder);
    }
  }
  return [...folders];
}
