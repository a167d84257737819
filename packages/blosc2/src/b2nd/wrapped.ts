import { type ByteSource, checkRange, type DType, product } from "@caterva2/ndarray";
import { foreignHead } from "../chunk/foreign-blocks.ts";
import { FILTER_SHUFFLE } from "../chunk/header.ts";
import { SPECIAL_OFFSETS } from "../frame/chunk-index.ts";
import { lastStart, readInto } from "../joined-source.ts";
import type { OpenOptions } from "../schunk/types.ts";
import type { FramePlace } from "./embedded.ts";
import { geometryOf } from "./geometry.ts";
import { openOver } from "./open-over.ts";
import type { B2ndArray } from "./types.ts";

/** An array of which another container (HDF5) keeps every chunk as one compressed stream of all its items in C order. */
export interface WrappedStreams {
  readonly source: ByteSource;
  readonly shape: readonly number[];
  readonly chunks: readonly number[];
  readonly dtype: DType;
  /** What made the streams, and what was done to the bytes of a whole chunk before. */
  readonly codec: "zlib" | "zstd";
  readonly filter: "none" | "shuffle";
  /** By chunk number, in C order of the grid; undefined for a chunk of zeros that was never written. */
  place(nchunk: number): FramePlace | undefined;
}

const CODECS = { zlib: 4, zstd: 5 } as const;
const LEVEL = 5;
const LONGEST_ITEM = 255;

/**
 * Opens such an array: each stream is the only block of a Blosc2 chunk, whose header is made as it is read. Nothing is
 * looked at: a stream that does not decode is found by whoever decodes it. Undefined for what no Blosc2 chunk can hold.
 */
export async function openWrapped(wrapped: WrappedStreams, options: OpenOptions): Promise<B2ndArray | undefined> {
  const { source, shape, chunks, dtype, codec, filter } = wrapped;
  const { itemsize } = dtype;
  if (itemsize < 1 || itemsize > LONGEST_ITEM || chunks.length === 0) return undefined;
  const size = product([...chunks, itemsize]);
  const { nchunks } = geometryOf({ shape, chunks, blocks: chunks }, itemsize);
  const head = foreignHead({ codec, filter, itemsize, blockSize: size, size, blocks: 1 });
  if (head === undefined) return undefined;
  const places: FramePlace[] = [];
  const starts: number[] = [];
  const offsets: number[] = [];
  let end = 0;
  for (let nchunk = 0; nchunk < nchunks; nchunk += 1) {
    const place = wrapped.place(nchunk);
    // A stream as long as the items would be taken for the items, and a longer one is no use.
    if (place !== undefined && (place.size < 1 || place.size > size - LENGTH_FIELD - head.length)) return undefined;
    offsets.push(place === undefined ? SPECIAL_OFFSETS.zeros : end);
    if (place === undefined) continue;
    places.push(place);
    starts.push(end);
    end += head.length + LENGTH_FIELD + place.size;
  }
  starts.push(end);
  const content = new WrappedContent(source, head, starts, places);
  const params = {
    codec: CODECS[codec],
    clevel: LEVEL,
    filters: [0, 0, 0, 0, 0, filter === "shuffle" ? FILTER_SHUFFLE : 0],
    filtersMeta: [0, 0, 0, 0, 0, 0],
    splitMode: "never",
  } as const;
  return openOver({ content, offsets, params, shape, chunks, blocks: chunks, dtype }, options);
}

const LENGTH_FIELD = 4;
/** Where the length of a chunk stands in its header. */
const LENGTH_AT = 12;

/** The chunks one behind the other, each a header and a stream, as one source. */
class WrappedContent implements ByteSource {
  readonly size: number;
  readonly #source: ByteSource;
  readonly #head: Uint8Array;
  readonly #starts: readonly number[];
  readonly #places: readonly FramePlace[];

  constructor(source: ByteSource, head: Uint8Array, starts: readonly number[], places: readonly FramePlace[]) {
    this.size = starts.at(-1) ?? 0;
    this.#source = source;
    this.#head = head;
    this.#starts = starts;
    this.#places = places;
  }

  async read(offset: number, length: number): Promise<Uint8Array> {
    checkRange(this.size, offset, length);
    const target = new Uint8Array(length);
    await this.readInto(offset, target);
    return target;
  }

  readInto(offset: number, target: Uint8Array): Promise<void> | undefined {
    checkRange(this.size, offset, target.length);
    const waits: Promise<void>[] = [];
    for (let done = 0, rank = lastStart(this.#starts, offset); done < target.length; rank += 1) {
      const place = this.#places[rank];
      if (place === undefined) break;
      const lead = this.#leadOf(place);
      const from = offset + done - (this.#starts[rank] ?? 0);
      const ahead = lead.subarray(Math.min(from, lead.length)).subarray(0, target.length - done);
      target.set(ahead, done);
      done += ahead.length;
      const within = Math.max(0, from - lead.length);
      const count = Math.min(place.size - within, target.length - done);
      if (count <= 0) continue;
      const wait = readInto(this.#source, place.offset + within, target.subarray(done, done + count));
      if (wait !== undefined) waits.push(wait);
      done += count;
    }
    return waits.length === 0 ? undefined : Promise.all(waits).then(() => undefined);
  }

  /** What stands before a stream: the chunk's header, the place of its block, the length of the stream. */
  #leadOf({ size }: FramePlace): Uint8Array {
    const lead = new Uint8Array(this.#head.length + LENGTH_FIELD);
    lead.set(this.#head);
    const view = new DataView(lead.buffer);
    view.setUint32(LENGTH_AT, lead.length + size, true);
    view.setUint32(this.#head.length - LENGTH_FIELD, this.#head.length, true);
    view.setUint32(this.#head.length, size, true);
    return lead;
  }
}
