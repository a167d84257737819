import { type ChunkCodec, fillB2nd } from "@caterva2/blosc2";
import type { LazyArray } from "@caterva2/compute";
import { memorySink } from "../memory-sink.ts";
import type { carrierMetadata } from "./payload.ts";

/** An array of the result's shape that holds nothing but its description. */
export async function carrierFrame(
  { shape, dtype, chunks, blocks }: Pick<LazyArray, "shape" | "dtype" | "chunks" | "blocks">,
  description: ReturnType<typeof carrierMetadata>,
  codec: ChunkCodec,
): Promise<Uint8Array> {
  const sink = memorySink();
  await fillB2nd(sink, { shape, dtype, fill: "uninit" }, { codec, chunks, blocks, ...description });
  return sink.bytes();
}
