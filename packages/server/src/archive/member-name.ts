/**
 * Characters that a name may have here and that elsewhere separate directories, name drives, or cannot be in a name;
 * and what looks as if it stood for one of them.
 */
const UNSAFE = /[\\:*?"<>|\p{Cc}]|%(?=[0-9A-F]{2})/gu;

/**
 * What a file is called in an archive: relative, without `..`, and on every system nothing but a name below the
 * directory where it is unpacked. Different paths have different names.
 * @param path of `.`-free parts, `/`-separated
 */
export function memberName(path: string): string {
  return path.replace(UNSAFE, (character) => encodeURIComponent(character).replace("*", "%2A"));
}
