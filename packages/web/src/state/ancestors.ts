/** `@public/a/b` to `["@public", "@public/a"]`: the folders that lead to a path, from the root on. */
export function ancestors(path: string): string[] {
  const parts = path.split("/");
  return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join("/"));
}
