import { type ChunkCodec, type EncodeParams, encodeB2nd, encodeSChunk } from "@caterva2/blosc2";
import type { NDArray } from "@caterva2/ndarray";

type AnswerParams = Omit<EncodeParams, "typesize" | "blocksize">;

/** Answers up to this size, in bytes, are compressed harder, which takes some 0.1 ms more: some need it to be small at all. */
const SMALL = 128 * 1024;
/** Up to so many bytes a block is one stream: calling the compressor for each byte of the typesize costs more than it saves. */
const ONE_STREAM = 16 * 1024;
/** From here on a faster codec may be taken. */
const LARGE = 192 * 1024;
/** Trials are made on so many samples, each a part of the answer within these bounds. */
const SAMPLES = 3;
const SAMPLE_PART = 32;
const SHORTEST_SAMPLE = 8 * 1024;
const LONGEST_SAMPLE = 32 * 1024;
/** What a faster answer may be larger by. */
const LARGER = 1.15;
/** What samples shrink to so much is encoded harder: it takes hardly longer, and comes out at a half to a tenth of the size. */
const SMOOTH = 1 / 16;
const MAX_TYPESIZE = 255;
const BITSHUFFLE = 2;
const SHUFFLE = 1;

/** Zstd and shuffle, as python-blosc2 uses by default. Level 1 is two to four times as fast as its level 5, and of
 * large answers mostly within a tenth of its size. */
const ZSTD: AnswerParams = { codec: "zstd", clevel: 1, splitMode: "auto", filters: [SHUFFLE], filtersMeta: [0] };
/** Two to three times as fast again; on numbers mostly about a tenth larger, on text much larger. */
export const FAST: AnswerParams = {
  codec: "lz4",
  clevel: 1,
  splitMode: "auto",
  filters: [BITSHUFFLE],
  filtersMeta: [0],
};

/** An array as the frame of an answer. */
export function encodeArray(array: NDArray, codec: ChunkCodec): Uint8Array {
  return encodeB2nd(array, { codec, cparams: answerParams(array.data, array.dtype.itemsize, codec) });
}

/** Items of a super-chunk as the frame of an answer. */
export function encodeItems(items: Uint8Array, typesize: number, codec: ChunkCodec): Uint8Array {
  return encodeSChunk(items, { codec, typesize, cparams: answerParams(items, typesize, codec) });
}

function answerParams(content: Uint8Array, itemsize: number, codec: ChunkCodec): AnswerParams {
  const { length } = content;
  const typesize = itemsize > MAX_TYPESIZE ? 1 : itemsize;
  const zstd = typesize > 1 ? ZSTD : { ...ZSTD, filters: [], filtersMeta: [] };
  if (length <= ONE_STREAM) return { ...zstd, clevel: 3, splitMode: "never" };
  const share = (params: AnswerParams) => sampledShare(content, typesize, codec, params);
  const expected = share(zstd);
  if (expected <= SMOOTH) return { ...zstd, clevel: 5 };
  if (length <= SMALL) return { ...zstd, clevel: 3 };
  return length >= LARGE && share(FAST) <= LARGER * expected ? FAST : zstd;
}

/** What part of their size samples, evenly spread over the content, take together. */
function sampledShare(content: Uint8Array, typesize: number, codec: ChunkCodec, params: AnswerParams): number {
  const sample = Math.min(LONGEST_SAMPLE, Math.max(SHORTEST_SAMPLE, content.length / SAMPLE_PART));
  const blocksize = typesize * Math.ceil(sample / typesize);
  const plan: EncodeParams = { ...params, typesize, blocksize };
  const items = Math.floor((content.length - blocksize) / typesize);
  let total = 0;
  for (let number = 0; number < SAMPLES; number += 1) {
    const start = typesize * Math.floor((items * number) / (SAMPLES - 1));
    total += codec.encodeChunk(content.subarray(start, start + blocksize), plan).length;
  }
  return total / (SAMPLES * blocksize);
}
