import { CatervaError, type DType, type Selection } from "@caterva2/ndarray";
import { EXTENDED_HEADER_LENGTH } from "../chunk/header.ts";
import type { ChunkCodec, ChunkHeader } from "../chunk/types.ts";
import { SPECIAL_OFFSETS } from "../frame/chunk-index.ts";
import { layFrame } from "../frame/write.ts";
import { blockEnd, blockStart, type ChunkLayout } from "../schunk/chunk-layout.ts";
import type { ChunkStore } from "../schunk/chunk-store.ts";
import { encodeIndex } from "../schunk/encode-parts.ts";
import type { StoredParams } from "../schunk/types.ts";
import { type Geometry, geometryOf } from "./geometry.ts";
import { encodeB2ndMeta } from "./meta.ts";
import { type BlockOrigin, planStoredSlice, type StoredSlice } from "./slice-plan.ts";

/** Codecs that a frame's header can name; chunks of others are decoded and encoded anew. */
const NAMED_CODECS = 16;
/** Filters that turn zeros into zeros, so that blocks of zeros need no codec: none, shuffle, bitshuffle, trunc_prec, bytedelta. */
const ZERO_FILTERS: ReadonlySet<number> = new Set([0, 1, 2, 4, 34, 35]);
const LENGTH_FIELD = 4;

/** What is sliced: the chunks of an array, and what the frame says of them. */
export interface SliceSource {
  readonly store: ChunkStore;
  readonly geometry: Geometry;
  readonly dtype: DType;
  readonly cparams: StoredParams;
  readonly codec: ChunkCodec;
}

/** A chunk of the slice's frame, before it is read. */
interface SliceChunk {
  readonly cbytes: number;
  fill(target: Uint8Array): Promise<void> | undefined;
}

/**
 * A slice that consists of whole blocks, as a frame of the stored ones: nothing is decoded. Where it consists of whole
 * chunks, these go over as they are. Chunks that were never written hold zeros. Undefined for any other selection, and
 * where blocks of different chunks cannot stand in one.
 */
export async function sliceStored(source: SliceSource, selection: Selection): Promise<Uint8Array | undefined> {
  const { geometry, dtype, cparams, codec } = source;
  const plan = cparams.codec < NAMED_CODECS ? planStoredSlice(geometry, selection) : undefined;
  if (plan === undefined) return undefined;
  const { shape, chunks, blocks } = plan;
  const { chunkBytes, blockBytes } = geometryOf(plan, dtype.itemsize);
  const found = plan.wholeChunks
    ? await wholeChunks(source.store, plan, chunkBytes)
    : await assembledChunks(source.store, plan, blockBytes);
  if (found === undefined || found.some((chunk) => chunk !== undefined && !isBounded(chunk, chunkBytes))) {
    return undefined;
  }
  let cbytes = 0;
  const offsets = found.map((chunk) => {
    if (chunk === undefined) return SPECIAL_OFFSETS.zeros;
    cbytes += chunk.cbytes;
    return cbytes - chunk.cbytes;
  });
  const { frame, content } = layFrame({
    ...cparams,
    nbytes: plan.nchunks * chunkBytes,
    cbytes,
    typesize: dtype.itemsize,
    blocksize: blockBytes,
    chunksize: chunkBytes,
    metalayers: [{ name: "b2nd", content: encodeB2ndMeta({ shape, chunks, blocks, dtype }) }],
    vlmeta: [],
    index: encodeIndex(codec, offsets),
  });
  let at = 0;
  for (const chunk of found) {
    if (chunk === undefined) continue;
    await chunk.fill(content.subarray(at, at + chunk.cbytes));
    at += chunk.cbytes;
  }
  return frame;
}

/** Chunks are never longer than raw ones. Those that say they are would make of a small file a large answer. */
function isBounded({ cbytes }: SliceChunk, nbytes: number): boolean {
  return cbytes <= nbytes + EXTENDED_HEADER_LENGTH;
}

/** The chunks that a slice consists of; undefined stands for one of zeros. */
async function wholeChunks(store: ChunkStore, plan: StoredSlice, nbytes: number): Promise<(SliceChunk | undefined)[]> {
  const found: (SliceChunk | undefined)[] = [];
  for (let index = 0; index < plan.nchunks; index += 1) {
    const [origin] = plan.origins(index);
    if (origin === undefined) continue;
    found.push(await wholeChunk(store, origin.nchunk, nbytes));
  }
  return found;
}

async function wholeChunk(store: ChunkStore, nchunk: number, nbytes: number): Promise<SliceChunk | undefined> {
  const kind = store.specialKind(nchunk);
  if (kind === "zeros" || kind === "uninit") return undefined;
  if (kind === "nan") {
    const bytes = await store.chunkBytes(nchunk);
    return { cbytes: bytes.length, fill: async (target) => target.set(bytes) };
  }
  const { position, header } = await store.locate(nchunk);
  if (header.nbytes !== nbytes) {
    throw new CatervaError("blosc2.malformed", `Chunk ${nchunk} holds ${header.nbytes} bytes.`);
  }
  if (header.special === "zeros" || header.special === "uninit") return undefined;
  return { cbytes: header.cbytes, fill: (target) => store.readInto(position, target) };
}

/** Chunks put together of blocks of several; undefined when these do not go together. */
async function assembledChunks(
  store: ChunkStore,
  plan: StoredSlice,
  blockBytes: number,
): Promise<(SliceChunk | undefined)[] | undefined> {
  const layouts = new Map<number, ChunkLayout | undefined>();
  const found: (SliceChunk | undefined)[] = [];
  let like: ChunkLayout | undefined;
  for (let index = 0; index < plan.nchunks; index += 1) {
    const origins = plan.origins(index);
    for (const origin of origins) {
      if (origin === undefined || layouts.has(origin.nchunk)) continue;
      const access = await store.access(origin.nchunk);
      if (access.kind !== "blocks" && access.kind !== "zeros") return undefined;
      const layout = access.kind === "blocks" ? access.layout : undefined;
      if (layout !== undefined) {
        like ??= layout;
        if (!canMove(layout, blockBytes) || !isAlike(layout.header, like.header)) return undefined;
      }
      layouts.set(origin.nchunk, layout);
    }
    found.push(like && assembledChunk(store, origins, layouts, like));
  }
  return found;
}

/** Whether blocks of a chunk decode without the chunk. */
function canMove({ header, delta, dictionary }: ChunkLayout, blockBytes: number): boolean {
  const alone =
    !header.memcpyed && !delta && dictionary === undefined && header.filters.every((id) => ZERO_FILTERS.has(id));
  return alone && header.blocksize === blockBytes && header.headerLength === EXTENDED_HEADER_LENGTH;
}

function isAlike(a: ChunkHeader, b: ChunkHeader): boolean {
  const of = ({ version, codecFormat, udCodec, codecMeta, typesize, dontSplit, filters, filtersMeta }: ChunkHeader) =>
    [version, codecFormat, udCodec, codecMeta, typesize, dontSplit, filters, filtersMeta].join();
  return a === b || of(a) === of(b);
}

function assembledChunk(
  store: ChunkStore,
  origins: readonly (BlockOrigin | undefined)[],
  layouts: ReadonlyMap<number, ChunkLayout | undefined>,
  like: ChunkLayout,
): SliceChunk | undefined {
  const { typesize, blocksize, dontSplit } = like.header;
  const zeros = LENGTH_FIELD * (dontSplit ? 1 : typesize);
  const pieces = origins.map((origin) => {
    const layout = origin && layouts.get(origin.nchunk);
    if (origin === undefined || layout === undefined) return { position: Number.NaN, length: zeros };
    const start = blockStart(layout, origin.block);
    return { position: layout.position + start, length: blockEnd(layout, origin.block) - start };
  });
  if (pieces.every(({ position }) => Number.isNaN(position))) return undefined;
  const table = EXTENDED_HEADER_LENGTH + LENGTH_FIELD * pieces.length;
  const cbytes = pieces.reduce((total, { length }) => total + length, table);
  return {
    cbytes,
    async fill(target) {
      await store.readInto(like.position, target.subarray(0, EXTENDED_HEADER_LENGTH));
      const view = new DataView(target.buffer, target.byteOffset, target.byteLength);
      view.setInt32(4, blocksize * pieces.length, true);
      view.setInt32(12, cbytes, true);
      let at = table;
      for (const [block, { length }] of pieces.entries()) {
        view.setInt32(EXTENDED_HEADER_LENGTH + LENGTH_FIELD * block, at, true);
        at += length;
      }
      await readRuns(store, pieces, target.subarray(table));
    },
  };
}

/** Reads pieces one behind the other; those that are neighbours in the file with one read. NaN: zeros, which are there. */
async function readRuns(
  store: ChunkStore,
  pieces: readonly { position: number; length: number }[],
  target: Uint8Array,
): Promise<void> {
  let at = 0;
  for (let first = 0; first < pieces.length; ) {
    const position = pieces[first]?.position ?? Number.NaN;
    let length = 0;
    let next = first;
    do {
      length += pieces[next]?.length ?? 0;
      next += 1;
    } while (next < pieces.length && pieces[next]?.position === position + length);
    if (!Number.isNaN(position)) await store.readInto(position, target.subarray(at, at + length));
    at += length;
    first = next;
  }
}
