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
    }
  | { readonly kind: "copy" | "move"; readonly from: string; readonly to: string }
  | { readonly kind: "remove" | "unfold" | "addNotebook" | "open"; readonly path: string }
  | { readonly kind: "addUser"; readonly email: string; readonly password: string | undefined }
  | { readonly kind: "deleteUser"; readonly email: string }
  | { readonly kind: "listUsers" };

/** A line that means nothing, and where it stops making sense: an offset in the text. */
export interface CommandProblem {
  readonly kind: "problem";
  readonly at: number;
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
  if (first === undefined) return problem(0, "Type an expression or a command.");
  const verb = VERBS.find(({ words: names }) => names.split(" ").includes(first[0]));
  if (verb !== undefined && !ASSIGNMENT.test(text)) return runVerb(verb, words.slice(1), text);
  return parseExpression(text);
}

function runVerb(verb: Verb, args: readonly RegExpExecArray[], text: string): Command | CommandProblem {
  const needed = verb.takes.filter((name) => !name.endsWith("?")).length;
  const extra = args[verb.takes.length];
  if (extra !== undefined) return problem(extra.index, "There is more than this command takes.");
  if (args.length < needed) return problem(text.length, `Expected: ${verb.takes[args.length]}.`);
  return verb.build(args.map(([word]) => word));
}

function parseExpression(text: string): Command | CommandProblem {
  const assignment = ASSIGNMENT.exec(text);
  if (assignment === null) {
    return problem(0, "Give the result a name: `x = …` keeps the expression, `x := …` stores its values.");
  }
  const [whole, name = "", operator] = assignment;
  const given = localOperands(text);
  if (given === undefined) return problem(text.indexOf("#"), 'Names stand behind # as JSON: # {"a": "@public/a.b2nd"}');
  const body = text.slice(whole.length).replace(COMMENT, "");
  if (body.trim() === "") return problem(text.length, "Expected: an expression.");
  const operands: Record<string, string> = { ...given };
  const expression = body.replace(PATH, (_match, quoted?: string, plain?: string) =>
    nameOf(quoted ?? plain ?? "", operands),
  );
  return { kind: "expression", name, expression: expression.trim(), operands, compute: operator === ":=" };
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

function problem(at: number, message: string): CommandProblem {
  return { kind: "problem", at, message };
}
