import type { Graph } from "../graph/graph.ts";
import { refuse } from "../language/refuse.ts";
import { type ElementType, elementTypeOf } from "../types/element-type.ts";
import { constantOf, isComplexType, isIntegerType, type WeakNumber } from "../types/promote.ts";
import { applyUfunc } from "./elementwise.ts";
import { isNumber } from "./fold.ts";
import { constantNode } from "./nodes.ts";
import { arrayValue, type Value } from "./value.ts";

/** NumPy's `**` squares and takes roots where the exponent says so; its `power` does not. */
export function power(graph: Graph, base: Value, exponent: Value): Value {
  const type = base.kind === "array" ? elementTypeOf(base.node.dtype) : undefined;
  if (type !== undefined && exponent.kind === "number" && exponent.number.kind !== "complex") {
    const number = Number(exponent.number.value);
    const inexact = type !== "bool" && !isIntegerType(type);
    const array = base.kind === "array" && base.node.shape.length > 0;
    if (number === 2 && array && (inexact || exponent.number.kind === "integer"))
      return applyUfunc(graph, "square", [base]);
    if (number === 0.5 && inexact) return applyUfunc(graph, "sqrt", [base]);
    if (number === -1 && isComplexType(type)) return applyUfunc(graph, "reciprocal", [base]);
    // As exact as a power within the tolerance of functions; binary16 would be rounded at each step.
    if (type !== "bool" && type !== "f2" && !isComplexType(type) && (inexact || exponent.number.kind === "integer")) {
      const product = smallPower(graph, base, number, inexact);
      if (product !== undefined) return product;
    }
  }
  return applyUfunc(graph, "power", [base, exponent]);
}

/** Powers that are few products. */
function smallPower(graph: Graph, base: Value, exponent: number, inexact: boolean): Value | undefined {
  const square = (value: Value) => applyUfunc(graph, "square", [value]);
  const inverse = () => applyUfunc(graph, "reciprocal", [base]);
  if (exponent === 3) return applyUfunc(graph, "multiply", [square(base), base]);
  if (exponent === 4) return square(square(base));
  if (exponent === -1 && inexact) return inverse();
  // The square of the inverse: the inverse of the square would lose what is subnormal.
  return exponent === -2 && inexact ? square(inverse()) : undefined;
}

/** `np.float32(3)`: a number with a width. @throws Refusal */
export function typedScalar(graph: Graph, type: ElementType, args: readonly Value[]): Value {
  const [value] = args;
  if (value === undefined || args.length !== 1 || !isNumber(value)) {
    return refuse("a dtype is called with one number: to convert an array, write x.astype(...)");
  }
  const number: WeakNumber =
    value.kind === "number"
      ? value.number
      : { kind: "integer", value: value.kind === "boolean" && value.value ? 1n : 0n };
  return arrayValue(constantNode(graph, type, constantOf(wholeFor(number, type), type)));
}

/** `int32(2.7)` is 2. */
export function wholeFor(number: WeakNumber, type: ElementType): WeakNumber {
  if (!isIntegerType(type) || number.kind !== "float") {
    return number.kind === "complex" && !isComplexType(type) ? refuse(`a complex number does not fit ${type}`) : number;
  }
  return Number.isFinite(number.value)
    ? { kind: "integer", value: BigInt(Math.trunc(number.value)) }
    : refuse(`${number.value} does not fit ${type}`);
}
