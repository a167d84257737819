import { CatervaError, type DType, formatDType, product, shapeText } from "@caterva2/ndarray";
import { refuse } from "../language/refuse.ts";
import { type ArrayNode, inputsOf, isElementwise, type Operation } from "./node.ts";
import { composeViews, type View } from "./view.ts";

/** Longest nesting of operations that are not elementwise: reading one calls the next. */
const MAX_DEPTH = 100;

export interface GraphLimits {
  /** Most items of the result and of anything in between, unless an operand has more. */
  readonly maxItems: number;
}

/** Makes nodes; the same operation on the same nodes is made once. */
export class Graph {
  readonly #known = new Map<string, ArrayNode>();
  readonly #limits: GraphLimits;

  constructor(limits: GraphLimits) {
    this.#limits = limits;
  }

  /** @throws expression.too_large; Refusal for nesting beyond bounds */
  node(operation: Operation, dtype: DType, shape: readonly number[]): ArrayNode {
    this.#checkSize(dtype, shape);
    const inputs = inputsOf(operation);
    const own = isElementwise(operation) ? 0 : 1;
    const depth = inputs.reduce((most, input) => Math.max(most, input.depth), 0) + own;
    if (depth > MAX_DEPTH) return refuse(`more than ${MAX_DEPTH} operations are nested: split the expression`);
    const key = `${formatDType(dtype)} ${shapeText(shape)} ${keyOf(operation)}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const node = Object.freeze({ id: this.#known.size, dtype, shape: Object.freeze([...shape]), operation, depth });
    this.#known.set(key, node);
    return node;
  }

  /** A view; a view of a view is one view, and one that changes nothing is its input. */
  view(input: ArrayNode, view: View, shape: readonly number[]): ArrayNode {
    const { operation } = input;
    if (operation.kind === "view") {
      return this.view(operation.input, composeViews(view, operation.view), shape);
    }
    const same =
      shape.length === input.shape.length &&
      view.every(
        (axis, index) =>
          axis.kind === "along" &&
          axis.axis === index &&
          axis.start === 0 &&
          (axis.step === 1 || shape[index] === 1) &&
          shape[index] === input.shape[index],
      );
    return same ? input : this.node({ kind: "view", input, view }, input.dtype, shape);
  }

  #checkSize(dtype: DType, shape: readonly number[]): void {
    if (shape.length > 32) refuse(`an array of ${shape.length} dimensions: 32 are the most`);
    const items = shape.includes(0) ? 0 : shape.reduce((total, extent) => total * extent, 1);
    if (!(items <= this.#limits.maxItems)) {
      throw new CatervaError(
        "expression.too_large",
        `An array of the shape ${shapeText(shape)} is too large: ${this.#limits.maxItems} items are the most.`,
      );
    }
    product([...shape, dtype.itemsize]);
  }
}

/** A text that is the same for the same operation on the same nodes, and only then. */
function keyOf(operation: Operation): string {
  return JSON.stringify(operation, (name, value: unknown) => {
    if (name === "input" || name === "left" || name === "right") return idOf(value);
    if (name === "inputs" && Array.isArray(value)) return value.map(idOf);
    if (typeof value === "bigint") return `${value}n`;
    if (typeof value === "number") return Object.is(value, -0) ? "-0" : String(value);
    return value;
  });
}

function idOf(value: unknown): unknown {
  return typeof value === "object" && value !== null && "id" in value ? value.id : value;
}
