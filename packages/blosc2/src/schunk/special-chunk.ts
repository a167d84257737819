import type { SpecialKind } from "../chunk/types.ts";

const SPECIAL_CODES = { zeros: 1, nan: 2, uninit: 4 } as const;

/** Length of the header that stands for a special chunk. */
export const SPECIAL_CHUNK_LENGTH = 32;

/** The chunk of 32 bytes that stands for `nbytes` bytes of one special kind. */
export function specialChunk(
  kind: Exclude<SpecialKind, "none" | "value">,
  sizes: { nbytes: number; blocksize: number; typesize: number },
): Uint8Array {
  const chunk = new Uint8Array(SPECIAL_CHUNK_LENGTH);
  const view = new DataView(chunk.buffer);
  // Format version 5, codec format 1, an extended header.
  chunk.set([5, 1, 0x05, sizes.typesize > 255 ? 1 : sizes.typesize]);
  view.setUint32(4, sizes.nbytes, true);
  view.setUint32(8, sizes.blocksize > 0 ? Math.min(sizes.blocksize, sizes.nbytes) : sizes.nbytes, true);
  view.setUint32(12, SPECIAL_CHUNK_LENGTH, true);
  chunk[31] = SPECIAL_CODES[kind] << 4;
  return chunk;
}
