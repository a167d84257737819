import type { FolderEntry } from "../data/port.ts";
import { FUNCTIONS } from "./functions.ts";
import { VERBS } from "./parse-command.ts";

/** What a word may become. */
export interface Choice {
  readonly text: string;
  /** What to know of it: the parameters of a function, the size of a file. */
  readonly hint: string;
}

/** A word under the cursor and what it may become. */
export interface Completion {
  /** Where the word begins in the text. */
  readonly start: number;
  readonly choices: readonly Choice[];
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
  if (word.startsWith("@")) return { start, choices: await paths(word, folder) };
  const isFirst = text.slice(0, start).trim() === "";
  return { start, choices: isFirst ? verbs(word) : functions(word) };
}

async function paths(
  word: string,
  folder: (path: string) => Promise<readonly FolderEntry[]>,
): Promise<readonly Choice[]> {
  const slash = word.lastIndexOf("/");
  const parent = slash < 0 ? "" : word.slice(0, slash);
  const begun = word.slice(slash + 1);
  const entries = await folder(parent).catch(() => []);
  return entries
    .filter((entry) => entry.name.startsWith(begun))
    .map(({ name, kind }) => ({
      text: (parent === "" ? "" : `${parent}/`) + name + (kind === "directory" ? "/" : ""),
      hint: "",
    }));
}

function functions(word: string): readonly Choice[] {
  return Object.entries(FUNCTIONS)
    .filter(([name]) => name.startsWith(word))
    .map(([name, parameters]) => ({ text: `${name}(`, hint: `${parameters})` }));
}

/** A line begins with a command, or with the name of a result. */
function verbs(word: string): readonly Choice[] {
  return VERBS.flatMap(({ words, takes }) => {
    const name = words.split(" ").find((one) => one.startsWith(word));
    return name === undefined ? [] : [{ text: `${name} `, hint: takes.join(", ") }];
  });
}

/** What all choices begin with. */
export function commonStart(choices: readonly Choice[]): string {
  const [first = "", ...others] = choices.map(({ text }) => text);
  let length = first.length;
  for (const other of others) {
    let same = 0;
    while (same < length && other[same] === first[same]) same += 1;
    length = same;
  }
  return first.slice(0, length);
}
