import {
  type ArraySource,
  CatervaError,
  type DType,
  type NDArray,
  product,
  type Selection,
  selectionShape,
} from "@caterva2/ndarray";
import { type BoundExpression, bindExpression } from "./bind/bind.ts";
import type { EvaluateOptions } from "./evaluate/budget.ts";
import { Evaluation } from "./evaluate/evaluation.ts";
import { toNative } from "./evaluate/native.ts";
import type { ReductionPlace } from "./evaluate/share.ts";
import { isElementwise } from "./graph/node.ts";
import { regionOf } from "./graph/view.ts";
import { type Grid, type OperandGrid, resultGrid } from "./grid.ts";
import { parseExpression } from "./language/parse.ts";

/** An operand: a source, with the shape of its blocks where it has some. */
export interface Operand extends ArraySource {
  readonly blocks?: readonly number[];
  /** About how many items reading a selection takes; default: those of the blocks that hold it. */
  cost?(selection: Selection): number;
  /** Steps that its own evaluation counts for a selection: see {@link LazyArray.steps}. */
  steps?(selection: Selection): number;
}

/** An array that is computed when it is read. */
export interface LazyArray extends ArraySource {
  readonly text: string;
  readonly chunks: readonly number[];
  readonly blocks: readonly number[];
  /** True if it uses linear algebra or joins arrays: `POST /api/lazyexpr` stores such results as values. */
  readonly computedAtOnce: boolean;
  /** About how many items are read and computed for a selection, those between included. Reads nothing. */
  cost(selection: Selection): number;
  /** About how many items `onProgress` will have counted once a selection is read; infinite where nobody knows. Functions do not say. */
  steps?(selection: Selection): number;
  /** One part of what another evaluation of the same text over the same data shares. Functions share nothing. */
  reducePart?(place: ReductionPlace, part: number): Promise<Uint8Array>;
}

export interface LazyOptions extends EvaluateOptions {
  /** Items of the largest array that small operands may make, the result included. */
  readonly maxArrayItems?: number;
}

/**
 * The array that a text means over named operands. Nothing is read before the first `read`; reads of one lazy array
 * share what they compute (whole reductions), and must not overlap in time if `signal` is to stop just one.
 * @throws expression.invalid, expression.too_large
 */
export function lazyArray(text: string, operands: ReadonlyMap<string, Operand>, options: LazyOptions = {}): LazyArray {
  const { maxArrayItems } = options;
  const types = [...operands].map(([name, { dtype, shape }]) => [name, dtype, shape]);
  const key = JSON.stringify([text, maxArrayItems, types]);
  const meaning = meanings.get(key) ?? meaningOf(text, operands, maxArrayItems);
  meanings.delete(key);
  meanings.set(key, meaning);
  const [oldest] = meanings.keys();
  if (meanings.size > MAX_MEANINGS && oldest !== undefined) meanings.delete(oldest);
  return arrayOf(meaning.text, meaning.bound, [...operands.values()], options);
}

/** Each piece of a result is computed by a lazy array of its own: what texts mean over operands of such types is kept. */
const MAX_MEANINGS = 32;
const meanings = new Map<string, Meaning>();

interface Meaning {
  /** In normal form. */
  readonly text: string;
  readonly bound: BoundExpression;
}

function meaningOf(text: string, operands: ReadonlyMap<string, Operand>, maxItems: number | undefined): Meaning {
  const tree = parseExpression(text);
  return { text: tree.text, bound: bindExpression(tree, operands, maxItems === undefined ? {} : { maxItems }) };
}

/** What {@link lazyArray} would be, from the types of the operands alone. */
export function expressionType(
  text: string,
  operands: ReadonlyMap<string, { dtype: DType } & OperandGrid>,
): { dtype: DType; shape: readonly number[]; computedAtOnce: boolean } & Grid {
  const bound = bindExpression(parseExpression(text), operands);
  const { shape } = bound.root;
  return {
    dtype: bound.root.dtype,
    shape,
    computedAtOnce: bound.computedAtOnce,
    ...gridOf(bound, [...operands.values()]),
  };
}

function gridOf(bound: BoundExpression, operands: readonly OperandGrid[]): Grid {
  return resultGrid(operands, bound.root.shape, bound.root.dtype.itemsize);
}

function arrayOf(
  text: string,
  bound: BoundExpression,
  sources: readonly Operand[],
  options: EvaluateOptions,
): LazyArray {
  const evaluation = new Evaluation(sources, options);
  const { root } = bound;
  const { dtype } = root;
  return {
    text,
    dtype,
    shape: root.shape,
    ...gridOf(bound, sources),
    computedAtOnce: bound.computedAtOnce,
    reducePart: (place, part) => evaluation.reducePart(root, place, part),
    cost: (selection) => evaluation.cost(root, regionOf(selection, root.shape.length)),
    steps: (selection) => evaluation.steps(root, regionOf(selection, root.shape.length)),
    async readInto(selection: Selection, target: Uint8Array): Promise<void> {
      const region = regionOf(selection, root.shape.length);
      if (target.length !== product([...selectionShape(selection), dtype.itemsize])) {
        throw new CatervaError("internal.unexpected", `${target.length} bytes for a selection of another size.`);
      }
      await evaluation.readInto(root, region, target);
      // Bools that kernels leave are 0 and 1.
      if (dtype.kind === "bool" && isElementwise(root.operation)) return;
      const items = toNative(target, dtype);
      if (items !== target) target.set(items);
    },
    async read(selection: Selection): Promise<NDArray> {
      const region = regionOf(selection, root.shape.length);
      // What only moves items keeps their byte order, as in NumPy; evaluation gives them in the native one.
      const data = toNative(await evaluation.read(root, region), dtype);
      return { dtype, shape: selectionShape(selection), data };
    },
  };
}
