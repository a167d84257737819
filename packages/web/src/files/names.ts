/** `a/b.b2nd` to `a/b-copy.b2nd`. */
export function copyName(path: string): string {
  const slash = path.lastIndexOf("/");
  const dot = path.lastIndexOf(".");
  const cut = dot > slash + 1 ? dot : path.length;
  return `${path.slice(0, cut)}-copy${path.slice(cut)}`;
}

/** The name that a file from a web address gets. */
export function urlName(address: string): string {
  const path = address.replace(/[?#].*$/, "").replace(/\/+$/, "");
  const name = path.slice(path.lastIndexOf("/") + 1);
  return name === "" || path.endsWith(":") ? "download" : name;
}
