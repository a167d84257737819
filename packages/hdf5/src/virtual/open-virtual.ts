import type { DatasetFacts } from "../dataset/facts.ts";
import type { Hdf5Dataset, Hdf5Limits } from "../dataset/types.ts";
import type { Widths } from "../format/fields.ts";
import type { GlobalHeap } from "../format/global-heap.ts";
import { unsupported } from "../format/malformed.ts";
import { parseMappings } from "./mappings.ts";
import { findSources, shapeOf } from "./sources.ts";
import { VirtualArray } from "./virtual-array.ts";

/** Virtual datasets of virtual datasets, down to here. */
const MAX_DEPTH = 8;
/** Datasets that one virtual dataset may lead to. */
const MAX_OPENED = 20_000;

/** What is known while a virtual dataset and its sources are opened. */
export class Opening {
  /** The virtual datasets that are being opened, from the outermost on. */
  readonly #above: number[] = [];
  readonly #opened = new Map<number, Hdf5Dataset>();

  /** Opens a source by the address of its header, each just once. @throws hdf5.unsupported for circles */
  async open(address: number, open: () => Promise<Hdf5Dataset>): Promise<Hdf5Dataset> {
    const known = this.#opened.get(address);
    if (known !== undefined) return known;
    if (this.#above.includes(address)) throw unsupported("it is a virtual dataset that is its own source");
    const isTooMuch = this.#above.length >= MAX_DEPTH || this.#opened.size >= MAX_OPENED;
    if (isTooMuch) throw unsupported("it is a virtual dataset of too many others");
    this.#above.push(address);
    const dataset = await open();
    this.#above.pop();
    this.#opened.set(address, dataset);
    return dataset;
  }
}

/** A virtual dataset, its mappings read and its sources found by `find`. */
export async function openVirtual(
  facts: DatasetFacts,
  place: { readonly address: number; readonly index: number },
  file: { readonly heap: GlobalHeap; readonly widths: Widths; readonly limits: Hdf5Limits },
  find: (path: string) => Promise<Hdf5Dataset | undefined>,
): Promise<Hdf5Dataset> {
  const mappings = parseMappings(await file.heap.object(place.address, place.index), file.widths);
  const sources = await findSources(mappings, find);
  return new VirtualArray(facts, shapeOf(facts.space.shape, mappings, sources), sources, file.limits);
}
