import {
  CatervaError,
  copyBox,
  type DType,
  memorySource,
  type NDArray,
  product,
  type Selection,
  selectionShape,
} from "@caterva2/ndarray";
import type { ChunkTable } from "../chunks/chunk-table.ts";
import { readChunkIndex } from "../chunks/read-index.ts";
import { BLOSC2_FILTER, GZIP_FILTER, SHUFFLE_FILTER, ZSTD_FILTER } from "../filters/pipeline.ts";
import type { FilterDecoder, FilterStep } from "../filters/types.ts";
import type { Metadata } from "../format/metadata.ts";
import type { KeptValues } from "../kept-values.ts";
import type { ChunkKeeper } from "./chunk-keeper.ts";
import { type ChunkedLayout, ChunkedReader, type DecodedChunks } from "./chunked-reader.ts";
import type { DatasetFacts } from "./facts.ts";
import { planPieces, readPieces } from "./kept-pieces.ts";
import { readPlain } from "./plain-reader.ts";
import { planRead } from "./plan.ts";
import type { FramePlaces, Hdf5Dataset, Hdf5Limits, RawChunk, StreamPlaces } from "./types.ts";

/** What the datasets of a file share. */
export interface FileParts {
  readonly metadata: Metadata;
  readonly decoders: ReadonlyMap<number, FilterDecoder>;
  readonly limits: Hdf5Limits;
  /** Called between the parts of a read; what it throws stops the read. */
  readonly checkpoint: (() => void) | undefined;
  /** Decoded chunks. */
  readonly cache: DecodedChunks;
  /** Makes what keeps the decoded chunks of a dataset, by a name that no other of the file has. */
  readonly keeperOf: ((dataset: string) => ChunkKeeper) | undefined;
  /** Chunk indexes by the address of their dataset. */
  readonly tables: KeptValues<number, ChunkTable>;
}

/** Chunks that are looked at for one that can be passed through. */
const MAX_LOOKS = 16;

/** A dataset whose items are in this file: compact, contiguous or in chunks. */
export class StoredArray implements Hdf5Dataset {
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly chunks: readonly number[] | undefined;
  readonly filters: readonly FilterStep[];
  readonly isNull: boolean;
  readonly isVirtual = false;
  readonly isBlosc2: boolean;
  readonly #file: FileParts;
  readonly #address: number;
  readonly #facts: DatasetFacts;
  /** Keeps parts of a dataset that is not in chunks. */
  readonly #keeper: ChunkKeeper | undefined;
  readonly #chunked: { layout: ChunkedLayout; reader: ChunkedReader } | undefined;

  /** `address` is that of the dataset's object header. */
  constructor(file: FileParts, address: number, facts: DatasetFacts) {
    const { mapping, space, layout, filters, fill } = facts;
    this.#file = file;
    this.#address = address;
    this.#facts = facts;
    this.dtype = mapping.dtype;
    this.shape = space.shape;
    this.isNull = space.isNull;
    this.filters = filters;
    this.isBlosc2 = filters.length === 1 && filters[0]?.id === BLOSC2_FILTER && mapping.convert === undefined;
    const { metadata, decoders, limits, cache, keeperOf, checkpoint } = file;
    const name = String(address);
    if (layout.kind === "contiguous") this.#keeper = keeperOf?.(name);
    if (layout.kind !== "chunked") return;
    this.chunks = layout.chunks;
    const options = {
      metadata,
      decoders,
      limits,
      cache,
      checkpoint,
      name,
      keeper: filters.length === 0 ? undefined : keeperOf?.(name),
      layout,
      filters,
      shape: space.shape,
      fill,
    };
    this.#chunked = { layout, reader: new ChunkedReader(options) };
  }

  get fillValue(): Uint8Array | undefined {
    const { fill, mapping } = this.#facts;
    return fill === undefined ? undefined : (mapping.convert?.(fill, 1) ?? fill);
  }

  async read(selection: Selection): Promise<NDArray> {
    const { type, mapping } = this.#facts;
    const shape = selectionShape(selection);
    this.#file.checkpoint?.();
    checkAnswer(product([...shape, Math.max(type.size, this.dtype.itemsize)]), this.#file.limits);
    const raw = new Uint8Array(product([...shape, type.size]));
    if (raw.length > 0 && !this.isNull) await this.#readInto(raw, selection);
    const data = mapping.convert?.(raw, product(shape)) ?? raw;
    return { dtype: this.dtype, shape, data };
  }

  async storageSize(): Promise<number> {
    const { layout, type } = this.#facts;
    if (this.isNull) return 0;
    if (layout.kind === "compact") return layout.data.length;
    if (layout.kind === "chunked") return (await this.#table(layout)).storedBytes;
    const address = layout.kind === "contiguous" ? layout.address : undefined;
    return address === undefined ? 0 : product([...this.shape, type.size]);
  }

  async rawChunk(nchunk: number): Promise<RawChunk | undefined> {
    if (this.#chunked === undefined) return undefined;
    const { layout, reader } = this.#chunked;
    const chunk = (await this.#table(layout)).get(nchunk);
    return chunk === undefined ? undefined : { nchunk, mask: chunk.mask, bytes: await reader.stored(chunk) };
  }

  async passThroughChunk(nchunk: number): Promise<Uint8Array | undefined> {
    const chunk = this.isBlosc2 ? await this.rawChunk(nchunk) : undefined;
    return chunk === undefined || chunk.mask !== 0 ? undefined : chunk.bytes;
  }

  async framePlaces(): Promise<FramePlaces | undefined> {
    return this.isBlosc2 ? this.#places() : undefined;
  }

  async streamPlaces(): Promise<StreamPlaces | undefined> {
    const { mapping, type, layout } = this.#facts;
    if (mapping.convert !== undefined || (layout.kind === "chunked" && layout.plainEdges)) return undefined;
    const kind = streamKind(this.filters, type.size);
    const places = kind && (await this.#places());
    return places && { ...places, ...kind };
  }

  /** Where all chunks lie; undefined where one is stored without a filter, or what was never written is not zero. */
  async #places(): Promise<FramePlaces | undefined> {
    if (this.#chunked === undefined) return undefined;
    const { metadata } = this.#file;
    const table = await this.#table(this.#chunked.layout);
    const filled = this.fillValue?.some((byte) => byte !== 0) === true;
    const count = product(this.shape.map((extent, axis) => Math.ceil(extent / (this.chunks?.[axis] ?? 1))));
    if (table.hasMasks || (filled && table.count < count)) return undefined;
    return {
      source: metadata.source,
      place(nchunk) {
        const chunk = table.get(nchunk);
        return chunk && { offset: metadata.position(chunk.address, chunk.size), size: chunk.size };
      },
    };
  }

  async firstPassThroughChunk(): Promise<RawChunk | undefined> {
    if (!this.isBlosc2 || this.#chunked === undefined) return undefined;
    const table = await this.#table(this.#chunked.layout);
    const first = table.first ?? 0;
    for (let nchunk = first; nchunk < first + MAX_LOOKS; nchunk += 1) {
      if (table.get(nchunk)?.mask === 0) return this.rawChunk(nchunk);
    }
    return undefined;
  }

  async #readInto(target: Uint8Array, selection: Selection): Promise<void> {
    const { layout, type, fill } = this.#facts;
    if (this.#chunked !== undefined) {
      return this.#chunked.reader.read(target, selection, await this.#table(this.#chunked.layout));
    }
    const plan = planRead(selection, this.shape, this.shape, type.size);
    const to = { target, targetStrides: plan.targetStrides, itemsize: type.size };
    const box = plan.at(0);
    if (layout.kind === "compact") return readPlain({ source: memorySource(layout.data), start: 0 }, box, to);
    if (layout.kind === "contiguous" && layout.address !== undefined) {
      const { metadata, checkpoint } = this.#file;
      const start = metadata.position(layout.address, product([...this.shape, type.size]));
      const items = { source: metadata.source, start, checkpoint };
      const kept = this.#keeper && planPieces(selection, this.shape, type.size);
      if (this.#keeper === undefined || kept === undefined) return readPlain(items, box, to);
      return readPieces(items, kept, to, this.#keeper);
    }
    if (fill !== undefined)
      copyBox({ ...box, ...to, source: fill, sourceOffset: 0, sourceStrides: box.shape.map(() => 0) });
  }

  /** The chunk index, read at the first need and kept with those of the file's other datasets. */
  #table({ chunks, itemsize, index }: ChunkedLayout): Promise<ChunkTable> {
    const { shape, maxShape } = this.#facts.space;
    const grid = { shape, maxShape, chunks, chunkBytes: product([...chunks, itemsize]) };
    return this.#file.tables.of(this.#address, () => readChunkIndex(this.#file.metadata, index, grid));
  }
}

/** What a chunk is stored as, if that is one stream. */
function streamKind(
  steps: readonly FilterStep[],
  itemsize: number,
): Pick<StreamPlaces, "codec" | "filter"> | undefined {
  const [first, second] = steps;
  const shuffled = first?.id === SHUFFLE_FILTER && first.values[0] === itemsize;
  const last = shuffled ? second : first;
  if (steps.length !== (shuffled ? 2 : 1)) return undefined;
  const filter = shuffled && itemsize > 1 ? "shuffle" : "none";
  if (last?.id === GZIP_FILTER) return { codec: "zlib", filter };
  return last?.id === ZSTD_FILTER ? { codec: "zstd", filter } : undefined;
}

/** @throws limit.exceeded for an answer of more bytes than are read at once */
export function checkAnswer(bytes: number, limits: Hdf5Limits): void {
  if (bytes <= limits.answerBytes) return;
  const message = `The answer would have ${bytes} bytes; at most ${limits.answerBytes} are read at once: ask for it in parts.`;
  throw new CatervaError("limit.exceeded", message, { detail: { bytes, limit: limits.answerBytes } });
}
