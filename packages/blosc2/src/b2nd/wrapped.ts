import { type ByteSource, type DType, product } from "@caterva2/ndarray";
import { foreignHead } from "../chunk/foreign-blocks.ts";
import { FILTER_SHUFFLE } from "../chunk/header.ts";
import { SPECIAL_OFFSETS } from "../frame/chunk-index.ts";
import { filledSource, readInto } from "../joined-source.ts";
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
  const content = wrappedContent(source, head, starts, places);
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
function wrappedContent(
  source: ByteSource,
  head: Uint8Array,
  starts: readonly number[],
  places: readonly FramePlace[],
): ByteSource {
  return filledSource(starts, (rank, from, target) => {
    const place = places[rank];
    if (place === undefined) return undefined;
    const lead = leadOf(head, place);
    const ahead = lead.subarray(Math.min(from, lead.length)).subarray(0, target.length);
    target.set(ahead);
    const rest = target.subarray(ahead.length);
    return rest.length === 0 ? undefined : readInto(source, place.offset + Math.max(0, from - lead.length), rest);
  });
}

/** What stands before a stream: the chunk's header, the place of its block, the length of the stream. */
function leadOf(head: Uint8Array, { size }: FramePlace): Uint8Array {
  const lead = new Uint8Array(head.length + LENGTH_FIELD);
  lead.set(head);
  const view = new DataView(lead.buffer);
  view.setUint32(LENGTH_AT, lead.length + size, true);
  view.setUint32(head.length - LENGTH_FIELD, head.length, true);
  view.setUint32(head.length, size, true);
  return lead;
}
