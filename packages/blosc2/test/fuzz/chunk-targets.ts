import { isCatervaError } from "@caterva2/ndarray";
import { createChunkCodec } from "../../src/chunk/chunk-codec.ts";
import { usesDelta } from "../../src/chunk/codecs.ts";
import { parseChunkHeader } from "../../src/chunk/header.ts";
import { blockEnds, blockOffsets, chunkDictionary } from "../../src/chunk/offsets.ts";
import type { BlockContext, ChunkCodec } from "../../src/chunk/types.ts";
import { readFixtureChunks } from "../fixture-chunks.ts";
import type { FuzzTarget } from "./targets.ts";

/** What a mutant may ask for. */
const MAX_BYTES = 1 << 20;
const MAX_MEMORY = 16 << 20;

/** Whole chunks, and blocks one by one. */
export async function chunkTargets(): Promise<readonly FuzzTarget[]> {
  const codec = await createChunkCodec({ maxMemory: MAX_MEMORY });
  const seeds = readFixtureChunks().map(({ chunk }) => chunk);
  return [
    { name: "chunk", seeds, decode: (input) => decodeWhole(codec, input) },
    { name: "block", seeds, decode: (input) => decodeLastBlock(codec, input) },
  ];
}

function decodeWhole(codec: ChunkCodec, input: Uint8Array): Uint8Array {
  const result = codec.decodeChunk(input, MAX_BYTES);
  const { nbytes } = parseChunkHeader(input);
  if (result.length !== nbytes) throw new Error(`${result.length} bytes where the header promises ${nbytes}`);
  return result;
}

function decodeLastBlock(codec: ChunkCodec, input: Uint8Array): Uint8Array {
  const header = parseChunkHeader(input, { maxBytes: MAX_BYTES });
  if (header.special !== "none" || header.memcpyed || header.variableBlocks || header.nblocks === 0)
    return new Uint8Array();
  const starts = blockOffsets(header, input);
  const ends = blockEnds(starts, header.cbytes);
  const dictionary = chunkDictionary(header, input);
  const shared: BlockContext = dictionary === undefined ? {} : { dictionary };
  const bytesOf = (block: number) => input.subarray(starts[block] ?? 0, ends[block] ?? 0);
  const context: BlockContext = usesDelta(header.filters)
    ? { ...shared, reference: codec.decodeBlock(header, 0, bytesOf(0), shared).slice() }
    : shared;
  const last = header.nblocks - 1;
  const expected = header.nbytes - last * header.blocksize;
  // The first half alone: whatever it comes to, it is the same if the whole block decodes.
  const end = expected >> 1;
  let part: Uint8Array | undefined;
  try {
    part = codec.decodeBlock(header, last, bytesOf(last), { ...context, end }).slice(0, end);
  } catch (error) {
    if (!isCatervaError(error)) throw error;
  }
  const result = codec.decodeBlock(header, last, bytesOf(last), context).slice();
  if (part === undefined || part.some((byte, index) => byte !== result[index])) {
    throw new Error(`the first ${end} bytes of a block are not those of the whole`);
  }
  if (result.length !== expected) throw new Error(`a block of ${result.length} bytes, not ${expected}`);
  return result;
}
