import type { ChunkHeader, SpecialKind } from "../chunk/types.ts";
import { type FrameHeader, malformed } from "./header.ts";

/** What the index says of a chunk: special, or where its bytes start, counted from the end of the header. */
export type IndexEntry =
  | { readonly special: Exclude<SpecialKind, "none" | "value"> }
  | { readonly special: "none"; readonly offset: number };

const WIDTH = 8;
/** Specials are stored as negative numbers in the table. */
const SPECIALS = ["zeros", "nan", "uninit"] as const;
/** The numbers that stand for special chunks in a list of offsets. */
export const SPECIAL_OFFSETS = { zeros: -1, nan: -2, uninit: -3 } as const satisfies Record<
  (typeof SPECIALS)[number],
  number
>;
/** Their top bytes in a stored index. */
const SPECIAL_TOP = [0x81, 0x82, 0x84] as const;

/**
 * The chunk index: int64 offsets, in any order, where a set top bit marks a special chunk whose kind is in the
 * lower bits of the top byte (bit 0 zeros, bit 1 NaN, bit 2 uninitialised).
 */
export class ChunkIndex {
  readonly nchunks: number;
  /** One entry a chunk, or a single one that stands for all. */
  readonly #table: Float64Array;
  #ascending: Float64Array | undefined;

  constructor(nchunks: number, table: Float64Array) {
    this.nchunks = nchunks;
    this.#table = table;
  }

  /** @throws blosc2.malformed for an offset of no meaning. The caller has checked `0 <= nchunk < nchunks`. */
  entry(nchunk: number): IndexEntry {
    const value = this.#table[this.#table.length === 1 ? 0 : nchunk] ?? Number.NaN;
    if (value >= 0) return { special: "none", offset: value };
    const special = SPECIALS[-value - 1];
    if (special === undefined) throw malformed(`chunk ${nchunk} has no valid offset`);
    return { special };
  }

  /** The first stored offset above `offset`, or `end`: no well-formed chunk that starts there reaches further. */
  nextOffset(offset: number, end: number): number {
    this.#ascending ??= ascendingOffsets(this.#table);
    const sorted = this.#ascending;
    let low = 0;
    let high = sorted.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((sorted[middle] ?? 0) > offset) high = middle;
      else low = middle + 1;
    }
    return Math.min(end, sorted[low] ?? end);
  }
}

function ascendingOffsets(table: Float64Array): Float64Array {
  for (let index = 1; index < table.length; index += 1) {
    if (!((table[index - 1] ?? 0) <= (table[index] ?? 0))) return table.slice().sort();
  }
  return table;
}

/**
 * Number of chunks, where the frame's header tells it; else what the index chunk holds.
 * @throws blosc2.malformed when the two differ.
 */
export function countChunks(frame: FrameHeader, index: ChunkHeader): number {
  const { nbytes } = index;
  if (nbytes % WIDTH !== 0) throw malformed(`a chunk index of ${nbytes} bytes`);
  const held = nbytes / WIDTH;
  const expected = frame.chunksize > 0 && !frame.variableChunks ? Math.ceil(frame.nbytes / frame.chunksize) : held;
  if (held !== expected) throw malformed(`an index of ${held} chunks where the sizes tell ${expected}`);
  return held;
}

/** Reads decoded offsets. `bytes` hold one offset a chunk, or a single one that is repeated. */
export function parseChunkIndex(bytes: Uint8Array, nchunks: number): ChunkIndex {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const table = new Float64Array(bytes.byteLength / WIDTH);
  for (let index = 0; index < table.length; index += 1) {
    const low = view.getUint32(index * WIDTH, true);
    const high = view.getUint32(index * WIDTH + 4, true);
    table[index] = (high & 0x8000_0000) === 0 ? high * 0x1_0000_0000 + low : specialEntry(high >>> 24);
  }
  return new ChunkIndex(nchunks, table);
}

/** The content of an index chunk: `offsets` count from the end of the header, or are numbers of {@link SPECIAL_OFFSETS}. */
export function encodeOffsets(offsets: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(WIDTH * offsets.length);
  const view = new DataView(bytes.buffer);
  for (const [index, offset] of offsets.entries()) {
    if (offset < 0) {
      bytes[WIDTH * index + 7] = SPECIAL_TOP[-offset - 1] ?? 0;
      continue;
    }
    view.setUint32(WIDTH * index, offset % 0x1_0000_0000, true);
    view.setUint32(WIDTH * index + 4, Math.floor(offset / 0x1_0000_0000), true);
  }
  return bytes;
}

function specialEntry(top: number): number {
  if ((top & 1) !== 0) return -1;
  if ((top & 2) !== 0) return -2;
  return (top & 4) !== 0 ? -3 : Number.NaN;
}
