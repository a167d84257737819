import { refuse } from "../../language/refuse.ts";
import type { ExpressionOf } from "../tree.ts";
import { assignTarget } from "./assign-target.ts";
import type { Reader } from "./runtime.ts";
import { Scope } from "./scope.ts";
import { MAX_ITEMS } from "./sequences.ts";
import type { FunctionValue, Names } from "./values.ts";

/** The items of a comprehension, whose names are its own. @throws Refusal for too many */
export async function comprehended(
  reader: Reader,
  expression: ExpressionOf<"comprehension">,
  scope: Names,
): Promise<FunctionValue[]> {
  const items: FunctionValue[] = [];
  await collect(reader, expression, 0, new Scope(scope), items);
  return items;
}

/** Runs the loops from number `depth` on, one within the other. */
async function collect(
  reader: Reader,
  expression: ExpressionOf<"comprehension">,
  depth: number,
  scope: Scope,
  into: FunctionValue[],
): Promise<void> {
  const clause = expression.clauses[depth];
  if (clause === undefined) {
    into.push(await reader.settled(await reader.value(expression.item, scope)));
    if (into.length > MAX_ITEMS) refuse(`a list of more than ${MAX_ITEMS} items`);
    return;
  }
  for (const value of await reader.items(await reader.value(clause.iterable, scope))) {
    await assignTarget(reader, clause.target, value, scope);
    let holds = true;
    for (const condition of clause.conditions) holds &&= await reader.truth(condition, scope);
    if (holds) await collect(reader, expression, depth + 1, scope, into);
  }
}
