import { type ChunkCodec, encodeSChunk, encodeStreamedChunk } from "@caterva2/blosc2";
import type { EditPlanner } from "./types.ts";

/** Computes on the spot: for worker threads, and for whoever has no other thread. */
export function createPlanner(codec: ChunkCodec): EditPlanner {
  return {
    plainFrame: async (_caller, bytes) => encodeSChunk(bytes, { codec, typesize: 1 }),
    plainChunk: async (_caller, bytes) => encodeStreamedChunk(bytes, codec),
  };
}
