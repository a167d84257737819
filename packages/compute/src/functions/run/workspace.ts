import type { NDArray, Selection } from "@caterva2/ndarray";
import { type ArraySource, CatervaError, product } from "@caterva2/ndarray";
import { nodeOf } from "../../bind/nodes.ts";
import { integerValue, type Value } from "../../bind/value.ts";
import { Evaluation } from "../../evaluate/evaluation.ts";
import { Graph } from "../../graph/graph.ts";
import type { ArrayNode } from "../../graph/node.ts";
import { wholeRegion } from "../../graph/view.ts";
import { refuse } from "../../language/refuse.ts";
import type { Meter } from "../memory/meter.ts";
import { itemsOf, type Piece, pieceOf } from "../memory/piece.ts";
import { type FunctionValue, type FunctionValueOf, kindName, lengthOfRange } from "./values.ts";

/**
 * The graph of one statement. Its operands are the pieces that the statement names; parts of an expression become
 * nodes, and neighbours one kernel, before anything is computed.
 */
export class Workspace {
  readonly graph: Graph;
  readonly #meter: Meter;
  readonly #sources: ArraySource[] = [];
  readonly #operands = new Map<Piece, ArrayNode>();
  /** Buffers that others can write to: results must not share them. */
  readonly #taken = new Set<ArrayBufferLike>();
  readonly #evaluation: Evaluation;

  constructor(meter: Meter) {
    this.#meter = meter;
    this.graph = new Graph({ maxItems: meter.maxBytes });
    // What is kept for other reads is told by nodes: this graph is of one statement.
    const { memory: _, ...options } = meter.options;
    this.#evaluation = new Evaluation(this.#sources, { ...options, maxBytes: meter.maxBytes, numbersVary: true });
  }

  /** A value as an argument of the language's functions. @throws Refusal for what is none */
  argument(value: FunctionValue): Value {
    switch (value.kind) {
      case "array":
      case "number":
      case "boolean":
      case "text":
      case "none":
      case "slice":
      case "dtype":
        return value;
      case "piece":
        return { kind: "array", node: this.#operand(value.piece) };
      case "tuple":
      case "list":
        return { kind: value.kind, items: value.items.map((item) => this.argument(item)) };
      case "range":
        return { kind: "list", items: rangeItems(value) };
      default:
        return refuse(`${kindName(value)} cannot be used here`);
    }
  }

  node(value: FunctionValue): ArrayNode {
    return nodeOf(this.graph, this.argument(value));
  }

  /** The items of a node, in memory that is nobody else's. */
  async compute(node: ArrayNode): Promise<Piece> {
    const bytes = product([...node.shape, node.dtype.itemsize]);
    this.#meter.allocate(bytes);
    if (this.#meter.step(STEPS + Math.floor(product(node.shape) / ITEMS_A_STEP))) await this.#meter.look();
    const found = await this.#evaluation.read(node, wholeRegion(node.shape));
    if (found.byteLength !== bytes) throw new CatervaError("internal.unexpected", "A piece of another size.");
    const data = this.#taken.has(found.buffer) ? found.slice() : found;
    this.#taken.add(data.buffer);
    return pieceOf(data, node.dtype, node.shape, node.shape.length === 0);
  }

  #operand(piece: Piece): ArrayNode {
    const known = this.#operands.get(piece);
    if (known !== undefined) return known;
    const operation = { kind: "operand", operand: this.#sources.length } as const;
    const node = this.graph.node(operation, piece.dtype, piece.shape);
    this.#sources.push(sourceOf(piece));
    this.#operands.set(piece, node);
    this.#taken.add(piece.data.buffer);
    return node;
  }
}

/** A range as the list that NumPy makes an array of. */
function rangeItems(range: FunctionValueOf<"range">): Value[] {
  const length = lengthOfRange(range);
  if (length > MAX_RANGE) return refuse(`a range of ${length} items as an array: write np.arange`);
  return Array.from({ length }, (_, at) => integerValue(BigInt(range.start + at * range.step)));
}

/** Items of a range that becomes an array. */
const MAX_RANGE = 1000;

/** What computing an array counts, however small it is: as much as that many parts with numbers. */
const STEPS = 50;

/** Items whose computation counts as much as a step of the function. */
const ITEMS_A_STEP = 4096;

function sourceOf(piece: Piece): ArraySource {
  const { dtype, shape } = piece;
  return {
    dtype,
    shape,
    chunks: undefined,
    read: async (selection): Promise<NDArray> => ({
      dtype,
      shape: shapeOf(selection),
      data: regionOf(piece, selection),
    }),
  };
}

/** Regions are ranges: see the evaluation. */
function regionOf(piece: Piece, selection: Selection): Uint8Array {
  let offset = piece.offset;
  const strides: number[] = [];
  for (const [axis, entry] of selection.entries()) {
    const stride = piece.strides[axis] ?? 0;
    if (entry.kind === "index") throw new CatervaError("internal.unexpected", "A region without ranges.");
    offset += entry.start * stride;
    strides.push(stride * entry.step);
  }
  return itemsOf({ ...piece, offset, strides, shape: shapeOf(selection) });
}

function shapeOf(selection: Selection): number[] {
  return selection.map((entry) => (entry.kind === "index" ? 1 : entry.count));
}
