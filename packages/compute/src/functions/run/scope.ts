import type { FunctionValue, Names } from "./values.ts";

/** The names of one call of a function; what is not among them is looked up where the function was defined. */
export class Scope implements Names {
  readonly names = new Map<string, FunctionValue>();
  readonly parent: Names | undefined;

  constructor(parent?: Names) {
    this.parent = parent;
  }
}

export function findName(scope: Names, name: string): FunctionValue | undefined {
  for (let one: Names | undefined = scope; one !== undefined; one = one.parent) {
    const value = one.names.get(name);
    if (value !== undefined) return value;
  }
  return undefined;
}
