import {
  applySelection,
  CatervaError,
  type DType,
  type NDArray,
  product,
  type Selection,
  selectionShape,
  shapeText,
} from "@caterva2/ndarray";
import { DEFAULT_MAX_ITEMS } from "../bind/bind.ts";
import { broadcastRegion, placeBox } from "../evaluate/boxes.ts";
import { nativeDType, toNative } from "../evaluate/native.ts";
import { type Region, regionShape, type Span } from "../graph/view.ts";
import { automaticGrid, type Grid, resultGrid } from "../grid.ts";
import { Refusal } from "../language/refuse.ts";
import type { LazyArray, LazyOptions, Operand } from "../lazy-array.ts";
import { broadcastShapes, sameShape } from "../types/broadcast.ts";
import { scalarFunction } from "./dsl/dsl-function.ts";
import { DEFAULT_MAX_BYTES, Meter } from "./memory/meter.ts";
import { type Piece, pieceOf } from "./memory/piece.ts";
import { invalidFunction } from "./parse/refusal.ts";
import type { PieceFunction } from "./piece-function.ts";
import { pythonFunction } from "./python-function.ts";

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
  const shape = shapeOf(asked, sources);
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

/** The shape of the result; operands must broadcast to it, or begin with its axes. @throws expression.invalid */
function shapeOf(asked: FunctionSource, sources: readonly Operand[]): readonly number[] {
  const shape = askedShape(asked, sources);
  const items = (extents: readonly number[]) => (extents.includes(0) ? 0 : extents.reduce((all, one) => all * one, 1));
  const most = Math.max(DEFAULT_MAX_ITEMS, ...sources.map((source) => items(source.shape)));
  if (shape.length > MAX_RANK)
    throw invalidFunction(`a result of ${shape.length} dimensions: ${MAX_RANK} are the most`);
  if (items(shape) <= most) return shape;
  throw new CatervaError(
    "expression.too_large",
    `A result of the shape ${shapeText(shape)} is too large: ${most} items are the most.`,
  );
}

/** Dimensions that stored arrays have at most. */
const MAX_RANK = 16;

function askedShape({ shape }: FunctionSource, sources: readonly Operand[]): readonly number[] {
  if (shape === null) {
    if (sources.length === 0) throw invalidFunction("the shape must be given where there are no operands");
    try {
      return broadcastShapes(sources.map((source) => source.shape));
    } catch (error) {
      throw error instanceof Refusal ? invalidFunction(error.message) : error;
    }
  }
  for (const source of sources) {
    if (!broadcastsTo(source.shape, shape) && !beginsWith(source.shape, shape)) {
      throw invalidFunction(`an operand of the shape ${shapeText(source.shape)} does not fit ${shapeText(shape)}`);
    }
  }
  return shape;
}

function broadcastsTo(from: readonly number[], to: readonly number[]): boolean {
  const shift = to.length - from.length;
  return shift >= 0 && from.every((extent, axis) => extent === 1 || extent === to[axis + shift]);
}

function beginsWith(long: readonly number[], short: readonly number[]): boolean {
  return sameShape(long.slice(0, short.length), short);
}

interface Facts {
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly sources: readonly Operand[];
  readonly grid: readonly number[];
}

/** Reads selections of a result by running the function over the pieces that they touch. */
class PieceReader {
  readonly #compiled: PieceFunction;
  readonly #facts: Facts;
  readonly #meter: Meter;
  /** Ends when the piece that is asked for last does. */
  #running: Promise<unknown> = Promise.resolve();
  #last: { readonly start: readonly number[]; readonly piece: Piece } | undefined;

  constructor(compiled: PieceFunction, facts: Facts, options: LazyOptions) {
    this.#compiled = compiled;
    this.#facts = facts;
    this.#meter = new Meter(options);
  }

  async read(selection: Selection): Promise<NDArray> {
    const { dtype, shape } = this.#facts;
    const region = this.#regionOf(selection);
    const counts = regionShape(region);
    this.#checkSize(counts);
    const data = new Uint8Array(product([...counts, dtype.itemsize]));
    for (const { start, part, at } of piecesOf(region, shape, this.#facts.grid)) {
      const box = this.#compiled.pointwise ? boundingBox(part) : wholeBox(start, shape, this.#facts.grid);
      const piece = await this.#piece(box.map((span, axis) => ({ ...span, start: span.start + (start[axis] ?? 0) })));
      const wanted = part.map(
        (span, axis) => ({ kind: "range", ...span, start: span.start - (box[axis]?.start ?? 0) }) as const,
      );
      const cut = applySelection(piece, wanted);
      placeBox(cut.data, cut.shape, data, counts, at, dtype.itemsize);
    }
    return { dtype, shape: selectionShape(selection), data: toNative(data, dtype) };
  }

  /** All items of the pieces that are touched, and what their operands take. */
  cost(selection: Selection): number {
    const { shape, sources, grid } = this.#facts;
    const region = this.#regionOf(selection).map((span, axis): Span => {
      const size = grid[axis] ?? 1;
      const start = Math.floor(span.start / size) * size;
      const end = Math.ceil((span.start + Math.max(0, span.count - 1) * span.step + 1) / size) * size;
      return { start, step: 1, count: span.count === 0 ? 0 : Math.min(end, shape[axis] ?? 0) - start };
    });
    const { perItem, most } = this.#compiled.cost;
    const items = product(regionShape(region)) * perItem + most;
    return sources.reduce((total, source) => {
      const wanted = operandRegion(source, region).map((span) => ({ kind: "range", ...span }) as const);
      return total + (source.cost?.(wanted) ?? product(selectionShape(wanted)));
    }, items);
  }

  #regionOf(selection: Selection): Region {
    const { shape } = this.#facts;
    if (selection.length !== shape.length) {
      throw new CatervaError(
        "slice.invalid",
        `A selection of ${selection.length} axes for an array of ${shape.length}.`,
      );
    }
    return selection.map((axis) => (axis.kind === "index" ? { start: axis.index, step: 1, count: 1 } : axis));
  }

  #checkSize(counts: readonly number[]): void {
    const bytes = product([...counts, this.#facts.dtype.itemsize]);
    const { maxBytes = DEFAULT_MAX_BYTES } = this.#meter.options;
    if (bytes <= maxBytes) return;
    throw new CatervaError(
      "expression.too_large",
      `The result has ${bytes} bytes: ${maxBytes} are allowed at once. Take a slice of it.`,
    );
  }

  /** A box of the result, one after the other: a function runs over one piece at a time. */
  #piece(box: Region): Promise<Piece> {
    const next = this.#running.then(() => this.#compute(box));
    this.#running = next.catch(() => undefined);
    return next;
  }

  /** The last one is kept: reads often go along within a piece. */
  async #compute(box: Region): Promise<Piece> {
    const start = box.map((span) => span.start);
    const counts = regionShape(box);
    if (this.#last !== undefined && sameShape(this.#last.start, start) && sameShape(this.#last.piece.shape, counts)) {
      return this.#last.piece;
    }
    const { dtype, shape, sources } = this.#facts;
    this.#checkSize(counts);
    const inputs: Piece[] = [];
    for (const source of sources) inputs.push(await inputOf(source, box));
    const native = nativeDType(dtype);
    const output = pieceOf(new Uint8Array(product([...counts, native.itemsize])), native, counts);
    this.#meter.restart();
    await this.#compiled.run({ inputs, output, offset: start, shape }, this.#meter);
    this.#last = { start, piece: output };
    return output;
  }
}

/** All of the piece that starts there, from its own start. */
function wholeBox(start: readonly number[], shape: readonly number[], grid: readonly number[]): Region {
  return shape.map((extent, axis) => ({
    start: 0,
    step: 1,
    count: Math.min(grid[axis] ?? 1, extent - (start[axis] ?? 0)),
  }));
}

/** From the first to the last position of each axis. */
function boundingBox(part: Region): Region {
  return part.map(({ start, step, count }) => ({ start, step: 1, count: count === 0 ? 0 : (count - 1) * step + 1 }));
}

/** What an operand gives to a piece of the result. */
async function inputOf(source: Operand, box: Region): Promise<Piece> {
  const region = operandRegion(source, box);
  const selection: Selection = region.map((span) => ({ kind: "range", ...span }));
  const { data } = await source.read(selection);
  // A copy: the function may write to its inputs, and what sources give may be theirs.
  const items = toNative(data, source.dtype);
  const own = items === data ? items.slice() : items;
  return pieceOf(own, nativeDType(source.dtype), regionShape(region), source.shape.length === 0);
}

/** The part of an operand that goes with a box of the result: it repeats, or has more axes, which are whole. */
function operandRegion(source: Operand, box: Region): Region {
  if (source.shape.length <= box.length) return broadcastRegion(source.shape, box);
  return [...box, ...source.shape.slice(box.length).map((count): Span => ({ start: 0, step: 1, count }))];
}

interface PiecePart {
  readonly start: readonly number[];
  /** What is wanted of the piece, from its own start. */
  readonly part: Region;
  /** Where it goes in the answer. */
  readonly at: readonly number[];
}

/** The pieces that a region touches, in C order of the grid. */
function* piecesOf(region: Region, shape: readonly number[], grid: readonly number[]): Generator<PiecePart> {
  if (region.some((span) => span.count === 0)) return;
  const cuts = region.map((span, axis) => cutsOf(span, grid[axis] ?? 1));
  const place = cuts.map(() => 0);
  for (;;) {
    const chosen = cuts.map((list, axis) => list[place[axis] ?? 0]);
    yield {
      start: chosen.map((cut) => cut?.start ?? 0),
      part: chosen.map((cut) => cut?.span ?? { start: 0, step: 1, count: 0 }),
      at: chosen.map((cut) => cut?.at ?? 0),
    };
    let axis = shape.length - 1;
    for (; axis >= 0; axis -= 1) {
      place[axis] = (place[axis] ?? 0) + 1;
      if ((place[axis] ?? 0) < (cuts[axis]?.length ?? 0)) break;
      place[axis] = 0;
    }
    if (axis < 0) return;
  }
}

function cutsOf(span: Span, size: number): { start: number; span: Span; at: number }[] {
  const cuts: { start: number; span: Span; at: number }[] = [];
  for (let at = 0; at < span.count; ) {
    const first = span.start + at * span.step;
    const start = Math.floor(first / size) * size;
    const count = Math.min(span.count - at, Math.ceil((start + size - first) / span.step));
    cuts.push({ start, span: { start: first - start, step: span.step, count }, at });
    at += count;
  }
  return cuts;
}
