import { Refusal } from "../language/refuse.ts";
import { invalidFunction } from "./parse/refusal.ts";
import { partsOf, partsOfStatement } from "./parts.ts";
import { valueInModule, valueOfName } from "./run/names.ts";
import { Scope } from "./run/scope.ts";
import type { Definition, Expression, FunctionTree, Statement, Target } from "./tree.ts";

/**
 * Refuses names that nothing in a source gives a value, and functions of NumPy that are not in the language, before
 * anything runs. @throws expression.invalid
 */
export function checkNames(tree: FunctionTree): void {
  new NameCheck(tree).run();
}

/** Names that may have a value in a function, those around it included. */
type Known = ReadonlySet<string>;

/** A scope without names: what is known in it is known everywhere. */
const NOWHERE = new Scope();

class NameCheck {
  readonly #tree: FunctionTree;

  constructor(tree: FunctionTree) {
    this.#tree = tree;
  }

  run(): void {
    const top = new Set(this.#tree.definitions.keys());
    for (const definition of this.#tree.definitions.values()) this.#definition(definition, top);
  }

  #definition({ parameters, body }: Definition, around: Known): void {
    const known = new Set([...around, ...parameters.map(({ name }) => name), ...namesGiven(body)]);
    this.#statements(body, known);
  }

  #statements(statements: readonly Statement[], known: Known): void {
    for (const statement of statements) {
      const { expressions, targets, blocks } = partsOfStatement(statement);
      if (statement.kind === "define") this.#definition(statement.definition, known);
      for (const expression of expressions) this.#expression(expression, known);
      for (const target of targets) this.#target(target, known);
      for (const block of blocks) this.#statements(block, known);
    }
  }

  #target(target: Target, known: Known): void {
    if (target.kind === "targets") for (const one of target.targets) this.#target(one, known);
    else if (target.kind === "subscript") this.#expression(target, known);
  }

  #expression(expression: Expression, known: Known): void {
    if (expression.kind === "lambda") this.#definition(expression.definition, known);
    if (expression.kind === "name" && !known.has(expression.name)) {
      this.#meant(expression, () => valueOfName(NOWHERE, expression.name));
    }
    if (expression.kind === "attribute" && expression.object.kind === "name" && !known.has(expression.object.name)) {
      const { object, name } = expression;
      const module = this.#meant(object, () => valueOfName(NOWHERE, object.name));
      if (module.kind === "module") this.#meant(expression, () => valueInModule(module.name, name));
      return;
    }
    const inner =
      expression.kind === "comprehension"
        ? new Set([...known, ...expression.clauses.flatMap(({ target }) => namesOf(target))])
        : known;
    for (const part of partsOf(expression)) this.#expression(part, inner);
  }

  #meant<T>(expression: Expression, action: () => T): T {
    try {
      return action();
    } catch (error) {
      throw error instanceof Refusal ? invalidFunction(error.message, expression.spot, this.#tree.source) : error;
    }
  }
}

/** Names that statements give values, not those of functions within. */
function namesGiven(statements: readonly Statement[]): string[] {
  return statements.flatMap((statement) => {
    const { targets, blocks } = partsOfStatement(statement);
    const own = statement.kind === "define" ? [statement.definition.name] : targets.flatMap(namesOf);
    return [...own, ...blocks.flatMap(namesGiven)];
  });
}

function namesOf(target: Target): string[] {
  if (target.kind === "name") return [target.name];
  return target.kind === "targets" ? target.targets.flatMap(namesOf) : [];
}
