import { parseDType } from "@caterva2/ndarray";
import { encodeB2ndMeta } from "../../packages/blosc2/src/b2nd/meta.ts";
import { encodeFrame, type FrameParts } from "../../packages/blosc2/src/frame/write.ts";
import { rawChunk } from "../../packages/blosc2/src/schunk/raw-chunk.ts";

/** A chunk that holds its bytes uncompressed, as one block. */
export function storedChunk(data: Uint8Array, typesize: number): Uint8Array {
  return rawChunk(data, typesize, data.length);
}

/** The index of chunks at these offsets, which count from the end of the header. */
export function chunkIndex(offsets: readonly bigint[]): Uint8Array {
  return storedChunk(new Uint8Array(BigInt64Array.from(offsets).buffer), 8);
}

/** A frame of int64 items whose chunks stand one after the other; `parts` replaces what it is made of. */
export function storedArray(
  geometry: { shape: readonly number[]; chunks: readonly number[]; blocks: readonly number[] },
  chunks: readonly Uint8Array[],
  parts: Partial<FrameParts> = {},
): Uint8Array {
  const items = (extents: readonly number[]) => 8 * extents.reduce((product, extent) => product * extent, 1);
  let at = 0;
  const offsets = chunks.map((chunk) => {
    at += chunk.length;
    return BigInt(at - chunk.length);
  });
  return encodeFrame({
    nbytes: chunks.length * items(geometry.chunks),
    typesize: 8,
    blocksize: items(geometry.blocks),
    chunksize: items(geometry.chunks),
    codec: 5,
    clevel: 1,
    filters: [0, 0, 0, 0, 0, 1],
    filtersMeta: [0, 0, 0, 0, 0, 0],
    splitMode: "always",
    metalayers: [{ name: "b2nd", content: encodeB2ndMeta({ ...geometry, dtype: parseDType("<i8") }) }],
    vlmeta: [],
    chunks,
    index: chunkIndex(offsets),
    ...parts,
  });
}
