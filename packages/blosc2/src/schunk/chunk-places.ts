import { CatervaError } from "@caterva2/ndarray";
import { parseChunkHeader } from "../chunk/header.ts";
import type { ChunkHeader } from "../chunk/types.ts";
import type { IndexEntry } from "../frame/chunk-index.ts";
import { malformed } from "../frame/header.ts";
import { type Frame, readInto } from "../frame/open.ts";
import { checkChunkSize } from "./chunk-layout.ts";
import type { ReadLimits } from "./types.ts";

const MIN_CHUNK = 16;

/** Where a chunk lies, in bytes. */
export interface ChunkPlace {
  /** In the source. */
  readonly position: number;
  /** Up to the end of all chunks. */
  readonly room: number;
  /** Likely, up to the next chunk. */
  readonly span: number;
}

/** Where the chunks of a frame lie, and their bytes: nothing is read outside of the chunks, nor more than is allowed. */
export class ChunkPlaces {
  readonly #frame: Frame;
  readonly #limit: number;
  /** Position of the first byte after the chunks. */
  readonly #chunksEnd: number;

  constructor(frame: Frame, { chunkBytes }: ReadLimits) {
    this.#frame = frame;
    this.#limit = chunkBytes;
    this.#chunksEnd = frame.header.headerLength + frame.header.cbytes;
  }

  /** What the index says of a chunk. @throws chunk.out_of_range */
  entry(nchunk: number): IndexEntry {
    const { nchunks } = this.#frame.index;
    if (!Number.isSafeInteger(nchunk) || nchunk < 0 || nchunk >= nchunks) {
      throw new CatervaError("chunk.out_of_range", `There is no chunk ${nchunk}: there are ${nchunks}.`);
    }
    return this.#frame.index.entry(nchunk);
  }

  /** Uncompressed size of a chunk, where the frame tells it. */
  expectedSize(nchunk: number): number | undefined {
    const { chunksize, nbytes, variableChunks } = this.#frame.header;
    if (chunksize === 0 || variableChunks) return undefined;
    return Math.min(chunksize, nbytes - nchunk * chunksize);
  }

  /** The place of the chunk at `offset` of the chunks. @throws blosc2.malformed */
  place(nchunk: number, offset: number): ChunkPlace {
    const { headerLength, cbytes } = this.#frame.header;
    const position = headerLength + offset;
    const room = this.#chunksEnd - position;
    if (room < MIN_CHUNK) throw malformed(`chunk ${nchunk} starts beyond the chunks`);
    return { position, room, span: this.#frame.index.nextOffset(offset, cbytes) - offset };
  }

  /** The header in the first bytes of a chunk. @throws blosc2.malformed for one that cannot be there */
  parse(bytes: Uint8Array, nchunk: number, room: number, expected: number | undefined): ChunkHeader {
    const header = parseChunkHeader(bytes);
    if (header.cbytes > room) throw malformed(`chunk ${nchunk} reaches beyond the chunks`);
    checkChunkSize(header, expected, nchunk);
    return header;
  }

  read(position: number, length: number): Promise<Uint8Array> | Uint8Array {
    const { head, source } = this.#frame;
    const end = position + length;
    return end <= head.length ? head.subarray(position, end) : source.read(position, length);
  }

  /** Fills `target` with stored bytes from `position` of the source on. */
  readInto(position: number, target: Uint8Array): Promise<void> | undefined {
    return readInto(this.#frame, position, target);
  }

  /** @throws limit.exceeded */
  checkLimit(bytes: number, what: string): void {
    const limit = this.#limit;
    if (bytes > limit) {
      throw new CatervaError("limit.exceeded", `${what} takes ${bytes} bytes, ${limit} are allowed.`, {
        detail: { bytes, limit },
      });
    }
  }
}
