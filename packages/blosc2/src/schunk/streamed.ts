import { joinBytes } from "@caterva2/ndarray";
import type { ChunkCodec } from "../chunk/types.ts";
import { MIN_HEADER_LENGTH } from "../frame/header.ts";
import { encodeHead, encodeTrailer, type HeadParts, headLength } from "../frame/write.ts";
import { rawChunk } from "./raw-chunk.ts";

/** The chunks of a frame of bytes that were stored as they came, one behind the other. */
export interface StreamedChunks {
  /** Uncompressed, of all. */
  readonly nbytes: number;
  /** Uncompressed, of each but the last. */
  readonly chunksize: number;
  /** Stored length of each; 0 for one of zeros, which takes no room. */
  readonly lengths: readonly number[];
}

/** Where the first chunk of a streamed frame stands. */
export const STREAMED_START = MIN_HEADER_LENGTH;

const BLOCKSIZE = 128 * 1024;
const INDEX_BLOCK = 16 * 1024;
const ZEROS_OFFSET = 0x81n << 56n;
const ZSTD = 5;
const CLEVEL = 1;

/** One chunk of a streamed frame: zstd without filters. Empty for zeros. */
export function encodeStreamedChunk(data: Uint8Array, codec: ChunkCodec): Uint8Array {
  if (data.every((byte) => byte === 0)) return new Uint8Array(0);
  const blocksize = Math.min(BLOCKSIZE, data.length);
  const filters = { filters: [], filtersMeta: [], splitMode: "auto" } as const;
  return codec.encodeChunk(data, { codec: "zstd", clevel: CLEVEL, typesize: 1, blocksize, ...filters });
}

/** What stands before and behind the chunks: the header, and index and trailer. */
export function encodeStreamedEnds(chunks: StreamedChunks): { head: Uint8Array; tail: Uint8Array } {
  const { nbytes, chunksize, lengths } = chunks;
  return frameEnds(lengths, {
    nbytes,
    typesize: 1,
    blocksize: Math.min(BLOCKSIZE, chunksize),
    chunksize,
    codec: ZSTD,
    clevel: CLEVEL,
    filters: [0, 0, 0, 0, 0, 0],
    filtersMeta: [0, 0, 0, 0, 0, 0],
    splitMode: "auto",
    metalayers: [],
  });
}

/** Header, and index and trailer, of a frame without vlmeta whose chunks have these stored lengths; 0 for zeros. */
export function frameEnds(
  lengths: readonly number[],
  parts: Omit<HeadParts, "cbytes" | "frameLength" | "hasVlmeta">,
): { head: Uint8Array; tail: Uint8Array } {
  const tail = joinBytes([streamedIndex(lengths), encodeTrailer([])]);
  const cbytes = lengths.reduce((sum, length) => sum + length, 0);
  const frameLength = headLength(parts.metalayers) + cbytes + tail.length;
  return { head: encodeHead({ ...parts, cbytes, frameLength, hasVlmeta: false }), tail };
}

/** Offsets of the chunks, not compressed: 8 bytes for each of some 100 KiB at least. */
function streamedIndex(lengths: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(8 * lengths.length);
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const [index, length] of lengths.entries()) {
    view.setBigUint64(8 * index, length === 0 ? ZEROS_OFFSET : BigInt(at), true);
    at += length;
  }
  return rawChunk(bytes, 8, Math.min(INDEX_BLOCK, bytes.length));
}
