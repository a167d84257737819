import type { ChunkCodec, EncodeParams } from "../chunk/types.ts";

/** Port: encodes blocks of chunks, maybe several at a time. */
export interface BlockEncoder {
  /**
   * Encodes blocks of these lengths; `fill` writes the content of the one with a number, in order, into zeros.
   * @throws as {@link ChunkCodec.encodeBlock}
   */
  encode(
    codec: ChunkCodec,
    params: EncodeParams,
    lengths: readonly number[],
    fill: (index: number, content: Uint8Array) => void,
  ): Promise<readonly Uint8Array[]>;
}

/** One block after the other, in this thread. */
export const inTurn: BlockEncoder = {
  async encode(codec, params, lengths, fill) {
    const memory = new Uint8Array(Math.max(0, ...lengths));
    return lengths.map((length, index) => {
      const content = memory.subarray(0, length).fill(0);
      fill(index, content);
      return codec.encodeBlock(content, params);
    });
  },
};
