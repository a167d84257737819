import { ByteCursor, type ByteSource, CatervaError } from "@caterva2/ndarray";
import { parseNamedParts } from "./named-parts.ts";

/**
 * The fixed part of a frame header: positions of its fields, in bytes. The header is MessagePack whose every
 * field has a fixed width, so it is read and written by position.
 */
export const FIELD = {
  magic: 2,
  headerLength: 11,
  frameLength: 16,
  generalFlags: 25,
  frameType: 26,
  codecFlags: 27,
  otherFlags: 28,
  nbytes: 30,
  cbytes: 39,
  typesize: 48,
  blocksize: 53,
  chunksize: 58,
  compressThreads: 63,
  decompressThreads: 66,
  hasVlmeta: 68,
  filterCount: 70,
  filters: 71,
  udCodec: 77,
  codecMeta: 78,
  filtersMeta: 79,
  otherFlags2: 85,
  metalayers: 87,
} as const;

/** Header length of a frame without metalayers. */
export const MIN_HEADER_LENGTH = 97;

export const MAGIC = "b2frame\0";

/** The newest frame version that is understood. */
const NEWEST_VERSION = 3;
/** Codec nibble of a codec that needs a number above 15: the number stands in `udCodec`. */
export const USER_CODEC_NIBBLE = 6;
export const MAX_METALAYERS = 16;

export type SplitMode = "always" | "never" | "auto" | "forward";

/** Split modes in the order of their numbers, which start at 1; the header stores the number less 1. */
export const SPLIT_MODES: readonly SplitMode[] = ["always", "never", "auto", "forward"];

/** What the header of a frame says, checked against the size of its source. Sizes in bytes. */
export interface FrameHeader {
  readonly headerLength: number;
  readonly frameLength: number;
  readonly version: number;
  /** Chunks may have different uncompressed sizes. */
  readonly variableChunks: boolean;
  /** Chunks hold blocks of different sizes. */
  readonly variableBlocks: boolean;
  readonly nbytes: number;
  /** Of the chunks with their holes; the chunk index follows. */
  readonly cbytes: number;
  readonly typesize: number;
  /** 0 when it was left open. */
  readonly blocksize: number;
  /** 0 when chunks have different sizes or none was set. */
  readonly chunksize: number;
  /** The API's number: 0 blosclz, 1 lz4, 2 lz4hc, 4 zlib, 5 zstd, 32 and up plug-ins. */
  readonly codec: number;
  readonly codecMeta: number;
  readonly clevel: number;
  readonly filters: readonly number[];
  readonly filtersMeta: readonly number[];
  readonly splitMode: SplitMode;
  readonly useDict: boolean;
  readonly compressThreads: number;
  readonly decompressThreads: number;
  readonly hasVlmeta: boolean;
  /** Raw content of the fixed metalayers by name, in stored order. */
  readonly metalayers: ReadonlyMap<string, Uint8Array>;
}

/**
 * Reads the lengths that come first, to know how much of the source the header fills.
 * @throws blosc2.malformed when the bytes are no frame or promise more than `size`.
 */
export function parseLengths(head: Uint8Array, size: number): { headerLength: number; frameLength: number } {
  if (head.length < MIN_HEADER_LENGTH || !startsWithMagic(head)) throw malformed("the bytes are no Blosc2 frame");
  const cursor = new ByteCursor(head, { offset: FIELD.headerLength });
  const headerLength = cursor.u32be();
  cursor.skip(1);
  const frameLength = cursor.u64beNumber();
  if (frameLength > size) throw malformed(`a frame of ${frameLength} bytes in a source of ${size}`);
  if (headerLength < MIN_HEADER_LENGTH || headerLength > frameLength)
    throw malformed(`a header of ${headerLength} bytes`);
  return { headerLength, frameLength };
}

/** True if bytes begin like a frame. */
export function startsWithMagic(head: Uint8Array): boolean {
  for (let index = 0; index < MAGIC.length; index += 1) {
    if (head[FIELD.magic + index] !== MAGIC.charCodeAt(index)) return false;
  }
  return true;
}

/**
 * Reads a whole frame header. `bytes` are the frame's first `headerLength` bytes, or more.
 * @throws blosc2.malformed, blosc2.unsupported (a newer version, a sparse frame)
 */
export function parseFrameHeader(bytes: Uint8Array, source: Pick<ByteSource, "size">): FrameHeader {
  const { headerLength, frameLength } = parseLengths(bytes, source.size);
  const header = new ByteCursor(bytes.subarray(0, headerLength));
  header.skip(FIELD.generalFlags);
  const flags = header.u8();
  checkKind(flags & 0x0f, header.u8());
  const codecFlags = header.u8();
  const otherFlags = header.u8();
  header.skip(1);
  const sizes = readSizes(header, headerLength, frameLength);
  const compressThreads = header.i16be();
  header.skip(1);
  const decompressThreads = header.i16be();
  const hasVlmeta = header.u8() === 0xc3;
  header.skip(FIELD.filters - FIELD.filterCount + 1);
  const filters = Array.from(header.bytes(6));
  const udCodec = header.u8();
  const codecMeta = header.u8();
  const filtersMeta = Array.from(header.bytes(6));
  const nibble = codecFlags & 0x0f;
  return {
    headerLength,
    frameLength,
    version: flags & 0x0f,
    variableChunks: (flags & 0x40) !== 0,
    variableBlocks: (flags & 0x80) !== 0,
    ...sizes,
    codec: nibble === USER_CODEC_NIBBLE ? udCodec : nibble,
    codecMeta,
    clevel: codecFlags >> 4,
    filters,
    filtersMeta,
    splitMode: SPLIT_MODES[otherFlags & 0x07] ?? "forward",
    useDict: (header.u8() & 1) !== 0,
    compressThreads,
    decompressThreads,
    hasVlmeta,
    metalayers: readMetalayers(bytes.slice(0, headerLength)),
  };
}

function checkKind(version: number, frameType: number): void {
  if (version > NEWEST_VERSION) {
    throw new CatervaError("blosc2.unsupported", `Frame version ${version} is newer than ${NEWEST_VERSION}.`);
  }
  if ((frameType & 0x0f) !== 0) {
    throw new CatervaError("blosc2.unsupported", "The frame is the index of a sparse frame, which is a directory.");
  }
}

/** The sizes from `nbytes` to `chunksize`; leaves the cursor at the thread counts. */
function readSizes(header: ByteCursor, headerLength: number, frameLength: number) {
  const nbytes = header.i64beNumber();
  header.skip(1);
  const cbytes = header.i64beNumber();
  header.skip(1);
  const typesize = header.i32be();
  header.skip(1);
  const blocksize = header.i32be();
  header.skip(1);
  const chunksize = header.i32be();
  header.skip(1);
  if (nbytes < 0 || cbytes < 0 || headerLength + cbytes > frameLength) {
    throw malformed(`sizes of ${nbytes} and ${cbytes} bytes in a frame of ${frameLength}`);
  }
  if (typesize <= 0 || blocksize < 0) throw malformed(`a typesize of ${typesize}, a blocksize of ${blocksize}`);
  // The C library writes -1 while no chunk has set the size.
  if (chunksize < -1) throw malformed(`a chunksize of ${chunksize}`);
  return { nbytes, cbytes, typesize, blocksize, chunksize: Math.max(0, chunksize) };
}

function readMetalayers(header: Uint8Array): Map<string, Uint8Array> {
  const parts = parseNamedParts(header, FIELD.metalayers, MAX_METALAYERS);
  return new Map(parts.map((part) => [part.name, part.content]));
}

export function malformed(reason: string): CatervaError {
  return new CatervaError("blosc2.malformed", `Not a readable Blosc2 frame: ${reason}.`);
}
