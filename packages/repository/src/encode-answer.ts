import { type ChunkCodec, encodeB2nd, encodeSChunk, type WriteOptions } from "@caterva2/blosc2";
import type { NDArray } from "@caterva2/ndarray";

/** Answers up to this size, in bytes, are compressed harder, which takes some 0.1 ms more. */
const SMALL = 128 * 1024;
/** Up to here a block is one stream: calling the compressor for each byte of the typesize costs more than it saves. */
const ONE_STREAM = 16 * 1024;

/** An array as the frame of an answer. */
export function encodeArray(array: NDArray, codec: ChunkCodec): Uint8Array {
  return encodeB2nd(array, { codec, cparams: answerParams(array.data.byteLength) });
}

/** Items of a super-chunk as the frame of an answer. */
export function encodeItems(items: Uint8Array, typesize: number, codec: ChunkCodec): Uint8Array {
  return encodeSChunk(items, { codec, typesize, cparams: answerParams(items.byteLength) });
}

/**
 * Zstd and shuffle, as python-blosc2 uses by default. Level 1 is two to three times as fast as its level 5 on
 * large answers, and mostly within a tenth of its size.
 */
function answerParams(bytes: number): NonNullable<WriteOptions["cparams"]> {
  return { codec: "zstd", clevel: bytes <= SMALL ? 3 : 1, splitMode: bytes <= ONE_STREAM ? "never" : "auto" };
}
