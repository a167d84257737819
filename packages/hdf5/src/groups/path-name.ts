/** Whether a link's name can be a part of a path. */
export function isPathName(name: string): boolean {
  return name !== "" && name !== "." && name !== ".." && !/[/\0]/.test(name);
}
