import type { Graph } from "../graph/graph.ts";
import type { ArrayNode } from "../graph/node.ts";
import { resultType } from "../kernel/operators.ts";
import type { ConstantValue } from "../kernel/program.ts";
import { refuse } from "../language/refuse.ts";
import { broadcastShapes } from "../types/broadcast.ts";
import {
  dtypeName,
  dtypeOf,
  type ElementType,
  elementTypeOf,
  isText,
  textDType,
  textLength,
} from "../types/element-type.ts";
import {
  castsSafely,
  constantOf,
  fitsInteger,
  integerRange,
  isComplexType,
  isIntegerType,
  promote,
  type WeakNumber,
  weakType,
  wrappedInteger,
} from "../types/promote.ts";
import { castTo, constantNode, filled, isTextValue, nodeOf } from "./nodes.ts";
import { textFunction } from "./text.ts";
import { LOOPS, UFUNCS, type UfuncName, type UfuncRule } from "./ufuncs.ts";
import { arrayValue, type Value } from "./value.ts";

/** A numeric argument: an array with its type, or a number of the text that takes the type of the others. */
type Operand = { readonly node: ArrayNode; readonly type: ElementType } | { readonly weak: WeakNumber };

/** An elementwise function of arrays and numbers. @throws Refusal for types that NumPy does not take, too */
export function applyUfunc(graph: Graph, name: UfuncName, values: readonly Value[]): Value {
  const rule: UfuncRule = UFUNCS[name];
  if (values.length !== rule.arity) refuse(`${name} takes ${rule.arity === 1 ? "one argument" : "two arguments"}`);
  if (values.some(isTextValue)) return textFunction(graph, name, values);
  const operands = values.map((value) => operandOf(graph, value));
  const special = specialCase(graph, name, rule, operands);
  if (special !== undefined) return arrayValue(special);
  const types = concreteTypes(operands);
  const quotient = rule.special === "quotient" && types.every((type) => type === "bool" || isIntegerType(type));
  const type = quotient ? "f8" : LOOPS[rule.loops].find((loop) => types.every((one) => castsSafely(one, loop)));
  if (type === undefined) {
    const shown = types.join(" and ");
    const complex = types.some(isComplexType) && rule.op.includes("s") ? ": complex numbers have no order" : "";
    return refuse(`${name} is not for ${shown}${complex}`);
  }
  const inputs = operands.map((operand) => typed(graph, operand, type));
  return arrayValue(applyOperator(graph, rule, type, inputs));
}

export function applyOperator(
  graph: Graph,
  rule: Pick<UfuncRule, "op">,
  type: ElementType,
  inputs: readonly ArrayNode[],
): ArrayNode {
  const result = type === "f2" ? (resultType(rule.op, "f4") === "bool" ? "bool" : "f2") : resultType(rule.op, type);
  const shape = broadcastShapes(inputs.map((input) => input.shape));
  return graph.node({ kind: "apply", op: rule.op, type, inputs }, dtypeOf(result), shape);
}

/** Functions whose result for some types is not that of a kernel's operator. */
function specialCase(
  graph: Graph,
  name: UfuncName,
  rule: UfuncRule,
  operands: readonly Operand[],
): ArrayNode | undefined {
  const types = concreteTypes(operands);
  const [first] = operands;
  const [type = "f8"] = types;
  if (first === undefined) return undefined;
  const exact = type === "bool" || isIntegerType(type);
  switch (rule.special) {
    case "refused":
      if (!types.every((one) => one === "bool")) return undefined;
      return refuse(`${name} is not for booleans: write ${rule.arity === 1 ? "~x" : "x ^ y"}`);
    case "truth": {
      const inputs = operands.map((operand) => castTo(graph, typed(graph, operand, undefined), "bool"));
      return applyOperator(graph, rule, "bool", inputs);
    }
    case "same":
      return exact ? typed(graph, first, type) : undefined;
    case "never":
    case "finite":
      return exact ? filled(graph, "bool", rule.special === "finite", typed(graph, first, type).shape) : undefined;
    case "real":
      return isComplexType(type) ? undefined : typed(graph, first, type);
    case "imag":
      return isComplexType(type) ? undefined : filled(graph, type, zeroOf(type), typed(graph, first, type).shape);
    case "exponent":
      checkExponent(types, operands[1]);
      return undefined;
    default:
      return rule.arity === 2 ? wideComparison(graph, rule, operands, types) : undefined;
  }
}

function checkExponent(types: readonly ElementType[], exponent: Operand | undefined): void {
  const exact = types.every((type) => type === "bool" || isIntegerType(type));
  if (exact && exponent !== undefined && "weak" in exponent && Number(weakReal(exponent.weak)) < 0) {
    refuse("an integer to a negative power: make the base or the exponent a float");
  }
}

function weakReal(number: WeakNumber): number | bigint {
  return number.kind === "complex" ? number.re : number.value;
}

const COMPARISONS: readonly string[] = ["equal", "not_equal", "less", "less_equal", "greater", "greater_equal"];

/** Comparisons of integers that no common type holds: u8 with signed ones, or with a number beyond the type. */
function wideComparison(
  graph: Graph,
  rule: UfuncRule,
  operands: readonly Operand[],
  types: readonly ElementType[],
): ArrayNode | undefined {
  if (!COMPARISONS.includes(rule.op)) return undefined;
  const [left, right] = operands;
  const [a, b] = types;
  if (left === undefined || right === undefined || a === undefined || b === undefined) return undefined;
  if ("weak" in right && "node" in left) return beyondRange(graph, rule.op, left, right.weak);
  if ("weak" in left && "node" in right) return beyondRange(graph, mirrored(rule.op), right, left.weak);
  if (!("node" in left) || !("node" in right)) return undefined;
  const signed = (type: ElementType) => isIntegerType(type) && type.startsWith("i");
  if (a === "u8" && signed(b)) return compareUnsigned(graph, rule.op, left, right);
  if (b === "u8" && signed(a)) return compareUnsigned(graph, mirrored(rule.op), right, left);
  return undefined;
}

function mirrored(op: UfuncRule["op"]): UfuncRule["op"] {
  switch (op) {
    case "less":
      return "greater";
    case "less_equal":
      return "greater_equal";
    case "greater":
      return "less";
    case "greater_equal":
      return "less_equal";
    default:
      return op;
  }
}

function beyondRange(
  graph: Graph,
  op: UfuncRule["op"],
  array: { node: ArrayNode; type: ElementType },
  number: WeakNumber,
): ArrayNode | undefined {
  if (number.kind !== "integer" || !isIntegerType(array.type) || fitsInteger(number.value, array.type))
    return undefined;
  const above = number.value > integerRange(array.type)[1];
  const holds = op === "not_equal" || (above ? op.startsWith("less") : op.startsWith("greater"));
  return filled(graph, "bool", holds, array.node.shape);
}

/** `unsigned OP signed`: a negative number is below all; another is compared as u8. */
function compareUnsigned(
  graph: Graph,
  op: UfuncRule["op"],
  unsigned: { node: ArrayNode },
  signed: { node: ArrayNode },
): ArrayNode {
  const wide = castTo(graph, signed.node, "i8");
  const zero = constantNode(graph, "i8", 0n);
  const compared = applyOperator(graph, { op }, "u8", [unsigned.node, castTo(graph, wide, "u8")]);
  const always = op === "not_equal" || op.startsWith("greater");
  const negative = applyOperator(graph, { op: always ? "less" : "greater_equal" }, "i8", [wide, zero]);
  return applyOperator(graph, { op: always ? "logical_or" : "logical_and" }, "bool", [compared, negative]);
}

/** The types of the operands, numbers with what they take beside the arrays. */
function concreteTypes(operands: readonly Operand[]): ElementType[] {
  const strong = operands.flatMap((operand) => ("node" in operand ? [operand.type] : []));
  const common = strong.length === 0 ? undefined : promote(strong);
  return operands.map((operand) => ("node" in operand ? operand.type : weakType(operand.weak.kind, common)));
}

/** The common type of some values, as NumPy's `result_type`. */
export function commonType(graph: Graph, values: readonly Value[]): ElementType {
  return promote(concreteTypes(values.map((value) => operandOf(graph, value))));
}

function operandOf(graph: Graph, value: Value): Operand {
  if (value.kind === "number") return { weak: value.number };
  const node = nodeOf(graph, value);
  const type = elementTypeOf(node.dtype);
  return type === undefined ? refuse(`this is not for items of the dtype ${dtypeName(node.dtype)}`) : { node, type };
}

/** An operand as a node of a type; undefined: of its own. */
function typed(graph: Graph, operand: Operand, type: ElementType | undefined): ArrayNode {
  if ("node" in operand) return type === undefined ? operand.node : castTo(graph, operand.node, type);
  const own = type ?? weakType(operand.weak.kind, undefined);
  return constantNode(graph, own, constantOf(operand.weak, own));
}

/** A value as an array of a type. @throws Refusal when it is none, or does not fit */
export function typedNode(graph: Graph, value: Value, type: ElementType): ArrayNode {
  return typed(graph, operandOf(graph, value), type);
}

/**
 * Item by item `x` or `y`, numbers promoted together or texts of one kind.
 * @throws Refusal for an integer of the text that does not fit the common type
 */
export function select(graph: Graph, condition: Value, x: Value, y: Value): Value {
  return selected(graph, condition, [x, y], typedNode);
}

/** As {@link select}, but integers of the text that do not fit wrap: NumPy's `where` lets them, its other functions do not. */
export function selectWrapping(graph: Graph, condition: Value, x: Value, y: Value): Value {
  return selected(graph, condition, [x, y], wrappedNode);
}

function selected(graph: Graph, condition: Value, [x, y]: readonly [Value, Value], asNode: typeof typedNode): Value {
  const test = nodeOf(graph, condition);
  if (elementTypeOf(test.dtype) !== "bool") refuse(`the condition of where must be bool, not ${dtypeName(test.dtype)}`);
  if (isTextValue(x) || isTextValue(y)) return selectText(graph, test, x, y);
  const type = commonType(graph, [x, y]);
  const inputs = [test, asNode(graph, x, type), asNode(graph, y, type)];
  const shape = broadcastShapes(inputs.map((input) => input.shape));
  return arrayValue(graph.node({ kind: "select", inputs }, dtypeOf(type), shape));
}

function wrappedNode(graph: Graph, value: Value, type: ElementType): ArrayNode {
  if (value.kind !== "number" || value.number.kind !== "integer" || !isIntegerType(type))
    return typedNode(graph, value, type);
  const number = { ...value.number, value: wrappedInteger(value.number.value, type) };
  return typedNode(graph, { kind: "number", number }, type);
}

function selectText(graph: Graph, test: ArrayNode, x: Value, y: Value): Value {
  const branches = [nodeOf(graph, x), nodeOf(graph, y)];
  const dtypes = branches.map((node) => node.dtype).filter(isText);
  const [first, second] = dtypes;
  if (first === undefined || first.kind !== second?.kind) {
    return refuse("the branches of where must both be numbers, or texts of one kind");
  }
  const dtype = textDType(first.kind, Math.max(textLength(first), textLength(second)));
  const inputs = [test, ...branches];
  const shape = broadcastShapes(inputs.map((input) => input.shape));
  return arrayValue(graph.node({ kind: "text-select", inputs }, dtype, shape));
}

function zeroOf(type: ElementType): ConstantValue {
  return constantOf({ kind: "integer", value: 0n }, type);
}
