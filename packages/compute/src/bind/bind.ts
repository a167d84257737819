import type { DType } from "@caterva2/ndarray";
import { Graph } from "../graph/graph.ts";
import type { ArrayNode } from "../graph/node.ts";
import { invalidExpression, Refusal, refuse } from "../language/refuse.ts";
import type { ExpressionNode, ExpressionTree, NodeId } from "../language/tree.ts";
import { elementTypeOf } from "../types/element-type.ts";
import { namedDType } from "./dtype-argument.ts";
import { applyUfunc } from "./elementwise.ts";
import { foldBinary, foldUnary, isNumber } from "./fold.ts";
import { callFunction, callMethod, isCallable, isComputedAtOnce } from "./functions.ts";
import { matmul, matrixTranspose, transpose } from "./linear.ts";
import { nodeOf } from "./nodes.ts";
import { power, typedScalar } from "./scalars.ts";
import { sliceNode } from "./slices.ts";
import { OPERATOR_UFUNCS } from "./ufuncs.ts";
import { arrayValue, floatValue, NONE, type Value } from "./value.ts";

/** What binding needs to know of an operand. */
export interface OperandType {
  readonly dtype: DType;
  readonly shape: readonly number[];
}

/** An expression with its types and shapes. */
export interface BoundExpression {
  readonly root: ArrayNode;
  /** Names of the operands: `operand` of a node is a number in this list. */
  readonly operands: readonly string[];
  /** True if it uses linear algebra or joins arrays: such arrays are stored as values. */
  readonly computedAtOnce: boolean;
}

/** Most items of arrays in an expression over small operands. */
export const DEFAULT_MAX_ITEMS = 2 ** 31;

/**
 * Gives each part of a tree its meaning, dtype and shape over these operands.
 * @throws expression.invalid, which names the part and its place; expression.too_large
 */
export function bindExpression(
  tree: ExpressionTree,
  operands: ReadonlyMap<string, OperandType>,
  options: { maxItems?: number } = {},
): BoundExpression {
  const largest = [...operands.values()].map(({ shape }) => shape.reduce((total, extent) => total * extent, 1));
  const graph = new Graph({ maxItems: Math.max(options.maxItems ?? DEFAULT_MAX_ITEMS, ...largest) });
  return new Binder(tree, graph, operands).bind();
}

class Binder {
  readonly #tree: ExpressionTree;
  readonly #graph: Graph;
  readonly #operands: ReadonlyMap<string, OperandType>;
  readonly #names: string[];
  readonly #values: Value[] = [];
  #atOnce = false;

  constructor(tree: ExpressionTree, graph: Graph, operands: ReadonlyMap<string, OperandType>) {
    this.#tree = tree;
    this.#graph = graph;
    this.#operands = operands;
    this.#names = [...operands.keys()];
  }

  bind(): BoundExpression {
    for (const node of this.#tree.nodes) {
      this.#values.push(this.#placed(node, () => this.#valueOf(node)));
    }
    const last = this.#tree.nodes.at(-1);
    const value = this.#values.at(-1);
    if (last === undefined || value === undefined) throw invalidExpression("the expression is empty");
    const root = this.#placed(last, () => nodeOf(this.#graph, value));
    return { root, operands: this.#names, computedAtOnce: this.#atOnce };
  }

  /** Adds the place in the text to what an operation refuses. */
  #placed<T>(node: ExpressionNode, action: () => T): T {
    try {
      return action();
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      throw invalidExpression(error.message, this.#tree.text, node.place);
    }
  }

  #at(id: NodeId): Value {
    return this.#values[id] ?? refuse("a part is missing");
  }

  #valueOf(node: ExpressionNode): Value {
    switch (node.kind) {
      case "integer":
        return { kind: "number", number: { kind: "integer", value: node.value } };
      case "float":
        return floatValue(node.value);
      case "imaginary":
        return { kind: "number", number: { kind: "complex", re: 0, im: node.value } };
      case "boolean":
        return { kind: "boolean", value: node.value };
      case "text":
        return { kind: "text", value: node.value, bytes: false };
      case "bytes":
        return { kind: "text", value: node.value, bytes: true };
      case "none":
        return NONE;
      case "name":
        return this.#name(node.name);
      case "unary":
        return this.#unary(node.operator, this.#at(node.operand));
      case "binary":
        return this.#binary(node.operator, this.#at(node.left), this.#at(node.right));
      case "call":
        return this.#call(node);
      case "attribute": {
        const array = nodeOf(this.#graph, this.#at(node.object));
        return arrayValue(
          node.name === "T" ? transpose(this.#graph, array, undefined) : matrixTranspose(this.#graph, array),
        );
      }
      case "subscript": {
        const array = nodeOf(this.#graph, this.#at(node.object));
        return arrayValue(sliceNode(this.#graph, array, this.#entries(node.entries)));
      }
      case "slice":
        return {
          kind: "slice",
          start: this.#bound(node.start),
          stop: this.#bound(node.stop),
          step: this.#bound(node.step),
        };
      case "list":
      case "tuple":
        return { kind: node.kind, items: node.items.map((id) => this.#at(id)) };
    }
  }

  #bound(id: NodeId | undefined): Value {
    return id === undefined ? NONE : this.#at(id);
  }

  /** `a[(1, 2)]` is `a[1, 2]`. */
  #entries(ids: readonly NodeId[]): readonly Value[] {
    const values = ids.map((id) => this.#at(id));
    const [only] = values;
    return values.length === 1 && only?.kind === "tuple" ? only.items : values;
  }

  #name(name: string): Value {
    const operand = this.#operands.get(name);
    if (operand !== undefined) {
      const operation = { kind: "operand", operand: this.#names.indexOf(name) } as const;
      return arrayValue(this.#graph.node(operation, operand.dtype, operand.shape));
    }
    if (name === "nan") return floatValue(Number.NaN);
    if (name === "inf") return floatValue(Number.POSITIVE_INFINITY);
    const dtype = namedDType(name);
    if (dtype !== undefined) return { kind: "dtype", dtype };
    const hint = isCallable(name) ? "is a function: call it" : "is not an operand, a function or a dtype";
    return refuse(`the name ${name.length > 40 ? `${name.slice(0, 40)}...` : name} ${hint}`);
  }

  #unary(operator: "+" | "-" | "~", operand: Value): Value {
    if (isNumber(operand) && !(operand.kind === "boolean" && operator === "~")) return foldUnary(operator, operand);
    if (operator === "+") return callFunction(this.#graph, "positive", { args: [operand], keywords: new Map() });
    return applyUfunc(this.#graph, operator === "-" ? "negative" : "invert", [operand]);
  }

  #binary(operator: keyof typeof OPERATOR_UFUNCS | "@", left: Value, right: Value): Value {
    if (operator === "@") {
      this.#atOnce = true;
      return arrayValue(matmul(this.#graph, left, right));
    }
    if (isNumber(left) && isNumber(right)) return foldBinary(operator, left, right);
    if (left.kind === "text" && right.kind !== "array" && right.kind !== "text") {
      return refuse(`${operator} of a text and a number`);
    }
    if (operator === "**") return power(this.#graph, left, right);
    return applyUfunc(this.#graph, OPERATOR_UFUNCS[operator], [left, right]);
  }

  #call(node: Extract<ExpressionNode, { kind: "call" }>): Value {
    const args = node.args.map((id) => this.#at(id));
    const keywords = new Map(node.keywords.map(({ name, value }) => [name, this.#at(value)]));
    if (isComputedAtOnce(node.name)) this.#atOnce = true;
    if (node.receiver !== undefined) {
      return callMethod(this.#graph, node.name, this.#at(node.receiver), { args, keywords });
    }
    if (node.name === "slice") return this.#sliceObject(args, keywords.size);
    const dtype = isCallable(node.name) ? undefined : namedDType(node.name);
    const type = dtype === undefined ? undefined : elementTypeOf(dtype);
    if (type !== undefined) return typedScalar(this.#graph, type, keywords.size > 0 ? [] : args);
    return callFunction(this.#graph, node.name, { args, keywords });
  }

  /** `slice(1, 3, None)`, as the client writes slices. */
  #sliceObject(args: readonly Value[], keywords: number): Value {
    const [first = NONE, second, step = NONE] = args;
    if (args.length < 1 || args.length > 3 || keywords > 0) return refuse("slice takes start, stop and step");
    return second === undefined
      ? { kind: "slice", start: NONE, stop: first, step: NONE }
      : { kind: "slice", start: first, stop: second, step };
  }
}
