import { createChunkCodec, decodeForeignBlocks, loadZfpStreams, openFrameObject } from "@caterva2/blosc2";
import { memorySource, wholeSelection } from "@caterva2/ndarray";
import type { Decompressors } from "../src/index.ts";
import { nodeDecompressors } from "../src/node.ts";

const codec = await createChunkCodec();
const zfp = await loadZfpStreams();

/** All decompressors, with Blosc by our own codec. */
export const decompressors: Decompressors = {
  ...nodeDecompressors,
  zfp,
  blosc: (bytes, maxBytes) => codec.decodeChunk(bytes, maxBytes),
  blocks: (request) => decodeForeignBlocks(codec, request),
  async blosc2(bytes, maxBytes) {
    const limits = { chunkBytes: maxBytes, answerBytes: maxBytes, indexBytes: maxBytes };
    const frame = await openFrameObject(memorySource(bytes), { codec, limits });
    if (frame.kind === "schunk") return frame.schunk.readBytes(0, frame.schunk.nbytes);
    return (await frame.array.read(wholeSelection(frame.array.shape))).data;
  },
};
