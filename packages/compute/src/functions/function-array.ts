import { type DType, product } from "@caterva2/ndarray";
import { automaticGrid, type Grid, resultGrid } from "../grid.ts";
import type { LazyArray, LazyOptions, Operand } from "../lazy-array.ts";
import { scalarFunction } from "./dsl/dsl-function.ts";
import type { PieceFunction } from "./piece-function.ts";
import { PieceReader } from "./piece-reader.ts";
import { pythonFunction } from "./python-function.ts";
import { resultShape } from "./result-shape.ts";

/** A function over arrays, as it is asked for or stored. */
export interface FunctionSource {
  /** `python`: `f(inputs, output, offset)` over pieces. `dsl`: scalar code, one item at a time. */
  readonly language: "python" | "dsl";
  readonly name: string;
  readonly source: string;
  readonly dtype: DType;
  /** Null: that of the operands, broadcast. */
  readonly shape: readonly number[] | null;
}

/** Pieces of more bytes are cut by a grid of our own, so that a slice of an array with huge chunks can be had. */
const PIECE_BYTES = 2 ** 24;

/**
 * The array that a function makes of its operands, in their order. The function runs piece by piece, a piece being a
 * chunk of the result, whatever slice is asked for: so a slice of the result is the slice of the whole.
 * @throws expression.invalid
 */
export function functionArray(
  asked: FunctionSource,
  operands: ReadonlyMap<string, Operand>,
  options: LazyOptions = {},
): LazyArray {
  const sources = [...operands.values()];
  const compiled = compile(asked, sources.length);
  const shape = resultShape(asked.shape, sources);
  const { dtype } = asked;
  const grid = resultGrid(sources, shape, dtype.itemsize);
  const pieces = new PieceReader(compiled, { dtype, shape, sources, grid: pieceGrid(grid, shape, dtype) }, options);
  return {
    text: asked.source,
    dtype,
    shape,
    ...grid,
    computedAtOnce: false,
    cost: (selection) => pieces.cost(selection),
    read: (selection) => pieces.read(selection),
  };
}

function compile({ language, source, name }: FunctionSource, inputs: number): PieceFunction {
  return language === "dsl" ? scalarFunction(source, name, inputs) : pythonFunction(source, name);
}

function pieceGrid(grid: Grid, shape: readonly number[], dtype: DType): readonly number[] {
  const { chunks } =
    product([...grid.chunks, dtype.itemsize]) <= PIECE_BYTES ? grid : automaticGrid(shape, dtype.itemsize);
  return chunks;
}
