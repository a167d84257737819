import { refuse } from "../language/refuse.ts";
import type { Value } from "./value.ts";

/** The arguments of a call as written. */
export interface CallArguments {
  readonly args: readonly Value[];
  readonly keywords: ReadonlyMap<string, Value>;
}

/**
 * Puts arguments to the names of a function's parameters, in order and by keyword. A name that ends in `?` may be left
 * out; after `*`, parameters are given by keyword only.
 * @throws Refusal for one that is missing, unknown or given twice
 */
export function matchArguments(parameters: string, call: CallArguments): ReadonlyMap<string, Value> {
  const { names, positional, needed } = parametersOf(parameters);
  const matched = new Map<string, Value>();
  if (call.args.length > positional) {
    refuse(`it takes ${positional === 1 ? "one argument" : `at most ${positional} arguments`} (${shown(names)})`);
  }
  for (const [index, value] of call.args.entries()) matched.set(names[index] ?? "", value);
  for (const [name, value] of call.keywords) {
    if (!names.includes(name)) refuse(`the keyword ${name} is not known here: it takes ${shown(names)}`);
    if (matched.has(name)) refuse(`the argument ${name} is given twice`);
    matched.set(name, value);
  }
  for (const name of needed) if (!matched.has(name)) refuse(`the argument ${name} is missing`);
  return matched;
}

function parametersOf(text: string) {
  const words = text.split(" ").filter((word) => word !== "");
  const star = words.indexOf("*");
  const plain = words.filter((word) => word !== "*");
  return {
    names: plain.map((word) => word.replace("?", "")),
    positional: star === -1 ? plain.length : star,
    needed: plain.filter((word) => !word.endsWith("?")),
  };
}

function shown(names: readonly string[]): string {
  return names.join(", ");
}
