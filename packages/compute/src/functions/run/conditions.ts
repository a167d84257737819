import type { ExpressionOf } from "../tree.ts";
import { binary, sameValue } from "./operators.ts";
import type { Reader } from "./runtime.ts";
import { truthOf } from "./scalars.ts";
import { type FunctionValue, type Names, NO_VALUE } from "./values.ts";

/** `a < b < c`: neighbours are compared until one comparison is false. */
export async function compared(
  reader: Reader,
  { first, links }: ExpressionOf<"comparison">,
  scope: Names,
): Promise<FunctionValue> {
  let left = await reader.value(first, scope);
  let result: FunctionValue = { kind: "boolean", value: true };
  for (const [index, { operator, operand, spot }] of links.entries()) {
    if (index > 0 && !(await truthOf(reader, result))) return result;
    const right = await reader.value(operand, scope);
    try {
      result = await compare(reader, operator, left, right);
    } catch (error) {
      throw reader.placed(error, spot);
    }
    left = right;
  }
  return result;
}

async function compare(
  reader: Reader,
  operator: ExpressionOf<"comparison">["links"][number]["operator"],
  left: FunctionValue,
  right: FunctionValue,
): Promise<FunctionValue> {
  switch (operator) {
    case "is":
    case "is not":
      return { kind: "boolean", value: isSame(left, right) === (operator === "is") };
    case "in":
    case "not in": {
      let found = false;
      for (const item of await reader.items(right)) {
        if (left.kind === "array" || left.kind === "piece")
          found ||= await truthOf(reader, binary(reader, "==", left, item));
        else found ||= sameValue(left, item);
      }
      return { kind: "boolean", value: found === (operator === "in") };
    }
    default:
      return binary(reader, operator, left, right);
  }
}

/** `and` and `or` give the operand that decides. */
export async function joined(
  reader: Reader,
  { operator, operands }: ExpressionOf<"logical">,
  scope: Names,
): Promise<FunctionValue> {
  let value: FunctionValue = NO_VALUE;
  for (const [index, operand] of operands.entries()) {
    value = await reader.value(operand, scope);
    if (index < operands.length - 1 && (await truthOf(reader, value)) === (operator === "or")) return value;
  }
  return value;
}

function isSame(a: FunctionValue, b: FunctionValue): boolean {
  if (a.kind === "none" || b.kind === "none") return a.kind === b.kind;
  if (a.kind === "boolean" && b.kind === "boolean") return a.value === b.value;
  if (a.kind === "piece" && b.kind === "piece") return a.piece === b.piece;
  return a === b;
}
