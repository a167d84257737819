import type { FolderEntry } from "../data/port.ts";

/** Functions of the expression language, for completion. */
export const FUNCTIONS =
  "abs arccos arccosh arcsin arcsinh arctan arctan2 arctanh argmax argmin any all arange ceil clip concat conj cos cosh count_nonzero cumulative_prod cumulative_sum exp expm1 floor full hypot imag isfinite isinf isnan linspace log log10 log1p log2 matmul max maximum mean min minimum ones prod real reshape round sign sin sinh sqrt square stack std sum tan tanh transpose trunc var where zeros".split(
    " ",
  );

/** A word under the cursor and what it may become. */
export interface Completion {
  /** Where the word begins in the text. */
  readonly start: number;
  readonly choices: readonly string[];
}

/** The word that ends at the cursor: a path, or a name. */
export function wordAt(text: string, cursor: number): { start: number; word: string } {
  const word = /(?:@[^\s`"'()[\],*+<>=&|^%~!]*|[A-Za-z_]\w*)$/.exec(text.slice(0, cursor))?.[0] ?? "";
  return { start: cursor - word.length, word };
}

/** What the word at the cursor may become. `folder` lists a path, `""` the roots. */
export async function complete(
  text: string,
  cursor: number,
  folder: (path: string) => Promise<readonly FolderEntry[]>,
): Promise<Completion> {
  const { start, word } = wordAt(text, cursor);
  if (word === "") return { start, choices: [] };
  if (!word.startsWith("@")) {
    return { start, choices: FUNCTIONS.filter((name) => name.startsWith(word)).map((name) => `${name}(`) };
  }
  const slash = word.lastIndexOf("/");
  const parent = slash < 0 ? "" : word.slice(0, slash);
  const begun = word.slice(slash + 1);
  const entries = await folder(parent).catch(() => []);
  const choices = entries
    .filter((entry) => entry.name.startsWith(begun))
    .map((entry) => (parent === "" ? "" : `${parent}/`) + entry.name + (entry.kind === "directory" ? "/" : ""));
  return { start, choices };
}

/** What all choices begin with. */
export function commonStart(choices: readonly string[]): string {
  const [first = "", ...others] = choices;
  let length = first.length;
  for (const other of others) {
    let same = 0;
    while (same < length && other[same] === first[same]) same += 1;
    length = same;
  }
  return first.slice(0, length);
}
