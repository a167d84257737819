import type { SpecialKind } from "../chunk/types.ts";

const SPECIAL_CODES = { zeros: 1, nan: 2, value: 3, uninit: 4 } as const;

/** Length of the header that stands for a special chunk. */
export const SPECIAL_CHUNK_LENGTH = 32;

interface ChunkSizes {
  readonly blocksize: number;
  readonly typesize: number;
}

/** The chunk of 32 bytes that stands for `nbytes` bytes of one special kind. */
export function specialChunk(
  kind: Exclude<SpecialKind, "none" | "value">,
  sizes: ChunkSizes & { readonly nbytes: number },
): Uint8Array {
  return headerOf(kind, sizes.nbytes, sizes, SPECIAL_CHUNK_LENGTH);
}

/** The chunk of `nbytes` bytes that are one value over and over; its length divides them. */
export function valueChunk(value: Uint8Array, nbytes: number, sizes: ChunkSizes): Uint8Array {
  const chunk = headerOf("value", nbytes, sizes, SPECIAL_CHUNK_LENGTH + value.length);
  chunk.set(value, SPECIAL_CHUNK_LENGTH);
  return chunk;
}

function headerOf(kind: Exclude<SpecialKind, "none">, nbytes: number, sizes: ChunkSizes, cbytes: number): Uint8Array {
  const chunk = new Uint8Array(cbytes);
  const view = new DataView(chunk.buffer);
  // Format version 5, codec format 1, an extended header.
  chunk.set([5, 1, 0x05, sizes.typesize > 255 ? 1 : sizes.typesize]);
  view.setUint32(4, nbytes, true);
  view.setUint32(8, sizes.blocksize > 0 ? Math.min(sizes.blocksize, nbytes) : nbytes, true);
  view.setUint32(12, cbytes, true);
  chunk[31] = SPECIAL_CODES[kind] << 4;
  return chunk;
}
