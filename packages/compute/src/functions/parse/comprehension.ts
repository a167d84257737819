import type { Clause, Expression } from "../tree.ts";
import type { Cursor } from "./cursor.ts";

/** Inner loops go along with outer ones, and all of them with the depth: each costs a level when it runs. */
const MAX_CLAUSES = 4;

/** `for a in b if c` behind the item of a list. */
export function readComprehension(cursor: Cursor, item: Expression): Expression {
  const clauses: Clause[] = [];
  while (cursor.take("for")) {
    if (clauses.length === MAX_CLAUSES) throw cursor.invalid(`more than ${MAX_CLAUSES} loops in one comprehension`);
    const target = cursor.loopTarget();
    cursor.expect("in", "after the names of `for`");
    const iterable = cursor.condition();
    const conditions: Expression[] = [];
    while (cursor.take("if")) conditions.push(cursor.condition());
    clauses.push(Object.freeze({ target, iterable, conditions: Object.freeze(conditions) }));
  }
  return cursor.part({ kind: "comprehension", item, clauses: Object.freeze(clauses) }, item.spot);
}
