import { applyUfunc } from "../../bind/elementwise.ts";
import { castTo } from "../../bind/nodes.ts";
import { refuse } from "../../language/refuse.ts";
import { shownName } from "../parse/refusal.ts";
import { callLibrary, isLibraryName } from "../run/library.ts";
import { constantNamed } from "../run/math.ts";
import { binary, fromArgument, unary } from "../run/operators.ts";
import type { FunctionValue } from "../run/values.ts";
import type { Workspace } from "../run/workspace.ts";
import type { Expression, ExpressionOf } from "../tree.ts";
import { both, either, isArray, type Lanes, lanesOf, others, valueOfLanes } from "./lanes.ts";

/** What an expression of scalar code needs: the values of names, and where arrays are computed. */
export interface ScalarContext {
  readonly workspace: Workspace;
  /** Counts a step. */
  step(): void;
  /** The value of a name; undefined if there is none. */
  valueOf(name: string): FunctionValue | undefined;
  /** An error with its place. */
  placed(error: unknown, expression: Expression): unknown;
}

/** The value of an expression of scalar code for all items at once. @throws expression.invalid */
export function scalarValue(context: ScalarContext, expression: Expression): FunctionValue {
  context.step();
  try {
    return meaningOf(context, expression);
  } catch (error) {
    throw context.placed(error, expression);
  }
}

function meaningOf(context: ScalarContext, expression: Expression): FunctionValue {
  switch (expression.kind) {
    case "integer":
      return { kind: "number", number: { kind: "integer", value: expression.value } };
    case "float":
      return { kind: "number", number: { kind: "float", value: expression.value } };
    case "boolean":
      return { kind: "boolean", value: expression.value };
    case "text":
      return { kind: "text", value: expression.value, bytes: expression.bytes };
    case "name":
      return context.valueOf(expression.name) ?? refuse(`the name ${shownName(expression.name)} is not known here`);
    case "attribute": {
      const constant = isModule(expression.object) ? constantNamed(expression.name) : undefined;
      return constant ?? refuse("attributes are not in the language of scalar functions");
    }
    case "unary":
      return unary(context, expression.operator, scalarValue(context, expression.operand));
    case "not":
      return valueOfLanes(others(context.workspace, truth(context, expression.operand)));
    case "chain": {
      let value = scalarValue(context, expression.first);
      for (const { operator, operand } of expression.links) {
        if (operator === "@") return refuse("`@` is not in the language of scalar functions");
        value = binary(context, operator, value, scalarValue(context, operand));
      }
      return value;
    }
    case "power":
      return binary(context, "**", scalarValue(context, expression.base), scalarValue(context, expression.exponent));
    case "comparison":
      return compared(context, expression);
    case "logical": {
      const join = expression.operator === "and" ? both : either;
      const lanes = expression.operands.map((operand) => truth(context, operand));
      return valueOfLanes(lanes.reduce((all, one) => join(context.workspace, all, one)));
    }
    case "call":
      return called(context, expression);
    case "conditional":
      return refuse("`a if condition else b` is not in the language of scalar functions: write where(condition, a, b)");
    default:
      return refuse("this is not in the language of scalar functions");
  }
}

/** The lanes in which an expression is true. */
export function truth(context: ScalarContext, expression: Expression): Lanes {
  return lanesOf(context.workspace, scalarValue(context, expression));
}

function compared(context: ScalarContext, { first, links }: ExpressionOf<"comparison">): FunctionValue {
  const [link, second] = links;
  if (link === undefined || second !== undefined) {
    return refuse("chains of comparisons are not in the language of scalar functions: join them with `and`");
  }
  const { operator, operand } = link;
  const left = scalarValue(context, first);
  const right = scalarValue(context, operand);
  if (operator === "in" || operator === "not in") {
    const found = library(context, "contains", [right, left]);
    return operator === "in" ? found : valueOfLanes(others(context.workspace, lanesOf(context.workspace, found)));
  }
  if (operator === "is" || operator === "is not") return refuse("`is` is not in the language of scalar functions");
  return binary(context, operator, left, right);
}

function isModule(expression: Expression): boolean {
  return expression.kind === "name" && ["np", "numpy", "math", "blosc2"].includes(expression.name);
}

function called(context: ScalarContext, { callee, args }: ExpressionOf<"call">): FunctionValue {
  if (args.some(({ name, spread }) => name !== undefined || spread)) {
    return refuse("calls in scalar functions have plain arguments only");
  }
  const values = args.map(({ value }) => scalarValue(context, value));
  if (callee.kind === "name") return callNamed(context, callee.name, values);
  if (callee.kind !== "attribute") return refuse("only functions can be called, by their names");
  if (isModule(callee.object)) return callNamed(context, callee.name, values);
  // Methods of texts are functions with the text in front.
  return callNamed(context, callee.name, [scalarValue(context, callee.object), ...values]);
}

const CASTS: Readonly<Record<string, "i8" | "f8" | "bool">> = { int: "i8", float: "f8", bool: "bool" };

/** Functions that take two arguments here and an array elsewhere. */
const PAIRS = { min: "minimum", max: "maximum" } as const;

function callNamed(context: ScalarContext, name: string, values: readonly FunctionValue[]): FunctionValue {
  const [first, second] = values;
  if (Object.hasOwn(CASTS, name)) return cast(context, CASTS[name] ?? "f8", values);
  if ((name === "min" || name === "max") && first !== undefined && second !== undefined && values.length === 2) {
    const { workspace } = context;
    return fromArgument(
      applyUfunc(workspace.graph, PAIRS[name], [workspace.argument(first), workspace.argument(second)]),
    );
  }
  const scalar = isLibraryName(name) && !WHOLE_ARRAYS.test(name);
  if (!scalar) return refuse(`the function ${shownName(name)} is not in the language of scalar functions`);
  return library(context, name, values);
}

/** Functions that need more than one item at a time. */
const WHOLE_ARRAYS =
  /^(?:sum|prod|mean|std|var|min|max|any|all|arg.*|count.*|cum.*|nan(?:sum|prod|min|max|mean)|ptp|average|diff|dot|ravel|flip|roll|swapaxes|broadcast_to|select|array|asarray|ascontiguousarray|copy|shape|ndim|size|linspace|arange|zeros|ones|full|empty|eye|nans|.*_like|reshape|transpose|permute_dims|matrix_transpose|matmul|tensordot|vecdot|outer|concat.*|stack|expand_dims|squeeze|diagonal|slice|astype|amax|amin|isin)$/;

function library(context: ScalarContext, name: string, values: readonly FunctionValue[]): FunctionValue {
  const { workspace } = context;
  return fromArgument(
    callLibrary(
      workspace.graph,
      name,
      values.map((value) => workspace.argument(value)),
      new Map(),
    ),
  );
}

function cast(context: ScalarContext, type: "i8" | "f8" | "bool", values: readonly FunctionValue[]): FunctionValue {
  const [value] = values;
  if (value === undefined || values.length !== 1) return refuse("int and float take one argument");
  if (isArray(value))
    return { kind: "array", node: castTo(context.workspace.graph, context.workspace.node(value), type) };
  if (value.kind !== "number" || value.number.kind === "complex") return value;
  const { number } = value;
  if (type === "f8") return { kind: "number", number: { kind: "float", value: Number(number.value) } };
  if (type === "bool") return { kind: "boolean", value: Number(number.value) !== 0 };
  if (number.kind === "integer") return value;
  if (!Number.isFinite(number.value)) return refuse(`int of ${number.value}`);
  return { kind: "number", number: { kind: "integer", value: BigInt(Math.trunc(number.value)) } };
}
