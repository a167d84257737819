import type { ChunkCodec, EncodeParams } from "../chunk/types.ts";
import { encodeOffsets, SPECIAL_OFFSETS } from "../frame/chunk-index.ts";
import type { NamedPart } from "../frame/named-parts.ts";
import { encodeMsgpack } from "../msgpack/encode.ts";
import type { MsgpackValue } from "../msgpack/types.ts";
import { rawChunk } from "./raw-chunk.ts";
import { valueChunk } from "./special-chunk.ts";

const SHUFFLE = 1;
/** Below this many bytes compressing costs more than it saves. */
export const RAW_BELOW = 1024;
const INDEX_BLOCK = 16 * 1024;

/** The chunk index of a frame as a Blosc2 chunk; empty without chunks. `offsets` are those of {@link encodeOffsets}. */
export function encodeIndex(codec: ChunkCodec, offsets: readonly number[]): Uint8Array {
  if (offsets.length === 0) return new Uint8Array(0);
  const bytes = encodeOffsets(offsets);
  if (bytes.length < RAW_BELOW) return rawChunk(bytes, 8, bytes.length);
  return codec.encodeChunk(bytes, plainParams(8, Math.min(INDEX_BLOCK, bytes.length)));
}

/** The index of `count` chunks that are all of one special kind: 40 bytes, however many there are. */
export function uniformIndex(kind: keyof typeof SPECIAL_OFFSETS, count: number): Uint8Array {
  if (count === 0) return new Uint8Array(0);
  return valueChunk(encodeOffsets([SPECIAL_OFFSETS[kind]]), 8 * count, { typesize: 8, blocksize: INDEX_BLOCK });
}

/** A vlmeta entry: MessagePack in a Blosc2 chunk. */
export function encodeVlmeta(codec: ChunkCodec, name: string, value: MsgpackValue): NamedPart {
  const bytes = encodeMsgpack(value);
  const small = bytes.length < RAW_BELOW;
  const content = small ? rawChunk(bytes, 1, bytes.length) : codec.encodeChunk(bytes, plainParams(1, bytes.length));
  return { name, content };
}

/** For index and metadata: a codec that every runtime has. */
function plainParams(typesize: number, blocksize: number): EncodeParams {
  return { codec: "lz4", clevel: 5, typesize, blocksize, splitMode: "auto", ...defaultFilters(typesize) };
}

export function defaultFilters(typesize: number): Pick<EncodeParams, "filters" | "filtersMeta"> {
  return typesize > 1 ? { filters: [SHUFFLE], filtersMeta: [0] } : { filters: [], filtersMeta: [] };
}

export function isZero(data: Uint8Array): boolean {
  const head = Math.min(data.length, -data.byteOffset & 3);
  const words = new Uint32Array(data.buffer, data.byteOffset + head, (data.length - head) >>> 2);
  const tail = head + words.byteLength;
  for (let index = 0; index < head; index += 1) if (data[index] !== 0) return false;
  for (let index = 0; index < words.length; index += 1) if (words[index] !== 0) return false;
  for (let index = tail; index < data.length; index += 1) if (data[index] !== 0) return false;
  return true;
}
