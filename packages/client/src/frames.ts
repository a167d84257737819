import { type ChunkCodec, createChunkCodec, openB2nd } from "@caterva2/blosc2";
import type { ArraySource, ByteSource } from "@caterva2/ndarray";

/** Opens b2nd frames with a codec, by default one that is made on the first call and kept. */
export function frameOpener(
  codec: ChunkCodec | Promise<ChunkCodec> | undefined,
): (source: ByteSource) => Promise<ArraySource> {
  let made = codec;
  return async (source) => {
    made ??= createChunkCodec();
    return openB2nd(source, { codec: await made });
  };
}
