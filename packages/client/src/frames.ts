import { type ChunkCodec, createChunkCodec, openB2nd } from "@caterva2/blosc2";
import { htj2k } from "@caterva2/blosc2/htj2k";
import { jpeg2000 } from "@caterva2/blosc2/jpeg2000";
import type { ArraySource, ByteSource } from "@caterva2/ndarray";

/** Opens b2nd frames with a codec, by default one that is made on the first call and kept. */
export function frameOpener(
  codec: ChunkCodec | Promise<ChunkCodec> | undefined,
): (source: ByteSource) => Promise<ArraySource> {
  let made = codec;
  return async (source) => {
    made ??= createChunkCodec({ plugins: [jpeg2000(), htj2k()] });
    return openB2nd(source, { codec: await made });
  };
}
