import { FILTER_DELTA } from "../chunk/header.ts";
import { blockEnds, blockOffsets, chunkDictionary, MAX_DICTIONARY, offsetsEnd } from "../chunk/offsets.ts";
import type { ChunkCodec, ChunkHeader } from "../chunk/types.ts";
import { type FrameHeader, malformed } from "../frame/header.ts";
import type { ChunkLayout } from "./chunk-layout.ts";
import type { ChunkPlaces } from "./chunk-places.ts";

/** How the content of a chunk can be had. */
export type ChunkAccess =
  | { readonly kind: "zeros" }
  /** These bytes over and over. */
  | { readonly kind: "pattern"; readonly pattern: Uint8Array }
  | { readonly kind: "blocks"; readonly layout: ChunkLayout }
  /** Only whole, by `decodeChunk`. */
  | { readonly kind: "whole" };

export const ZEROS: ChunkAccess = { kind: "zeros" };
const WHOLE: ChunkAccess = { kind: "whole" };

/** Chunks up to this size are read, and kept, whole. */
const SMALL_CHUNK = 4096;
export const CHUNK_HEADER = 32;
/** Most blocks whose offsets are read along with the header on a guess. */
const GUESSED_BLOCKS = 16_384;

/** What to read a chunk's layout with. */
interface Sources {
  readonly places: ChunkPlaces;
  readonly header: FrameHeader;
  readonly codec: ChunkCodec;
}

/** Reads how the chunk at `offset` can be had. @throws blosc2.malformed, limit.exceeded */
export async function loadAccess(
  { places, header: frame, codec }: Sources,
  nchunk: number,
  offset: number,
): Promise<ChunkAccess> {
  const { position, room, span } = places.place(nchunk, offset);
  const { chunksize, blocksize } = frame;
  const guess = Math.min(GUESSED_BLOCKS, blocksize > 0 ? Math.ceil(chunksize / blocksize) : 0);
  const wanted = span <= SMALL_CHUNK ? Math.max(span, CHUNK_HEADER) : CHUNK_HEADER + 4 * guess;
  let bytes = await places.read(position, Math.min(room, wanted));
  const header = places.parse(bytes, nchunk, room, places.expectedSize(nchunk));
  const special = specialAccess(header, bytes);
  if (special !== undefined) return special;
  if (header.variableBlocks) return WHOLE;
  await codec.prepare(header);
  places.checkLimit(header.blocksize, `A block of chunk ${nchunk}`);
  const small = header.cbytes <= SMALL_CHUNK && header.cbytes <= bytes.length;
  const tableEnd = offsetsEnd(header);
  const needed = header.hasDictionary ? Math.min(header.cbytes, tableEnd + 4 + MAX_DICTIONARY) : tableEnd;
  if (needed > bytes.length) {
    places.checkLimit(needed, `The block table of chunk ${nchunk}`);
    bytes = await places.read(position, needed);
  }
  const starts = blockOffsets(header, bytes);
  const layout: ChunkLayout = {
    header,
    position,
    starts,
    ends: blockEnds(starts, header.cbytes),
    dictionary: chunkDictionary(header, bytes)?.slice(),
    delta: !header.memcpyed && header.filters.includes(FILTER_DELTA),
    bytes: small ? bytes.subarray(0, header.cbytes) : undefined,
  };
  return { kind: "blocks", layout };
}

/** Access to a chunk whose content follows from its header alone. */
function specialAccess(header: ChunkHeader, bytes: Uint8Array): ChunkAccess | undefined {
  switch (header.special) {
    case "none":
      return undefined;
    case "nan":
      return { kind: "pattern", pattern: nanPattern(header.typesize) };
    case "value":
      return header.cbytes <= bytes.length && header.cbytes > CHUNK_HEADER
        ? { kind: "pattern", pattern: bytes.slice(CHUNK_HEADER, header.cbytes) }
        : WHOLE;
    default:
      return ZEROS;
  }
}

/** The quiet NaN of NumPy and C, little-endian, for items of 4 or 8 bytes. */
export function nanPattern(typesize: number): Uint8Array {
  if (typesize === 4) return Uint8Array.of(0, 0, 0xc0, 0x7f);
  if (typesize === 8) return Uint8Array.of(0, 0, 0, 0, 0, 0, 0xf8, 0x7f);
  throw malformed(`a chunk of NaN with a typesize of ${typesize}`);
}
