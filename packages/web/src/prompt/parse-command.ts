/** What a line of the prompt asks for. Paths are `@root/dir/name`. */
export type Command =
  | {
      readonly kind: "expression";
      /** Of the result, without suffix. */
      readonly name: string;
      /** With names for the paths that it was typed with. */
      readonly expression: string;
      readonly operands: Readonly<Record<string, string>>;
      /** `:=` stores the values, `=` the expression. */
      readonly compute: boolean;
      /** Where its parts stand in the line. */
      readonly parts: readonly LinePart[];
    }
  | { readonly kind: "copy" | "move"; readonly from: string; readonly to: string }
  | { readonly kind: "remove" | "unfold" | "addNotebook" | "open"; readonly path: string }
  | { readonly kind: "addUser"; readonly email: string; readonly password: string | undefined }
  | { readonly kind: "deleteUser"; readonly email: string }
  | { readonly kind: "listUsers" };

/** A part of an expression and the part of the line that it stands for: the same text, or a path and its name. */
export interface LinePart {
  readonly length: number;
  readonly typed: number;
  readonly typedLength: number;
}

/** A line that means nothing, and which of its characters make no sense; none of them, if something is missing. */
export interface CommandProblem {
  readonly kind: "problem";
  readonly start: number;
  readonly end: number;
  readonly message: string;
}

interface Verb {
  readonly words: string;
  /** The names of what follows; those with `?` may be missing. */
  readonly takes: readonly string[];
  build(args: readonly string[]): Command;
}

const path = (kind: "remove" | "unfold" | "addNotebook" | "open") => (args: readonly string[]) =>
  ({ kind, path: args[0] ?? "" }) as const;
const pair = (kind: "copy" | "move") => (args: readonly string[]) =>
  ({ kind, from: args[0] ?? "", to: args[1] ?? "" }) as const;

/** The commands of the existing server's prompt, under both of their names. */
export const VERBS: readonly Verb[] = [
  { words: "cp copy", takes: ["path", "new path"], build: pair("copy") },
  { words: "mv move", takes: ["path", "new path"], build: pair("move") },
  { words: "rm remove", takes: ["path"], build: path("remove") },
  { words: "unfold", takes: ["path of an HDF5 file"], build: path("unfold") },
  { words: "addnb", takes: ["path of a notebook"], build: path("addNotebook") },
  { words: "open", takes: ["path"], build: path("open") },
  {
    words: "adduser",
    takes: ["e-mail", "password?"],
    build: ([email = "", password]) => ({ kind: "addUser", email, password }),
  },
  { words: "deluser", takes: ["e-mail"], build: ([email = ""]) => ({ kind: "deleteUser", email }) },
  { words: "lsu listusers", takes: [], build: () => ({ kind: "listUsers" }) },
];

/** `name = expression`, `name := expression`; `==` is a comparison. */
const ASSIGNMENT = /^\s*([A-Za-z_][\w-]*)\s*(:=|=(?!=))\s*/;
const PART = /\/[^\s/`"'()[\],*+<>=&|^%~!]+/.source;
/** A path to an array: plain up to its suffix or, in a container, its end; or anything in back quotes. */
const PATH = new RegExp(`\`(@[^\`]+)\`|(@[\\w.-]+(?:${PART})*?\\.(?:b2nd|b2frame|(?:h5|hdf5)(?:${PART})+))`, "g");
const COMMENT = /\s#\s*(\{.*\})\s*$/;

/** Reads a line. Names of operands are generated: a path stays with its file whatever appears beside it. */
export function parseCommand(text: string): Command | CommandProblem {
  const words = [...text.matchAll(/\S+/g)];
  const first = words[0];
  if (first === undefined) return problem("Type an expression or a command.", 0);
  const verb = VERBS.find(({ words: names }) => names.split(" ").includes(first[0]));
  if (verb !== undefined && !ASSIGNMENT.test(text)) return runVerb(verb, words.slice(1), text);
  return parseExpression(text);
}

function runVerb(verb: Verb, args: readonly RegExpExecArray[], text: string): Command | CommandProblem {
  const needed = verb.takes.filter((name) => !name.endsWith("?")).length;
  const extra = args[verb.takes.length];
  if (extra !== undefined) return problem("There is more than this command takes.", extra.index, text.length);
  if (args.length < needed) return problem(`Expected: ${verb.takes[args.length]}.`, text.length);
  return verb.build(args.map(([word]) => word));
}

function parseExpression(text: string): Command | CommandProblem {
  const assignment = ASSIGNMENT.exec(text);
  if (assignment === null) {
    return problem("Give the result a name: `x = …` keeps the expression, `x := …` stores its values.", 0);
  }
  const [whole, name = "", operator] = assignment;
  const given = localOperands(text);
  if (given === undefined) {
    return problem('Names stand behind # as JSON: # {"a": "@public/a.b2nd"}', text.indexOf("#"), text.length);
  }
  const body = text.slice(whole.length).replace(COMMENT, "").trimEnd();
  if (body === "") return problem("Expected: an expression.", text.length);
  const operands: Record<string, string> = { ...given };
  const { expression, parts } = named(body, whole.length, operands);
  const open = openPath(text, parts);
  if (open !== undefined) return open;
  return { kind: "expression", name, expression, operands, compute: operator === ":=", parts };
}

/** A text with names for the paths in it; it begins at `offset` of the line. */
function named(body: string, offset: number, operands: Record<string, string>) {
  const parts: LinePart[] = [];
  let expression = "";
  let end = 0;
  const add = (text: string, typed: number, typedLength: number) => {
    expression += text;
    parts.push({ length: text.length, typed: offset + typed, typedLength });
  };
  for (const { 0: match, 1: quoted, 2: plain, index } of body.matchAll(PATH)) {
    add(body.slice(end, index), end, index - end);
    end = index + match.length;
    add(nameOf(quoted ?? plain ?? "", operands), index, match.length);
  }
  add(body.slice(end), end, body.length - end);
  return { expression, parts };
}

/** A path that leads to no array yet. (A text in quotes may hold the sign as well.) */
function openPath(text: string, parts: readonly LinePart[]): CommandProblem | undefined {
  for (const { length, typed, typedLength } of parts) {
    const found = length === typedLength ? /(?<![\w'"])@[\w./-]*/.exec(text.slice(typed, typed + length)) : null;
    if (found === null) continue;
    const start = typed + found.index;
    return problem("No array yet: its path ends in .b2nd. Tab completes it.", start, start + found[0].length);
  }
  return undefined;
}

/** Where in the line a place of the expression is. */
export function placeInLine(
  parts: readonly LinePart[],
  { start, end }: { readonly start: number; readonly end: number },
): { readonly start: number; readonly end: number } {
  let at = 0;
  let from: number | undefined;
  let to = 0;
  for (const { length, typed, typedLength } of parts) {
    const same = length === typedLength;
    if (from === undefined && start < at + length) from = typed + (same ? start - at : 0);
    if (end > at) to = typed + (same ? Math.min(length, end - at) : typedLength);
    at += length;
  }
  const last = parts.at(-1);
  const lineEnd = last === undefined ? 0 : last.typed + last.typedLength;
  const first = from ?? lineEnd;
  return { start: first, end: Math.max(first, to) };
}

/** The name of a path among the operands, a new one if it has none. */
function nameOf(file: string, operands: Record<string, string>): string {
  const known = Object.keys(operands).find((name) => operands[name] === file);
  if (known !== undefined) return known;
  let number = Object.keys(operands).length;
  while (`o${number}` in operands) number += 1;
  operands[`o${number}`] = file;
  return `o${number}`;
}

/** The names given behind `#`; undefined if that is no object of texts. */
function localOperands(text: string): Record<string, string> | undefined {
  const comment = COMMENT.exec(text);
  if (comment === null) return {};
  try {
    const value: unknown = JSON.parse(comment[1] ?? "");
    const entries = Object.entries(Object(value));
    if (entries.every((entry): entry is [string, string] => typeof entry[1] === "string")) {
      return Object.fromEntries(entries);
    }
  } catch {
    // The same as an object of something else.
  }
  return undefined;
}

function problem(message: string, start: number, end = start): CommandProblem {
  return { kind: "problem", start, end, message };
}
