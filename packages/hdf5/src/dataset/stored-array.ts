import type { ByteSource } from "@caterva2/ndarray";
import {
  CatervaError,
  copyBox,
  cStrides,
  type DType,
  memorySource,
  type NDArray,
  product,
  type Selection,
  selectionShape,
} from "@caterva2/ndarray";
import type { ChunkTable, StoredChunk } from "../chunks/chunk-table.ts";
import { readChunkIndex } from "../chunks/read-index.ts";
import { BLOSC2_FILTER, checkFilters, undoFilters } from "../filters/pipeline.ts";
import type { FilterDecoder, FilterStep } from "../filters/types.ts";
import type { Metadata } from "../format/metadata.ts";
import type { DatasetFacts } from "./facts.ts";
import type { Layout } from "./layout.ts";
import { type ChunkPart, contiguousChunks, planRead, type ReadPlan, spanOf } from "./plan.ts";
import type { Hdf5Dataset, Hdf5Limits } from "./types.ts";

/** Chunks that are read and decoded at a time. */
const AT_A_TIME = 4;

export interface StoredArrayOptions {
  readonly metadata: Metadata;
  readonly facts: DatasetFacts;
  readonly decoders: ReadonlyMap<number, FilterDecoder>;
  readonly limits: Hdf5Limits;
}

type Chunked = Layout & { kind: "chunked" };

/** A dataset whose items are in this file: compact, contiguous or in chunks. */
export class StoredArray implements Hdf5Dataset {
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly chunks: readonly number[] | undefined;
  readonly filters: readonly FilterStep[];
  readonly isNull: boolean;
  readonly #options: StoredArrayOptions;
  #index: Promise<ChunkTable> | undefined;

  constructor(options: StoredArrayOptions) {
    const { mapping, space, layout, filters } = options.facts;
    this.#options = options;
    this.dtype = mapping.dtype;
    this.shape = space.shape;
    this.isNull = space.isNull;
    this.chunks = layout.kind === "chunked" ? layout.chunks : undefined;
    this.filters = filters;
  }

  get fillValue(): Uint8Array | undefined {
    const { fill, mapping } = this.#options.facts;
    return fill === undefined ? undefined : (mapping.convert?.(fill, 1) ?? fill);
  }

  async read(selection: Selection): Promise<NDArray> {
    const { facts, limits } = this.#options;
    const shape = selectionShape(selection);
    const itemsize = facts.type.size;
    const bytes = product([...shape, Math.max(itemsize, this.dtype.itemsize)]);
    if (bytes > limits.answerBytes) {
      const message = `The answer would have ${bytes} bytes; at most ${limits.answerBytes} are read at once: ask for it in parts.`;
      throw new CatervaError("limit.exceeded", message, { detail: { bytes, limit: limits.answerBytes } });
    }
    const raw = new Uint8Array(product([...shape, itemsize]));
    if (raw.length > 0 && !this.isNull) await this.#readInto(raw, selection);
    const data = facts.mapping.convert?.(raw, product(shape)) ?? raw;
    return { dtype: this.dtype, shape, data };
  }

  async storageSize(): Promise<number> {
    const { layout, type } = this.#options.facts;
    if (this.isNull) return 0;
    if (layout.kind === "compact") return layout.data.length;
    if (layout.kind === "chunked") return (await this.#table(layout)).storedBytes;
    const address = layout.kind === "contiguous" ? layout.address : undefined;
    return address === undefined ? 0 : product([...this.shape, type.size]);
  }

  async passThroughChunk(nchunk: number): Promise<Uint8Array | undefined> {
    const { layout } = this.#options.facts;
    if (layout.kind !== "chunked" || this.filters.length !== 1 || this.filters[0]?.id !== BLOSC2_FILTER)
      return undefined;
    const chunk = (await this.#table(layout)).get(nchunk);
    return chunk === undefined || chunk.mask !== 0 ? undefined : this.#stored(chunk);
  }

  async #readInto(target: Uint8Array, selection: Selection): Promise<void> {
    const { layout, type } = this.#options.facts;
    if (layout.kind === "chunked") return this.#readChunks(target, selection, layout);
    const plain = this.#plainBytes(layout);
    const chunks = contiguousChunks(selection, this.shape, type.size);
    const plan = planRead(selection, this.shape, chunks, type.size);
    const strides = cStrides(this.shape, type.size);
    await this.#eachPart(plan, async (part) => {
      if (plain === undefined) return this.#fillPart(target, plan, part);
      const start = part.position.reduce((total, at, axis) => {
        return total + at * (chunks[axis] ?? 1) * (strides[axis] ?? 0);
      }, plain.start);
      await this.#copySpan(plain.source, start, target, plan, part);
    });
  }

  /** Where items that are not in chunks begin; undefined when they were never written. */
  #plainBytes(layout: Layout): { source: ByteSource; start: number } | undefined {
    const { metadata, facts } = this.#options;
    const bytes = product([...this.shape, facts.type.size]);
    if (layout.kind === "compact") return { source: memorySource(layout.data), start: 0 };
    if (layout.kind !== "contiguous" || layout.address === undefined) return undefined;
    return { source: metadata.source, start: metadata.position(layout.address, bytes) };
  }

  async #readChunks(target: Uint8Array, selection: Selection, layout: Chunked): Promise<void> {
    const { facts, decoders, limits, metadata } = this.#options;
    checkFilters(facts.filters, decoders);
    const chunkBytes = product([...layout.chunks, layout.itemsize]);
    const table = await this.#table(layout);
    const plan = planRead(selection, this.shape, layout.chunks, layout.itemsize);
    await this.#eachPart(plan, async (part) => {
      const chunk = table.get(part.chunk);
      if (chunk === undefined) return this.#fillPart(target, plan, part);
      const steps = layout.plainEdges && this.#reachesOver(part, layout.chunks) ? [] : facts.filters;
      if (steps.every((_, index) => (chunk.mask >>> index) & 1)) {
        const start = metadata.position(chunk.address, chunkBytes);
        return this.#copySpan(metadata.source, start, target, plan, part);
      }
      if (chunkBytes > limits.chunkBytes) {
        throw new CatervaError("limit.exceeded", `A chunk of ${chunkBytes} bytes is larger than this server decodes.`);
      }
      const bytes = await this.#stored(chunk);
      // Only the last steps may be longer than a chunk, and only by their own overhead.
      const maxBytes = chunkBytes + Math.ceil(chunkBytes / 8) + 4096;
      const source = await undoFilters(bytes, { steps, mask: chunk.mask, decoders, chunkBytes, maxBytes });
      copyBox({ ...part, source, target, targetStrides: plan.targetStrides, itemsize: layout.itemsize });
    });
  }

  #reachesOver(part: ChunkPart, chunks: readonly number[]): boolean {
    return part.position.some((at, axis) => (at + 1) * (chunks[axis] ?? 1) > (this.shape[axis] ?? 0));
  }

  async #stored(chunk: StoredChunk): Promise<Uint8Array> {
    const { metadata, limits } = this.#options;
    const start = metadata.position(chunk.address, chunk.size);
    if (chunk.size > 2 * limits.chunkBytes)
      throw new CatervaError("limit.exceeded", `A chunk is stored in ${chunk.size} bytes.`);
    return metadata.source.read(start, chunk.size);
  }

  async #copySpan(
    source: ByteSource,
    start: number,
    target: Uint8Array,
    plan: ReadPlan,
    part: ChunkPart,
  ): Promise<void> {
    const itemsize = this.#options.facts.type.size;
    const span = spanOf(part, itemsize);
    const bytes = await source.read(start + span.offset, span.length);
    copyBox({ ...part, source: bytes, sourceOffset: 0, target, targetStrides: plan.targetStrides, itemsize });
  }

  #fillPart(target: Uint8Array, plan: ReadPlan, part: ChunkPart): void {
    const { fill, type } = this.#options.facts;
    if (fill === undefined) return;
    const sourceStrides = part.sourceStrides.map(() => 0);
    const { targetStrides } = plan;
    copyBox({ ...part, source: fill, sourceOffset: 0, sourceStrides, target, targetStrides, itemsize: type.size });
  }

  async #eachPart(plan: ReadPlan, take: (part: ChunkPart) => Promise<void> | void): Promise<void> {
    for (let start = 0; start < plan.count; start += AT_A_TIME) {
      const count = Math.min(AT_A_TIME, plan.count - start);
      if (count === 1) await take(plan.at(start));
      else await Promise.all(Array.from({ length: count }, (_, index) => take(plan.at(start + index))));
    }
  }

  /** The chunk index, read at the first need. */
  #table(layout: Chunked): Promise<ChunkTable> {
    const { metadata, facts } = this.#options;
    const { chunks, index, itemsize } = layout;
    const { shape, maxShape } = facts.space;
    const grid = { shape, maxShape, chunks, chunkBytes: product([...chunks, itemsize]) };
    this.#index ??= readChunkIndex(metadata, index, grid);
    return this.#index;
  }
}
