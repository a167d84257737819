import { type ChunkCodec, encodeB2nd, encodeSChunk } from "@caterva2/blosc2";
import type { NDArray } from "@caterva2/ndarray";

/** An array as the frame of an answer. */
export function encodeArray(array: NDArray, codec: ChunkCodec): Uint8Array {
  return encodeB2nd(array, { codec });
}

/** Items of a super-chunk as the frame of an answer. */
export function encodeItems(items: Uint8Array, typesize: number, codec: ChunkCodec): Uint8Array {
  return encodeSChunk(items, { codec, typesize });
}
