import {
  FIELD,
  MAGIC,
  MAX_METALAYERS,
  MIN_HEADER_LENGTH,
  SPLIT_MODES,
  type SplitMode,
  USER_CODEC_NIBBLE,
} from "./header.ts";
import { type NamedPart, namedPartsLength, writeNamedParts } from "./named-parts.ts";
import { MAX_VLMETA, TRAILER_END, VLMETA_START } from "./trailer.ts";

/** What the header of a new frame says. Sizes in bytes. */
export interface HeadParts {
  readonly nbytes: number;
  /** Of the chunks. */
  readonly cbytes: number;
  readonly frameLength: number;
  readonly typesize: number;
  readonly blocksize: number;
  readonly chunksize: number;
  /** The API's number. */
  readonly codec: number;
  /** The parameter of a plug-in's codec. */
  readonly codecMeta?: number;
  readonly clevel: number;
  /** Six filter ids and their parameters. */
  readonly filters: readonly number[];
  readonly filtersMeta: readonly number[];
  readonly splitMode: SplitMode;
  readonly metalayers: readonly NamedPart[];
  readonly hasVlmeta: boolean;
  /** New chunks are to have dictionaries. */
  readonly useDict?: boolean;
  /** Chunks have blocks of variable length. */
  readonly variableBlocks?: boolean;
}

/** What a frame is made of. */
export interface FrameParts extends Omit<HeadParts, "cbytes" | "frameLength" | "hasVlmeta"> {
  /** Contents are Blosc2 chunks that hold MessagePack. */
  readonly vlmeta: readonly NamedPart[];
  /** The stored chunks in the order in which they stand. */
  readonly chunks: readonly Uint8Array[];
  /** The chunk index, a Blosc2 chunk; empty for a frame without content. */
  readonly index: Uint8Array;
}

const VERSION = 2;
const VARIABLE_VERSION = 3;
const OFFSETS_64_BIT = 0x10;
const VARIABLE_CHUNKS = 0x40;
const VARIABLE_BLOCKS = 0x80;
/** Ten bytes of a header belong to the list of metalayers even if there are none. */
const EMPTY_PARTS = 10;
const MAX_CODEC_NIBBLE = 15;
/** Heads of a header's fields: MessagePack type bytes by position. */
const FIELD_HEADS: readonly (readonly [position: number, head: number])[] = [
  [0, 0x9e],
  [1, 0xa8],
  [10, 0xd2],
  [15, 0xcf],
  [24, 0xa4],
  [29, 0xd3],
  [38, 0xd3],
  [47, 0xd2],
  [52, 0xd2],
  [57, 0xd2],
  [62, 0xd1],
  [65, 0xd1],
  [69, 0xd8],
];

/** Writes a contiguous frame: header, chunks, index, trailer. */
export function encodeFrame({ chunks, ...parts }: FrameParts): Uint8Array {
  const { frame, content } = layFrame({ ...parts, cbytes: byteLength(chunks) });
  let at = 0;
  for (const chunk of chunks) {
    content.set(chunk, at);
    at += chunk.length;
  }
  return frame;
}

/** Writes a contiguous frame around its chunks, whose `cbytes` bytes are still to be put into `content`, which holds zeros. */
export function layFrame(parts: Omit<FrameParts, "chunks"> & { readonly cbytes: number }): {
  frame: Uint8Array;
  content: Uint8Array;
} {
  const { metalayers, cbytes, index, vlmeta } = parts;
  const trailer = encodeTrailer(vlmeta);
  const start = headLength(metalayers);
  const frameLength = start + cbytes + index.length + trailer.length;
  const frame = new Uint8Array(frameLength);
  frame.set(encodeHead({ ...parts, hasVlmeta: vlmeta.length > 0, frameLength }));
  frame.set(index, start + cbytes);
  frame.set(trailer, start + cbytes + index.length);
  return { frame, content: frame.subarray(start, start + cbytes) };
}

export function headLength(metalayers: readonly NamedPart[]): number {
  return MIN_HEADER_LENGTH - EMPTY_PARTS + namedPartsLength(metalayers, MAX_METALAYERS);
}

/** Writes the header of a contiguous frame. Its length depends on the metalayers alone. */
export function encodeHead(parts: HeadParts): Uint8Array {
  const headerLength = headLength(parts.metalayers);
  const frame = new Uint8Array(headerLength);
  const view = new DataView(frame.buffer);
  for (const [position, head] of FIELD_HEADS) frame[position] = head;
  frame.set(new TextEncoder().encode(MAGIC), FIELD.magic);
  view.setUint32(FIELD.headerLength, headerLength);
  view.setBigUint64(FIELD.frameLength, BigInt(parts.frameLength));
  // The C library takes a chunksize of 0 as a mark of variable chunks.
  const variable = (parts.chunksize === 0 ? VARIABLE_CHUNKS : 0) | (parts.variableBlocks ? VARIABLE_BLOCKS : 0);
  frame[FIELD.generalFlags] = OFFSETS_64_BIT | variable | (variable === 0 ? VERSION : VARIABLE_VERSION);
  const own = parts.codec > MAX_CODEC_NIBBLE;
  frame[FIELD.codecFlags] = (own ? USER_CODEC_NIBBLE : parts.codec) | (parts.clevel << 4);
  frame[FIELD.otherFlags] = SPLIT_MODES.indexOf(parts.splitMode);
  view.setBigInt64(FIELD.nbytes, BigInt(parts.nbytes));
  view.setBigInt64(FIELD.cbytes, BigInt(parts.cbytes));
  view.setInt32(FIELD.typesize, parts.typesize);
  view.setInt32(FIELD.blocksize, parts.blocksize);
  view.setInt32(FIELD.chunksize, parts.chunksize);
  view.setInt16(FIELD.compressThreads, 1);
  view.setInt16(FIELD.decompressThreads, 1);
  frame[FIELD.hasVlmeta] = parts.hasVlmeta ? 0xc3 : 0xc2;
  frame[FIELD.filterCount] = parts.filters.length;
  frame.set(parts.filters, FIELD.filters);
  if (own) frame.set([parts.codec, (parts.codecMeta ?? 0) & 0xff], FIELD.udCodec);
  frame.set(parts.filtersMeta, FIELD.filtersMeta);
  frame[FIELD.otherFlags2] = parts.useDict ? 1 : 0;
  writeNamedParts(frame, 0, FIELD.metalayers, parts.metalayers);
  return frame;
}

/** Writes the trailer of a frame. @throws request.invalid for entries that do not fit */
export function encodeTrailer(vlmeta: readonly NamedPart[]): Uint8Array {
  const trailer = new Uint8Array(VLMETA_START + namedPartsLength(vlmeta, MAX_VLMETA) + 1 + TRAILER_END);
  trailer.set([0x94, 1]);
  const end = writeNamedParts(trailer, 0, VLMETA_START, vlmeta);
  // uint32 length, then an ext of 16 bytes: the fingerprint, whose type 0 says that there is none.
  trailer[end] = 0xce;
  new DataView(trailer.buffer).setUint32(end + 1, trailer.length);
  trailer[end + 5] = 0xd8;
  return trailer;
}

export function byteLength(parts: readonly Uint8Array[]): number {
  return parts.reduce((total, part) => total + part.length, 0);
}
