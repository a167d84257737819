import { CatervaError } from "@caterva2/ndarray";
import { type ArrayNode, inputsOf, isElementwise } from "../graph/node.ts";
import { compileKernel } from "../kernel/compile.ts";
import type { Kernel, KernelInput, KernelNode } from "../kernel/program.ts";
import type { NumericType } from "../kernel/types.ts";
import { sameShape } from "../types/broadcast.ts";
import { type ElementType, elementTypeOf } from "../types/element-type.ts";

/** Nodes that one kernel computes; longer expressions go in several. */
const MAX_GROUP = 100;

/** A node and those it is computed of without storing anything between, as one kernel. */
export interface FusedGroup {
  readonly kernel: Kernel;
  /** What the kernel reads, in the order of its inputs. */
  readonly leaves: readonly ArrayNode[];
  /** The type in which the kernel gives the result; it differs from the node's for f2 only. */
  readonly output: NumericType;
}

/**
 * The elementwise group of which `root` is the result. With `numbersVary`, its constants are read like arrays of one
 * item: the kernel then serves for other constants, too.
 */
export function fuse(root: ArrayNode, numbersVary = false): FusedGroup {
  return new Fuser(root, numbersVary).group();
}

class Fuser {
  readonly #root: ArrayNode;
  readonly #members: ReadonlySet<ArrayNode>;
  readonly #nodes: KernelNode[] = [];
  readonly #inputs: KernelInput[] = [];
  readonly #leaves: ArrayNode[] = [];
  readonly #places = new Map<ArrayNode, number>();

  readonly #numbersVary: boolean;

  constructor(root: ArrayNode, numbersVary: boolean) {
    this.#root = root;
    this.#numbersVary = numbersVary;
    this.#members = membersOf(root);
  }

  group(): FusedGroup {
    const ordered = [...this.#members].sort((a, b) => a.id - b.id);
    for (const node of ordered) this.#places.set(node, this.#member(node));
    const output = this.#places.get(this.#root) ?? 0;
    const program = { inputs: this.#inputs, nodes: this.#nodes, outputs: [output] };
    return { kernel: compileKernel(program), leaves: this.#leaves, output: workType(this.#root) };
  }

  #push(node: KernelNode): number {
    this.#nodes.push(node);
    return this.#nodes.length - 1;
  }

  #member(node: ArrayNode): number {
    const { operation } = node;
    const args = inputsOf(operation).map((input) => this.#argument(input));
    const [first = 0, second = 0, third = 0] = args;
    const type = workType(node);
    switch (operation.kind) {
      case "apply":
        return this.#push({ kind: "apply", op: operation.op, type: numeric(operation.type), args });
      case "cast":
        return this.#push({ kind: "cast", type, arg: first });
      case "select":
        return this.#push({ kind: "select", type, condition: first, whenTrue: second, whenFalse: third });
      default:
        throw new CatervaError("internal.unexpected", `${operation.kind} is not elementwise.`);
    }
  }

  #argument(node: ArrayNode): number {
    const known = this.#places.get(node);
    if (known !== undefined) return known;
    const { operation } = node;
    const made =
      operation.kind === "constant" && !this.#numbersVary
        ? this.#push({ kind: "constant", type: numeric(operation.type), value: operation.value })
        : this.#leaf(node);
    this.#places.set(node, made);
    return made;
  }

  #leaf(node: ArrayNode): number {
    const type = elementTypeOf(node.dtype);
    if (type === undefined) throw new CatervaError("internal.unexpected", "A kernel over items that are no numbers.");
    const form = node.shape.every((extent) => extent === 1) ? "scalar" : "array";
    this.#inputs.push({ type: numeric(type), form });
    this.#leaves.push(node);
    return this.#push({ kind: "input", input: this.#inputs.length - 1 });
  }
}

/** The nodes that are computed together: of one shape, and none of f2 but the root, which rounds at each step. */
function membersOf(root: ArrayNode): Set<ArrayNode> {
  const members = new Set<ArrayNode>([root]);
  const open = [root];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    for (const input of inputsOf(node.operation)) {
      const joins =
        isElementwise(input.operation) && sameShape(input.shape, root.shape) && elementTypeOf(input.dtype) !== "f2";
      if (!joins || members.has(input) || members.size >= MAX_GROUP) continue;
      members.add(input);
      open.push(input);
    }
  }
  return members;
}

/** The type a kernel gives a node's items in. A cast to f2 comes as f8, so that it is rounded once. */
function workType(node: ArrayNode): NumericType {
  const type = elementTypeOf(node.dtype);
  if (type === undefined) throw new CatervaError("internal.unexpected", "A kernel for items that are no numbers.");
  if (type === "f2" && node.operation.kind === "cast") return "f8";
  return numeric(type);
}

function numeric(type: ElementType): NumericType {
  return type === "f2" ? "f4" : type;
}
