import { formatDType } from "@caterva2/ndarray";
import { dtypeArgument } from "../../bind/dtype-argument.ts";
import { applyUfunc } from "../../bind/elementwise.ts";
import { foldBinary, foldUnary } from "../../bind/fold.ts";
import { callFunction } from "../../bind/functions.ts";
import { matmul } from "../../bind/linear.ts";
import { power } from "../../bind/scalars.ts";
import { OPERATOR_UFUNCS } from "../../bind/ufuncs.ts";
import type { Value } from "../../bind/value.ts";
import { refuse } from "../../language/refuse.ts";
import type { BinaryOperator, UnaryOperator } from "../../language/tree.ts";
import { dtypeOf } from "../../types/element-type.ts";
import { callLibrary } from "./library.ts";
import { type FunctionValue, type FunctionValueOf, kindName, sequenceValue } from "./values.ts";
import type { Workspace } from "./workspace.ts";

/** Characters of a text, and items of a repeated list, that operators make at most. */
const MAX_TEXT = 10_000;

/** A value of the language of expressions as one of functions. */
export function fromArgument(value: Value): FunctionValue {
  return "items" in value ? sequenceValue(value.kind, value.items.map(fromArgument)) : value;
}

/** Arithmetic of numbers needs no workspace: it is asked for only where there are arrays. */
interface WorkspaceHolder {
  readonly workspace: Workspace;
}

export function unary(holder: WorkspaceHolder, operator: UnaryOperator, value: FunctionValue): FunctionValue {
  if (isPlainNumber(value)) return fromArgument(foldUnary(operator, value));
  const { workspace } = holder;
  const operand = workspace.argument(value);
  if (operator === "+") {
    return fromArgument(callFunction(workspace.graph, "positive", { args: [operand], keywords: new Map() }));
  }
  return fromArgument(applyUfunc(workspace.graph, operator === "-" ? "negative" : "invert", [operand]));
}

/** An operator between two values, comparisons of values included. @throws Refusal where Python has an error */
export function binary(
  holder: WorkspaceHolder,
  operator: BinaryOperator,
  left: FunctionValue,
  right: FunctionValue,
): FunctionValue {
  if (isPlainNumber(left) && isPlainNumber(right)) return fromArgument(foldBinary(operator, left, right));
  const isEquality = operator === "==" || operator === "!=";
  if (isEquality && !isArray(left) && !isArray(right)) {
    return { kind: "boolean", value: sameValue(left, right) === (operator === "==") };
  }
  if (isSequence(left) || isSequence(right)) {
    const made = sequence(operator, left, right);
    if (made !== undefined) return made;
  }
  if (left.kind === "text" && right.kind === "text" && operator === "+") {
    return { kind: "text", value: bounded(left.value + right.value), bytes: left.bytes };
  }
  const { workspace } = holder;
  const a = arrayArgument(workspace, left);
  const b = arrayArgument(workspace, right);
  if (operator === "@") return { kind: "array", node: matmul(workspace.graph, a, b) };
  if (a.kind === "none" || b.kind === "none") return refuse(`${operator} of ${kindName(left)} and ${kindName(right)}`);
  if (operator === "**") return fromArgument(power(workspace.graph, a, b));
  return fromArgument(applyUfunc(workspace.graph, OPERATOR_UFUNCS[operator], [a, b]));
}

/** A list beside an array is an array. */
function arrayArgument(workspace: Workspace, value: FunctionValue): Value {
  const argument = workspace.argument(value);
  return "items" in argument ? callLibrary(workspace.graph, "array", [argument], new Map()) : argument;
}

function isArray({ kind }: FunctionValue): boolean {
  return kind === "array" || kind === "piece";
}

function isItems(value: FunctionValue): value is FunctionValueOf<"tuple"> | FunctionValueOf<"list"> {
  return value.kind === "tuple" || value.kind === "list";
}

function isSequence(
  value: FunctionValue,
): value is FunctionValueOf<"tuple"> | FunctionValueOf<"list"> | FunctionValueOf<"text"> {
  return isItems(value) || value.kind === "text";
}

/** `+` of two tuples or lists, `*` of one and a number; undefined for others (a list beside an array is an array). */
function sequence(operator: BinaryOperator, left: FunctionValue, right: FunctionValue): FunctionValue | undefined {
  if (operator === "+" && isItems(left) && isItems(right) && left.kind === right.kind) {
    return sequenceValue(left.kind, [...left.items, ...right.items]);
  }
  if (operator !== "*") return undefined;
  const [list, count] = isSequence(left) ? [left, right] : [right, left];
  if (!isSequence(list) || count.kind !== "number" || count.number.kind !== "integer") return undefined;
  const times = Math.max(0, Number(count.number.value));
  const length = list.kind === "text" ? list.value.length : list.items.length;
  if (times * length > MAX_TEXT) return refuse(`a ${list.kind} of more than ${MAX_TEXT} items`);
  if (list.kind === "text") return { ...list, value: list.value.repeat(times) };
  return sequenceValue(list.kind, Array.from({ length: times }, () => list.items).flat());
}

function bounded(text: string): string {
  return text.length > MAX_TEXT ? refuse(`a text of more than ${MAX_TEXT} characters`) : text;
}

/** Python's `==` of values that are no arrays: texts, dtypes, None, tuples of such. */
export function sameValue(a: FunctionValue, b: FunctionValue): boolean {
  if (a.kind === "dtype" || b.kind === "dtype") {
    const [left, right] = [dtypeText(a), dtypeText(b)];
    return left !== undefined && left === right;
  }
  if (a.kind === "text" && b.kind === "text") return a.value === b.value && a.bytes === b.bytes;
  if (isPlainNumber(a) && isPlainNumber(b)) {
    const equal = foldBinary("==", a, b);
    return equal.kind === "boolean" && equal.value;
  }
  if ((a.kind === "tuple" || a.kind === "list") && a.kind === b.kind) {
    return a.items.length === b.items.length && a.items.every((item, at) => sameItem(item, b.items[at]));
  }
  if ([a.kind, b.kind].some((kind) => kind === "array" || kind === "piece")) {
    return refuse(`${kindName(a)} cannot be compared with ${kindName(b)}`);
  }
  return a.kind === b.kind && a.kind === "none";
}

function sameItem(a: FunctionValue, b: FunctionValue | undefined): boolean {
  return b !== undefined && sameValue(a, b);
}

function isPlainNumber(value: FunctionValue): value is FunctionValueOf<"number" | "boolean"> {
  return value.kind === "number" || value.kind === "boolean";
}

/** `x.dtype == np.float32`, `x.dtype == "f4"`. */
function dtypeText(value: FunctionValue): string | undefined {
  if (value.kind === "dtype") return formatDType(value.dtype);
  if (value.kind !== "text") return undefined;
  const type = dtypeArgument(value);
  return type === undefined ? undefined : formatDType(dtypeOf(type));
}
