import { refuse } from "../../language/refuse.ts";
import type { ExpressionOf, Target } from "../tree.ts";
import type { Reader } from "./runtime.ts";
import { integerOf } from "./scalars.ts";
import type { Scope } from "./scope.ts";
import { writeSubscript } from "./subscripts.ts";
import { type FunctionValue, type FunctionValueOf, kindName, type Names, NO_VALUE } from "./values.ts";

/** Gives a value to names and places. @throws expression.invalid, with the place of the target */
export async function assignTarget(reader: Reader, target: Target, value: FunctionValue, scope: Scope): Promise<void> {
  try {
    switch (target.kind) {
      case "name":
        scope.names.set(target.name, await reader.settled(value));
        return;
      case "subscript":
        await assignSubscript(reader, target, value, scope);
        return;
      case "targets": {
        const items = await reader.items(await reader.settled(value));
        if (items.length !== target.targets.length) refuse(`${items.length} values for ${target.targets.length} names`);
        for (const [index, one] of target.targets.entries()) {
          await assignTarget(reader, one, items[index] ?? NO_VALUE, scope);
        }
      }
    }
  } catch (error) {
    throw reader.placed(error, target.spot);
  }
}

async function assignSubscript(
  reader: Reader,
  target: ExpressionOf<"subscript">,
  value: FunctionValue,
  scope: Names,
): Promise<void> {
  const object = await reader.value(target.object, scope);
  const index = await reader.value(target.index, scope);
  if (object.kind === "list") return assignItem(reader, object, index, value);
  if (object.kind !== "piece") return refuse(`${kindName(object)} cannot be written to: write to output[...]`);
  await writeSubscript(reader, object.piece, index, value);
}

async function assignItem(
  reader: Reader,
  { items }: FunctionValueOf<"list">,
  index: FunctionValue,
  value: FunctionValue,
): Promise<void> {
  if (value.kind === "list" || value.kind === "tuple") return refuse("a list cannot hold another one");
  const position = await integerOf(reader, index, "an index");
  const at = position < 0 ? position + items.length : position;
  if (at < 0 || at >= items.length) return refuse(`the index ${position} is out of range`);
  items[at] = await reader.settled(value);
}
