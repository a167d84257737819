import {
  CatervaError,
  castArray,
  copyBox,
  cStrides,
  type DType,
  type NDArray,
  product,
  type Selection,
  selectionShape,
} from "@caterva2/ndarray";
import type { DatasetFacts } from "../dataset/facts.ts";
import { checkAnswer } from "../dataset/stored-array.ts";
import type { Hdf5Dataset, Hdf5Limits } from "../dataset/types.ts";
import { type PartRead, partOfRow, partsOfAxes } from "./parts.ts";
import { type Placement, place, type Source } from "./sources.ts";

/** Reads of sources that one read may come to, sources of sources included. */
const MAX_READS = 20_000;

/** What is left of what a read may cost. */
interface Budget {
  reads: number;
  bytes: number;
}

/** Where the items of a read go. */
interface Target {
  readonly data: Uint8Array;
  /** In bytes along the axes of the virtual dataset; 0 for those that the selection drops. */
  readonly strides: readonly number[];
  readonly selection: Selection;
}

interface Placed {
  readonly dataset: Hdf5Dataset;
  readonly placement: Placement;
}

/** A virtual dataset: its items are those of other datasets of the file. */
export class VirtualArray implements Hdf5Dataset {
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly chunks = undefined;
  readonly filters = [];
  readonly isNull: boolean;
  readonly isVirtual = true;
  readonly isBlosc2 = false;
  readonly fillValue: Uint8Array | undefined;
  readonly #limits: Hdf5Limits;
  readonly #sources: readonly Placed[];

  constructor(facts: DatasetFacts, shape: readonly number[], sources: readonly Source[], limits: Hdf5Limits) {
    const { mapping, space, fill } = facts;
    this.dtype = mapping.dtype;
    this.shape = shape;
    this.isNull = space.isNull;
    this.fillValue = fill === undefined ? undefined : (mapping.convert?.(fill, 1) ?? fill);
    this.#limits = limits;
    this.#sources = sources.map((source) => ({ dataset: source.dataset, placement: place(source, shape) }));
  }

  read(selection: Selection): Promise<NDArray> {
    return this.#read(selection, { reads: MAX_READS, bytes: 4 * this.#limits.answerBytes });
  }

  /** The sources are datasets of their own. */
  async storageSize(): Promise<number> {
    return 0;
  }

  async rawChunk(): Promise<undefined> {}
  async passThroughChunk(): Promise<undefined> {}
  async framePlaces(): Promise<undefined> {}
  async streamPlaces(): Promise<undefined> {}
  async firstPassThroughChunk(): Promise<undefined> {}

  async #read(selection: Selection, budget: Budget): Promise<NDArray> {
    const shape = selectionShape(selection);
    const bytes = product([...shape, this.dtype.itemsize]);
    checkAnswer(bytes, this.#limits);
    const data = new Uint8Array(bytes);
    if (this.fillValue !== undefined) repeat(this.fillValue, data);
    const kept = cStrides(shape, this.dtype.itemsize);
    let next = 0;
    const strides = selection.map((axis) => (axis.kind === "index" ? 0 : (kept[next++] ?? 0)));
    const target: Target = { data, strides, selection };
    // One after the other: where they lie over each other, the last one counts.
    for (const { dataset, placement } of bytes > 0 ? this.#sources : []) {
      for (const part of partsOf(placement, dataset.shape, this.shape, selection)) {
        await this.#copy(dataset, part, target, budget);
      }
    }
    return { dtype: this.dtype, shape, data };
  }

  async #copy(dataset: Hdf5Dataset, part: PartRead, { data, strides }: Target, budget: Budget): Promise<void> {
    const { itemsize } = this.dtype;
    const counts = part.source.map((axis) => (axis.kind === "range" ? axis.count : 1));
    budget.reads -= 1;
    budget.bytes -= product([...counts, Math.max(itemsize, dataset.dtype.itemsize)]);
    if (budget.reads < 0 || budget.bytes < 0) {
      throw new CatervaError("limit.exceeded", "The slice is put together of too many pieces: ask for it in parts.");
    }
    const items = await (dataset instanceof VirtualArray
      ? dataset.#read(part.source, budget)
      : dataset.read(part.source));
    copyBox({
      source: castArray(items, this.dtype).data,
      sourceOffset: 0,
      sourceStrides: cStrides(counts, itemsize),
      target: data,
      targetOffset: part.results.reduce((sum, result, axis) => sum + result * (strides[axis] ?? 0), 0),
      targetStrides: part.steps.map(({ axis, step }) => step * (axis === undefined ? 0 : (strides[axis] ?? 0))),
      shape: counts,
      itemsize,
    });
  }
}

function* partsOf(
  placement: Placement,
  source: readonly number[],
  shape: readonly number[],
  selection: Selection,
): Generator<PartRead> {
  if (placement.kind === "axes") yield* partsOfAxes(placement, selection);
  else {
    for (const pair of placement.pairs) {
      const part = partOfRow(pair, source, shape, selection);
      if (part !== undefined) yield part;
    }
  }
}

function repeat(item: Uint8Array, data: Uint8Array): void {
  if (data.length === 0 || item.length === 0) return;
  data.set(item.subarray(0, data.length));
  for (let filled = item.length; filled < data.length; filled *= 2) {
    data.copyWithin(filled, 0, Math.min(filled, data.length - filled));
  }
}
