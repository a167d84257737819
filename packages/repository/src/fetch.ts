import type { ChunkRun } from "@caterva2/blosc2";
import type { RowSource } from "@caterva2/compute";
import { CatervaError, product, selectionShape } from "@caterva2/ndarray";
import type { Caller } from "./caller.ts";
import { computedChunk } from "./computed-chunk.ts";
import { encodeArray, encodeItems } from "./encode-answer.ts";
import { etagOf } from "./etag.ts";
import { chosenItems, readArray, readChosen, takeStored } from "./fetch-array.ts";
import { type FetchPlan, planFetch } from "./fetch-request.ts";
import { readItems } from "./fetch-schunk.ts";
import { buildHdf5 } from "./hdf5/build.ts";
import type { Hdf5Array } from "./hdf5/hdf5-array.ts";
import { lazyChunk } from "./lazy/lazy-chunk.ts";
import type { OpenLazy } from "./lazy/lazy-files.ts";
import { useWish } from "./lazy/make.ts";
import { comesInPieces, computePiece, isLight, planOf, sharedPlan } from "./lazy/plan.ts";
import type { LazyPlan } from "./lazy/types.ts";
import { onceMore } from "./once-more.ts";
import { type Dataset, type DatasetWithData, withData } from "./open-dataset.ts";
import type { RepositoryParts } from "./parts.ts";
import { locate } from "./path.ts";
import { plainItems } from "./plain-items.ts";
import { fileOf, hdf5File, placeOf } from "./resolve.ts";
import { giveBack, type ReadPlace, readTogether, sharedArray } from "./shared-read.ts";
import type { FetchAnswer, FetchRequest, Repository } from "./types.ts";

/** What is in datasets: slices, rows, pieces of large results, stored chunks. */
export class Fetches implements Pick<Repository, "fetch" | "piece" | "chunk"> {
  readonly #parts: RepositoryParts;

  constructor(parts: RepositoryParts) {
    this.#parts = parts;
  }

  async fetch(caller: Caller, path: string, request: FetchRequest, light = false): Promise<FetchAnswer> {
    return onceMore(async () => {
      const place = await this.#parts.find(caller, path);
      const plan = planFetch(request);
      if (place.kind === "member") {
        if (request.storedOnly && (await this.#parts.hdf5.check(place)) === "dataset") return { kind: "unstored" };
        return this.#parts.hdf5.useMember(place, (array, stamp) => this.#fetchHdf5({ array, stamp }, path, plan));
      }
      const found = fileOf(place);
      if (found.stored !== "frame") throw notFetchable();
      return this.#parts.files.use(placeOf(found), async (dataset, file): Promise<FetchAnswer> => {
        const etag = etagOf(file.entry);
        if (isLazy(dataset)) {
          if (request.storedOnly) return { kind: "unstored" };
          return this.#parts.lazy.use(caller, found, dataset, (lazy) => this.#fetchLazy(lazy, path, plan, light));
        }
        const place = { caller, path, etag };
        if (plan.kind === "rows" && dataset.kind === "array") {
          const shared = sharedArray(dataset.array, place, this.#parts.crew);
          return this.#fetchRows(shared, plan, `${placeOf(found).id} ${file.entry.version}`);
        }
        if (dataset.kind === "proxy") {
          if (request.storedOnly) return { kind: "unstored" };
          return this.#parts.hdf5.useProxy(found, dataset.inner, (array, stamp) =>
            this.#fetchHdf5({ array, stamp }, path, plan),
          );
        }
        const frame = await this.#build(withData(dataset), plan, place);
        return frame === undefined ? { kind: "stored", etag } : { kind: "built", frame };
      });
    });
  }

  async piece(caller: Caller, plan: LazyPlan, piece: number): Promise<ChunkRun> {
    const { target } = plan;
    const compute = (lazy: OpenLazy) => computePiece(lazy, plan, piece, this.#parts.codec);
    if (target.kind === "wish") {
      return useWish(this.#parts.lazy, caller, locate(this.#parts.roots, caller, target.path), target.wish, compute);
    }
    const place = await this.#parts.find(caller, target.path);
    const read = (array: Hdf5Array, stamp: string) =>
      computePiece({ array: plainItems(array), stamp }, plan, piece, this.#parts.codec);
    if (place.kind === "member") return this.#parts.hdf5.useMember(place, read);
    const found = fileOf(place);
    return this.#parts.files.use(placeOf(found), (dataset) =>
      dataset.kind === "proxy"
        ? this.#parts.hdf5.useProxy(found, dataset.inner, read)
        : this.#parts.lazy.use(caller, found, dataset, compute),
    );
  }

  async chunk(caller: Caller, path: string, nchunk: number, light = false): Promise<Uint8Array | undefined> {
    return onceMore(async () => {
      const place = await this.#parts.find(caller, path);
      if (place.kind === "member") {
        await this.#parts.hdf5.check(place);
        throw notBlosc2();
      }
      if (hdf5File(place) !== undefined) throw notBlosc2();
      const found = fileOf(place);
      if (found.stored !== "frame" && found.stored !== "compressed") throw notChunked();
      const bytes = await this.#parts.files.use(placeOf(found), (dataset) => {
        if (isLazy(dataset)) {
          return this.#parts.lazy.use(caller, found, dataset, ({ array }) =>
            lazyChunk(array, nchunk, this.#parts.codec, light),
          );
        }
        if (dataset.kind === "proxy") {
          return this.#parts.hdf5.useProxy(found, dataset.inner, (array) =>
            computedChunk(array, nchunk, this.#parts.codec),
          );
        }
        return withData(dataset).schunk.chunkBytes(nchunk);
      });
      // A view would keep, and take along to another thread, all that it is a view of.
      return bytes === undefined || bytes.byteLength === bytes.buffer.byteLength ? bytes : bytes.slice();
    });
  }

  /** What is fetched of a lazy array: all of it, if it is small; else its plan. */
  async #fetchLazy(lazy: OpenLazy, path: string, plan: FetchPlan, light: boolean): Promise<FetchAnswer> {
    const { array } = lazy;
    if (plan.kind === "rows") return this.#fetchRows(array, plan, undefined);
    const chosen = chosenItems(plan, array.shape);
    if (plan.kind === "slice") {
      const target = { kind: "stored", path, slice: plan.slice } as const;
      const shared = plan.field === undefined ? sharedPlan(lazy, target, this.#parts.results) : undefined;
      if (shared !== undefined) return { kind: "planned", plan: shared };
      if (light && !isLight(array, chosen.selection)) return { kind: "heavy" };
    }
    return {
      kind: "built",
      frame: encodeArray(await readChosen(array, chosen, this.#parts.limits), this.#parts.codec),
    };
  }

  async #fetchRows(
    array: RowSource,
    plan: Extract<FetchPlan, { kind: "rows" }>,
    version: string | undefined,
  ): Promise<FetchAnswer> {
    const { rows, total } = await this.#parts.rows.fetch(array, plan, version);
    return { kind: "built", frame: encodeArray(rows, this.#parts.codec), total };
  }

  /** What is fetched of a dataset: stored blocks, a frame that was built or, of much, its plan. */
  async #fetchHdf5(
    { array, stamp }: { readonly array: Hdf5Array; readonly stamp: string },
    path: string,
    plan: FetchPlan,
  ): Promise<FetchAnswer> {
    if (plan.kind === "rows") {
      if (plan.filter === undefined) return this.#fetchRows(array, plan, stamp);
      throw new CatervaError("request.invalid", "Filtering is not supported for HDF5-backed datasets.");
    }
    const source = { array: plainItems(array), stamp };
    const chosen = chosenItems(plan, source.array.shape);
    if (plan.kind === "slice" && plan.field === undefined) {
      const shape = selectionShape(chosen.selection);
      // Up to here one thread is done soon.
      const bytes = product([...shape, source.array.dtype.itemsize]);
      if (bytes > this.#parts.results.compressed && comesInPieces(source.array, shape, this.#parts.results)) {
        const target = { kind: "stored", path, slice: plan.slice } as const;
        return { kind: "planned", plan: planOf(source, target, this.#parts.results) };
      }
    }
    const context = { codec: this.#parts.codec, limits: this.#parts.limits };
    return { kind: "built", frame: await buildHdf5(array, chosen, context) };
  }

  /** The frame that answers a fetch; undefined when that is the stored one. */
  async #build(dataset: DatasetWithData, plan: FetchPlan, place: ReadPlace): Promise<Uint8Array | undefined> {
    if (dataset.kind === "array" && plan.kind !== "rows") {
      const stored = await takeStored(dataset.array, plan, this.#parts.limits);
      if (stored !== undefined) return stored;
      const array = await readArray(dataset.array, plan, this.#parts.limits, (source, selection, field) =>
        readTogether(source, selection, place, this.#parts.crew, field),
      );
      if (array === undefined) return undefined;
      const frame = encodeArray(array, this.#parts.codec);
      giveBack(array);
      return frame;
    }
    const items = await readItems(dataset.schunk, plan, this.#parts.limits);
    return items && encodeItems(items, dataset.schunk.typesize, this.#parts.codec);
  }
}

function isLazy(dataset: Dataset): boolean {
  return dataset.kind === "carrier" && dataset.carrier === "lazy";
}

function notFetchable(): CatervaError {
  return new CatervaError(
    "dataset.wrong_kind",
    "Only datasets can be fetched; files of other kinds can be downloaded (/api/download).",
  );
}

function notBlosc2(): CatervaError {
  return new CatervaError(
    "dataset.wrong_kind",
    "HDF5 chunks are not Blosc2 chunks: fetch what is wanted of the dataset with slice_.",
  );
}

function notChunked(): CatervaError {
  return new CatervaError("dataset.wrong_kind", "This file is not stored in chunks.");
}
