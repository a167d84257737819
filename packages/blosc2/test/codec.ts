import { createChunkCodec } from "../src/index.ts";
import { nodeCompressors } from "../src/node.ts";

/** The codec that the tests of frames and arrays run with. */
export const codec = await createChunkCodec({ compressors: nodeCompressors });
