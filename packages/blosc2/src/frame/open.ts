import { type ByteSource, CatervaError } from "@caterva2/ndarray";
import { parseChunkHeader } from "../chunk/header.ts";
import type { ChunkCodec } from "../chunk/types.ts";
import { ChunkIndex, countChunks, parseChunkIndex } from "./chunk-index.ts";
import { type FrameHeader, MIN_HEADER_LENGTH, malformed, parseFrameHeader, parseLengths } from "./header.ts";
import type { NamedPart } from "./named-parts.ts";
import { MIN_TRAILER_LENGTH, parseTrailer, TRAILER_END, trailerOffset } from "./trailer.ts";

/** Bounds of what opening a frame may allocate, in bytes. */
export interface FrameLimits {
  /** Of the decoded chunk index, 8 bytes a chunk; also of the header and of the trailer. */
  readonly indexBytes: number;
}

/** An open contiguous frame: header and index are in memory, the chunks are not. */
export interface Frame {
  readonly source: ByteSource;
  readonly header: FrameHeader;
  readonly index: ChunkIndex;
  /** The start of the source that was read at once; it holds the header and, in small frames, chunks too. */
  readonly head: Uint8Array;
  /** The entries of the trailer, as stored. */
  readTrailer(): Promise<NamedPart[]>;
}

/** First read: holds the header of nearly all frames, and small frames whole. */
const HEAD_READ = 4096;
/** Read at the place of the index: holds the index of some thousand chunks and the trailer. */
const TAIL_READ = 16384;
const INDEX_HEADER = 32;

/**
 * Opens a frame with two reads, one if it is small: the head, and the index with what follows it.
 * @throws blosc2.malformed, blosc2.corrupt, blosc2.unsupported, limit.exceeded
 */
export async function openFrame(source: ByteSource, codec: ChunkCodec, limits: FrameLimits): Promise<Frame> {
  if (source.size < MIN_HEADER_LENGTH) throw malformed(`${source.size} bytes are no frame`);
  let head = await source.read(0, Math.min(HEAD_READ, source.size));
  const { headerLength } = parseLengths(head, source.size);
  if (headerLength > head.length) {
    checkLimit(headerLength, limits.indexBytes, "header");
    head = await source.read(0, headerLength);
  }
  const header = parseFrameHeader(head, source);
  const reader = new FrameReader(source, header, head);
  const index = header.nbytes === 0 ? new ChunkIndex(0, new Float64Array(0)) : await readIndex(reader, codec, limits);
  return { source, header, index, head, readTrailer: () => readTrailer(reader, limits) };
}

/** Fills `target` with bytes of a frame from `position` on; a promise only when there is something to wait for. */
export function readInto({ head, source }: Frame, position: number, target: Uint8Array): Promise<void> | undefined {
  const end = position + target.length;
  if (end <= head.length) {
    target.set(head.subarray(position, end));
    return undefined;
  }
  if (source.readInto !== undefined) return source.readInto(position, target);
  return source.read(position, target.length).then((bytes) => target.set(bytes));
}

/** Reads pieces of a frame, from memory where the head has them. */
class FrameReader {
  readonly header: FrameHeader;
  readonly #source: ByteSource;
  readonly #head: Uint8Array;

  constructor(source: ByteSource, header: FrameHeader, head: Uint8Array) {
    this.#source = source;
    this.header = header;
    this.#head = head;
  }

  async read(offset: number, length: number): Promise<Uint8Array> {
    const end = offset + length;
    if (end > this.header.frameLength) throw malformed(`bytes ${offset} to ${end} are beyond the frame's end`);
    return end <= this.#head.length ? this.#head.subarray(offset, end) : this.#source.read(offset, length);
  }
}

async function readIndex(reader: FrameReader, codec: ChunkCodec, limits: FrameLimits): Promise<ChunkIndex> {
  const { header } = reader;
  const start = header.headerLength + header.cbytes;
  let bytes = await reader.read(start, Math.min(TAIL_READ, header.frameLength - start));
  const chunk = parseChunkHeader(bytes);
  const nchunks = countChunks(header, chunk);
  checkLimit(chunk.nbytes, limits.indexBytes, "chunk index");
  if (chunk.special === "value" && chunk.cbytes === INDEX_HEADER + 8) {
    return parseChunkIndex(bytes.subarray(INDEX_HEADER, INDEX_HEADER + 8), nchunks);
  }
  if (chunk.cbytes > bytes.length) bytes = await reader.read(start, chunk.cbytes);
  return parseChunkIndex(codec.decodeChunk(bytes.subarray(0, chunk.cbytes), limits.indexBytes), nchunks);
}

async function readTrailer(reader: FrameReader, limits: FrameLimits): Promise<NamedPart[]> {
  const { frameLength, headerLength, cbytes } = reader.header;
  const chunksEnd = headerLength + cbytes;
  if (frameLength - chunksEnd < MIN_TRAILER_LENGTH) throw malformed("there is no room for a trailer");
  const wanted = Math.min(TAIL_READ, frameLength - chunksEnd);
  const tail = await reader.read(frameLength - wanted, wanted);
  const offset = trailerOffset(tail.subarray(-TRAILER_END), frameLength, chunksEnd);
  const length = frameLength - offset;
  if (length <= tail.length) return parseTrailer(tail.subarray(-length));
  checkLimit(length, limits.indexBytes, "trailer");
  return parseTrailer(await reader.read(offset, length));
}

function checkLimit(bytes: number, limit: number, what: string): void {
  if (bytes > limit) {
    throw new CatervaError("limit.exceeded", `The frame's ${what} takes ${bytes} bytes, ${limit} are allowed.`, {
      detail: { bytes, limit },
    });
  }
}
