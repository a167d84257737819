import { product } from "@caterva2/ndarray";
import { callFunction } from "../../bind/functions.ts";
import { integerValue } from "../../bind/value.ts";
import { refuse } from "../../language/refuse.ts";
import type { PieceCall } from "../piece-function.ts";
import { binary } from "../run/operators.ts";
import { type FunctionValue, integerValueOf } from "../run/values.ts";
import type { Workspace } from "../run/workspace.ts";

/** Whoever has the graph of what is computed. */
interface WorkspaceHolder {
  readonly workspace: Workspace;
}

/** The names that say where in the whole result an item is: `_i0`, `_i1`, ..., `_n0`, ..., `_ndim`, `_flat_idx`. */
export class IndexSymbols {
  /** Those that were asked for: arrays, which whoever runs the code may compute and put back. */
  readonly known = new Map<string, FunctionValue>();
  readonly #call: Pick<PieceCall, "output" | "offset" | "shape">;

  constructor(call: Pick<PieceCall, "output" | "offset" | "shape">) {
    this.#call = call;
  }

  /** The value of a name; undefined if it is none of these. */
  valueOf(name: string, holder: WorkspaceHolder): FunctionValue | undefined {
    const known = this.known.get(name);
    if (known !== undefined) return known;
    const { shape } = this.#call;
    const axis = Number(/^_[in](\d{1,2})$/.exec(name)?.[1] ?? Number.NaN);
    if (name === "_ndim") return integerValueOf(shape.length);
    if (name.startsWith("_n") && axis < shape.length) return integerValueOf(shape[axis] ?? 1);
    const made = this.#array(name, axis, holder);
    if (made !== undefined) this.known.set(name, made);
    return made;
  }

  #array(name: string, axis: number, holder: WorkspaceHolder): FunctionValue | undefined {
    if (name === "_flat_idx") return this.#flatIndex(holder);
    return name.startsWith("_i") && axis < this.#call.shape.length ? this.#positions(axis, holder) : undefined;
  }

  #positions(axis: number, { workspace: { graph } }: WorkspaceHolder): FunctionValue {
    const { output, offset } = this.#call;
    const start = BigInt(offset[axis] ?? 0);
    const extent = output.shape[axis] ?? 1;
    const bounds = [integerValue(start), integerValue(start + BigInt(extent))];
    const line = callFunction(graph, "arange", { args: bounds, keywords: new Map() });
    const shape = output.shape.map((_, one) => integerValue(one === axis ? BigInt(extent) : 1n));
    const open = callFunction(graph, "reshape", { args: [line, { kind: "tuple", items: shape }], keywords: new Map() });
    return open.kind === "array" ? open : refuse("positions are an array");
  }

  #flatIndex(holder: WorkspaceHolder): FunctionValue {
    const { shape } = this.#call;
    let total: FunctionValue = integerValueOf(0);
    for (const axis of shape.keys()) {
      const stride = integerValueOf(product(shape.slice(axis + 1)));
      total = binary(holder, "+", total, binary(holder, "*", this.#positions(axis, holder), stride));
    }
    return total;
  }
}
