import { type BlockEncoder, type ChunkCodec, type EncodeParams, inTurn } from "@caterva2/blosc2";
import { endTurns, giveBackShared, takeShared } from "./shared-memory.ts";
import type { Crew, SharedEncode } from "./types.ts";

/** Asking for help costs some 0.2 ms: fewer blocks, and fewer bytes, are encoded alone, and so is what the fast codecs do. */
const BLOCKS_WORTH_SHARING = 4;
const WORTH_SHARING = 128 * 1024;
const SLOW_CODECS: ReadonlySet<EncodeParams["codec"]> = new Set(["zstd", "zlib", "lz4hc"]);

/** Filters that need to know how the blocks of their array are cut: another thread does not. */
const ARRAY_FILTERS: ReadonlySet<number> = new Set([32, 33]);

/** Most that encoding adds to a block: lengths of its streams, one for each byte of an item. */
const OVERHEAD = 8 * 256;

/** Encodes blocks with the help of the crew, where there are many. */
export function sharedEncoder(crew: Crew | undefined): BlockEncoder {
  if (crew === undefined) return inTurn;
  return {
    encode(codec, params, lengths, fill) {
      const bytes = lengths.reduce((sum, length) => sum + length, 0);
      const slow = SLOW_CODECS.has(params.codec) && !params.filters.some((filter) => ARRAY_FILTERS.has(filter));
      const worth = slow && lengths.length >= BLOCKS_WORTH_SHARING && bytes >= WORTH_SHARING;
      return worth ? together(crew, codec, params, lengths, fill) : inTurn.encode(codec, params, lengths, fill);
    },
  };
}

async function together(
  crew: Crew,
  codec: ChunkCodec,
  params: EncodeParams,
  lengths: readonly number[],
  fill: (index: number, content: Uint8Array) => void,
): Promise<Uint8Array[]> {
  const bytes = lengths.reduce((sum, length) => sum + length, 0);
  // Zeros, of which filling leaves some.
  const input = takeShared(bytes).fill(0);
  const output = takeShared(bytes + OVERHEAD * lengths.length);
  const sizes = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT * lengths.length);
  const turns = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
  const work: SharedEncode = { kind: "encode", params, lengths, input, output, sizes, turns };
  try {
    const blocks = blocksOf(work);
    for (const { content, index } of blocks) fill(index, content);
    const helped = crew.help(work);
    try {
      encodeTurns(codec, work);
    } catch (error) {
      endTurns(turns);
      throw error;
    } finally {
      // Nobody may write to the memory any more when it goes back.
      await helped;
    }
    const told = new Int32Array(sizes);
    return blocks.map(({ content, room }, index) => {
      const size = told[index] ?? 0;
      // Whoever had this turn has failed.
      return size === 0 ? codec.encodeBlock(content, params) : room.slice(0, size);
    });
  } finally {
    giveBackShared(input);
    giveBackShared(output);
  }
}

/** One thread's part of a shared encoding. */
export function encodeTurns(codec: ChunkCodec, work: SharedEncode): void {
  const [next, sizes] = [new Int32Array(work.turns), new Int32Array(work.sizes)];
  const blocks = blocksOf(work);
  const turn = () => blocks[Atomics.add(next, 0, 1)];
  for (let block = turn(); block !== undefined; block = turn()) {
    const encoded = codec.encodeBlock(block.content, work.params);
    block.room.set(encoded);
    sizes[block.index] = encoded.length;
  }
}

interface SharedBlock {
  readonly index: number;
  readonly content: Uint8Array;
  /** Where it goes once it is encoded. */
  readonly room: Uint8Array;
}

function blocksOf({ lengths, input, output }: SharedEncode): SharedBlock[] {
  let at = 0;
  return lengths.map((length, index) => {
    const start = at;
    at += length;
    const from = start + index * OVERHEAD;
    return { index, content: input.subarray(start, at), room: output.subarray(from, from + length + OVERHEAD) };
  });
}
