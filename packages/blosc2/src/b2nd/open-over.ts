import { type ByteSource, type DType, memorySource } from "@caterva2/ndarray";
import { byteLength, encodeHead, encodeTrailer, type HeadParts, headLength } from "../frame/write.ts";
import { joinedSource } from "../joined-source.ts";
import { encodeIndex } from "../schunk/encode-parts.ts";
import type { OpenOptions } from "../schunk/types.ts";
import { geometryOf } from "./geometry.ts";
import { encodeB2ndMeta } from "./meta.ts";
import { openB2nd } from "./open.ts";
import type { B2ndArray } from "./types.ts";

/** What a frame says of how its chunks are compressed; each chunk says it itself, too. */
export type OverParams = Pick<HeadParts, "codec" | "codecMeta" | "clevel" | "filters" | "filtersMeta" | "splitMode"> & {
  readonly useDict?: boolean;
};

/** An array whose chunks lie in a source of their own. */
export interface ContentOver {
  readonly content: ByteSource;
  /** Where each chunk begins in the content, or what the index has in place of one. */
  readonly offsets: readonly number[];
  readonly params: OverParams;
  readonly shape: readonly number[];
  readonly chunks: readonly number[];
  readonly blocks: readonly number[];
  readonly dtype: DType;
}

/** Opens chunks as an array: a frame's header and index are made in memory, the content is read where it lies. */
export function openOver(over: ContentOver, options: OpenOptions): Promise<B2ndArray> {
  const { content, offsets, params, shape, chunks, blocks, dtype } = over;
  const { nchunks, chunkBytes, blockBytes } = geometryOf({ shape, chunks, blocks }, dtype.itemsize);
  const metalayers = [{ name: "b2nd", content: encodeB2ndMeta({ shape, chunks, blocks, dtype }) }];
  const ending = [encodeIndex(options.codec, offsets), encodeTrailer([])];
  const head = encodeHead({
    ...params,
    nbytes: nchunks * chunkBytes,
    cbytes: content.size,
    frameLength: headLength(metalayers) + content.size + byteLength(ending),
    typesize: dtype.itemsize,
    blocksize: blockBytes,
    chunksize: chunkBytes,
    metalayers,
    hasVlmeta: false,
    variableBlocks: false,
  });
  return openB2nd(joinedSource([memorySource(head), content, ...ending.map(memorySource)]), options);
}
