import {
  applySelection,
  CatervaError,
  type DType,
  type NDArray,
  product,
  type Selection,
  selectionShape,
} from "@caterva2/ndarray";
import { broadcastRegion, placeBox } from "../evaluate/boxes.ts";
import { nativeDType, toNative } from "../evaluate/native.ts";
import { type Region, regionOf, regionShape, type Span, selectionOf } from "../graph/view.ts";
import type { LazyOptions, Operand } from "../lazy-array.ts";
import { sameShape } from "../types/broadcast.ts";
import { DEFAULT_MAX_BYTES, Meter } from "./memory/meter.ts";
import { type Piece, pieceOf } from "./memory/piece.ts";
import type { PieceFunction } from "./piece-function.ts";
import { boundingBox, piecesOf, wholeBox } from "./piece-parts.ts";

/** The result, what it is made of, and how it is cut. */
interface Facts {
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly sources: readonly Operand[];
  readonly grid: readonly number[];
}

/** Reads selections of a result by running the function over the pieces that they touch. */
export class PieceReader {
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
    const region = regionOf(selection, this.#facts.shape.length);
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
    const region = regionOf(selection, this.#facts.shape.length).map((span, axis): Span => {
      const size = grid[axis] ?? 1;
      const start = Math.floor(span.start / size) * size;
      const end = Math.ceil((span.start + Math.max(0, span.count - 1) * span.step + 1) / size) * size;
      return { start, step: 1, count: span.count === 0 ? 0 : Math.min(end, shape[axis] ?? 0) - start };
    });
    const { perItem, most } = this.#compiled.cost;
    const items = product(regionShape(region)) * perItem + most;
    return sources.reduce((total, source) => {
      const wanted = selectionOf(operandRegion(source, region));
      return total + (source.cost?.(wanted) ?? product(selectionShape(wanted)));
    }, items);
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

/** What an operand gives to a piece of the result. */
async function inputOf(source: Operand, box: Region): Promise<Piece> {
  const region = operandRegion(source, box);
  const { data } = await source.read(selectionOf(region));
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
