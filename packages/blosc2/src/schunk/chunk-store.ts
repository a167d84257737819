import { type ByteRange, CatervaError } from "@caterva2/ndarray";
import { FILTER_DELTA, parseChunkHeader } from "../chunk/header.ts";
import { blockEnds, blockOffsets, chunkDictionary, MAX_DICTIONARY, offsetsEnd } from "../chunk/offsets.ts";
import type { ChunkCodec, ChunkHeader } from "../chunk/types.ts";
import type { IndexEntry } from "../frame/chunk-index.ts";
import { malformed } from "../frame/header.ts";
import { type Frame, readInto } from "../frame/open.ts";
import { decodeWithParts } from "../plugins/late-part.ts";
import type { BlockCache } from "./block-cache.ts";
import { ChunkCache } from "./chunk-cache.ts";
import { blockEnd, blockStart, type ChunkLayout, checkChunkSize } from "./chunk-layout.ts";
import { type Piece, partsOf, planReads, sliceOf } from "./pieces.ts";
import { type Pieces, readPieces } from "./read-pieces.ts";
import { oneByOne } from "./run-bounded.ts";
import { specialChunk } from "./special-chunk.ts";
import type { ReadLimits, ReadStats } from "./types.ts";

/** Blocks that are visited once their bytes are read. */
interface Visit<Box> {
  readonly nchunk: number;
  readonly layout: ChunkLayout;
  readonly boxes: readonly Box[];
  readonly visit: (box: Box, bytes: Uint8Array) => void;
  readonly volume: number;
}

/** What is taken of a block; `end`: of its first bytes only. */
interface BlockPart {
  readonly block: number;
  readonly end?: number;
}

/** How the content of a chunk can be had. */
export type ChunkAccess =
  | { readonly kind: "zeros" }
  /** These bytes over and over. */
  | { readonly kind: "pattern"; readonly pattern: Uint8Array }
  | { readonly kind: "blocks"; readonly layout: ChunkLayout }
  /** Only whole, by `decodeChunk`. */
  | { readonly kind: "whole" };

/** Chunks up to this size are read, and kept, whole. */
const SMALL_CHUNK = 4096;
const MIN_CHUNK = 16;
const HEADER = 32;
/** Most blocks whose offsets are read along with the header on a guess. */
const GUESSED_BLOCKS = 16_384;

/** For bytes that are not lent. */
const nothing = () => undefined;

const ZEROS: ChunkAccess = { kind: "zeros" };
const WHOLE: ChunkAccess = { kind: "whole" };

/** The chunks of a frame: finds them, reads the parts that are asked for, and decodes single blocks. */
export class ChunkStore {
  readonly stats: ReadStats = { chunksRead: 0, blocksDecoded: 0, keptBytes: 0 };
  readonly #frame: Frame;
  readonly #codec: ChunkCodec;
  readonly #limits: ReadLimits;
  readonly #blocks: BlockCache | undefined;
  readonly #cache = new ChunkCache();
  /** Position of the first byte after the chunks. */
  readonly #chunksEnd: number;

  constructor(frame: Frame, codec: ChunkCodec, limits: ReadLimits, blocks?: BlockCache) {
    this.#frame = frame;
    this.#codec = codec;
    this.#limits = limits;
    this.#blocks = blocks;
    this.#chunksEnd = frame.header.headerLength + frame.header.cbytes;
  }

  /** How chunk `nchunk` can be read. A promise only when something had to be read. */
  access(nchunk: number): ChunkAccess | Promise<ChunkAccess> {
    const entry = this.#entry(nchunk);
    if (entry.special === "nan") return { kind: "pattern", pattern: nanPattern(this.#frame.header.typesize) };
    if (entry.special !== "none") return ZEROS;
    this.stats.chunksRead += 1;
    const layout = this.#cache.get(nchunk);
    return layout === undefined ? this.#load(nchunk, entry.offset) : { kind: "blocks", layout };
  }

  /**
   * Takes blocks of a chunk from the cache, and reads and decodes what is missing there; `visit` must copy what it needs,
   * and may see a box twice. `volume`: bytes of blocks that the reader needs in all; of an endless one none are kept.
   * A promise only when there was something to wait for.
   */
  visitBlocks<Box extends BlockPart>(
    nchunk: number,
    layout: ChunkLayout,
    boxes: readonly Box[],
    visit: (box: Box, bytes: Uint8Array) => void,
    volume = Number.POSITIVE_INFINITY,
  ): Promise<void> | undefined {
    const missing = this.#visitKept(nchunk, layout, boxes, visit);
    if (missing.length === 0) return undefined;
    // Elsewhere a read more is a request more, and with a delta filter the first block once more.
    const inParts = this.#frame.source.readInto !== undefined && !layout.delta;
    const parts = inParts ? partsOf(layout, missing) : [missing];
    return oneByOne(parts, (boxes) => this.#visitPart({ nchunk, layout, boxes, visit, volume }));
  }

  #visitPart<Box extends BlockPart>(job: Visit<Box>): Promise<void> | undefined {
    const { layout } = job;
    const blocks = job.boxes.map((box) => box.block);
    const read = this.#pieces(layout, layout.delta ? [0, ...blocks] : blocks);
    // Lent until all is decoded: for a part of a plug-in that is missing that takes a second time.
    const visitAll = (pieces: Pieces) => {
      return finallyDo(pieces.giveBack, () => decodeWithParts(() => this.#visitRead(job, pieces)));
    };
    return read instanceof Promise ? read.then(visitAll) : visitAll(read);
  }

  /** Visits the boxes whose blocks are in the cache; answers the others. */
  #visitKept<Box extends BlockPart>(
    nchunk: number,
    { header }: ChunkLayout,
    boxes: readonly Box[],
    visit: (box: Box, bytes: Uint8Array) => void,
  ): readonly Box[] {
    const blocks = this.#blocks;
    if (blocks === undefined || header.memcpyed) return boxes;
    return boxes.filter((box) => {
      const length = Math.min(header.blocksize, header.nbytes - box.block * header.blocksize);
      return !blocks.visit(nchunk, box.block, length, (bytes) => visit(box, bytes));
    });
  }

  #visitRead<Box extends BlockPart>(
    { nchunk, layout, boxes, visit, volume }: Visit<Box>,
    { pieces }: Pieces,
  ): undefined {
    const reference = layout.delta ? this.#decode(layout, 0, pieces, undefined).slice() : undefined;
    for (const box of boxes) {
      if (layout.header.memcpyed) {
        visit(box, sliceOf(pieces, blockStart(layout, box.block), blockEnd(layout, box.block)));
        continue;
      }
      const first = box.block === 0 ? reference : undefined;
      // What is kept for others is kept whole.
      const end = this.#blocks === undefined ? box.end : undefined;
      const bytes = first ?? this.#decode(layout, box.block, pieces, reference, end);
      visit(box, bytes);
      if (volume !== Number.POSITIVE_INFINITY) this.#blocks?.keep(nchunk, box.block, bytes, volume);
    }
  }

  /** What the index says of a chunk. */
  specialKind(nchunk: number): IndexEntry["special"] {
    return this.#entry(nchunk).special;
  }

  /** The stored bytes of a chunk. */
  async chunkBytes(nchunk: number): Promise<Uint8Array> {
    const entry = this.#entry(nchunk);
    const { blocksize, typesize } = this.#frame.header;
    if (entry.special !== "none") {
      const nbytes = this.#expectedSize(nchunk);
      if (nbytes === undefined) throw malformed(`chunk ${nchunk} is special, but its size is not told`);
      return specialChunk(entry.special, { nbytes, blocksize, typesize });
    }
    return this.chunkAt(entry.offset, this.#expectedSize(nchunk), nchunk);
  }

  /** The stored bytes of the chunk at `offset`, which decodes to `expected` bytes if that is known. */
  async chunkAt(offset: number, expected: number | undefined, nchunk: number): Promise<Uint8Array> {
    this.stats.chunksRead += 1;
    const { chunksize } = this.#frame.header;
    const { position, room, span } = this.#place(nchunk, offset);
    // A chunk that does not shrink is stored raw: it takes its content and a header.
    const likely = chunksize > 0 ? Math.min(span, chunksize + HEADER) : Math.min(span, HEADER);
    let bytes = await this.#read(position, Math.max(Math.min(room, HEADER), likely));
    const header = this.#parse(bytes, nchunk, room, expected);
    this.#checkLimit(header.cbytes, `Chunk ${nchunk}`);
    if (header.cbytes > bytes.length) bytes = await this.#read(position, header.cbytes);
    return bytes.subarray(0, header.cbytes);
  }

  /** Where a stored chunk lies in the source, and its header; the caller knows that it is none of the index alone. */
  async locate(nchunk: number): Promise<{ position: number; header: ChunkHeader }> {
    const entry = this.#entry(nchunk);
    if (entry.special !== "none") throw malformed(`chunk ${nchunk} is not stored`);
    this.stats.chunksRead += 1;
    const { position, room } = this.#place(nchunk, entry.offset);
    const bytes = await this.#read(position, Math.min(room, HEADER));
    return { position, header: this.#parse(bytes, nchunk, room, this.#expectedSize(nchunk)) };
  }

  /** Fills `target` with stored bytes from `position` of the source on. */
  readInto(position: number, target: Uint8Array): Promise<void> | undefined {
    return readInto(this.#frame, position, target);
  }

  /** The header of the chunk at `offset`. */
  async headerAt(offset: number, nchunk: number): Promise<ChunkHeader> {
    const { position, room } = this.#place(nchunk, offset);
    return this.#parse(await this.#read(position, Math.min(room, HEADER)), nchunk, room, undefined);
  }

  /** The decoded content of a chunk. */
  async decodeChunk(nchunk: number): Promise<Uint8Array> {
    const expected = this.#expectedSize(nchunk) ?? 0;
    this.#checkLimit(expected, `Chunk ${nchunk}`);
    const bytes = await this.chunkBytes(nchunk);
    await this.#codec.prepare(parseChunkHeader(bytes));
    return decodeWithParts(() => this.#codec.decodeChunk(bytes, this.#limits.chunkBytes));
  }

  #entry(nchunk: number) {
    const { nchunks } = this.#frame.index;
    if (!Number.isSafeInteger(nchunk) || nchunk < 0 || nchunk >= nchunks) {
      throw new CatervaError("chunk.out_of_range", `There is no chunk ${nchunk}: there are ${nchunks}.`);
    }
    return this.#frame.index.entry(nchunk);
  }

  /** Uncompressed size of a chunk, where the frame tells it. */
  #expectedSize(nchunk: number): number | undefined {
    const { chunksize, nbytes, variableChunks } = this.#frame.header;
    if (chunksize === 0 || variableChunks) return undefined;
    return Math.min(chunksize, nbytes - nchunk * chunksize);
  }

  /** Where a chunk lies: its position, the room up to the end of all chunks, and the likely span up to the next. */
  #place(nchunk: number, offset: number): { position: number; room: number; span: number } {
    const { headerLength, cbytes } = this.#frame.header;
    const position = headerLength + offset;
    const room = this.#chunksEnd - position;
    if (room < MIN_CHUNK) throw malformed(`chunk ${nchunk} starts beyond the chunks`);
    return { position, room, span: this.#frame.index.nextOffset(offset, cbytes) - offset };
  }

  #parse(bytes: Uint8Array, nchunk: number, room: number, expected: number | undefined): ChunkHeader {
    const header = parseChunkHeader(bytes);
    if (header.cbytes > room) throw malformed(`chunk ${nchunk} reaches beyond the chunks`);
    checkChunkSize(header, expected, nchunk);
    return header;
  }

  async #load(nchunk: number, offset: number): Promise<ChunkAccess> {
    const { position, room, span } = this.#place(nchunk, offset);
    const { chunksize, blocksize } = this.#frame.header;
    const guess = Math.min(GUESSED_BLOCKS, blocksize > 0 ? Math.ceil(chunksize / blocksize) : 0);
    const wanted = span <= SMALL_CHUNK ? Math.max(span, HEADER) : HEADER + 4 * guess;
    let bytes = await this.#read(position, Math.min(room, wanted));
    const header = this.#parse(bytes, nchunk, room, this.#expectedSize(nchunk));
    const special = specialAccess(header, bytes);
    if (special !== undefined) return special;
    if (header.variableBlocks) return WHOLE;
    await this.#codec.prepare(header);
    this.#checkLimit(header.blocksize, `A block of chunk ${nchunk}`);
    const small = header.cbytes <= SMALL_CHUNK && header.cbytes <= bytes.length;
    const tableEnd = offsetsEnd(header);
    const needed = header.hasDictionary ? Math.min(header.cbytes, tableEnd + 4 + MAX_DICTIONARY) : tableEnd;
    if (needed > bytes.length) {
      this.#checkLimit(needed, `The block table of chunk ${nchunk}`);
      bytes = await this.#read(position, needed);
    }
    const starts = blockOffsets(header, bytes);
    const layout: ChunkLayout = {
      header,
      position,
      starts,
      ends: blockEnds(starts, header.cbytes),
      dictionary: chunkDictionary(header, bytes)?.slice(),
      delta: !header.memcpyed && header.filters.includes(FILTER_DELTA),
      bytes: small ? bytes.subarray(0, header.cbytes) : undefined,
    };
    this.#cache.set(nchunk, layout);
    this.stats.keptBytes = this.#cache.cost;
    return { kind: "blocks", layout };
  }

  /** Reads the bytes of some blocks, into memory that is used again where the source can. */
  #pieces(layout: ChunkLayout, blocks: readonly number[]): Promise<Pieces> | Pieces {
    if (layout.bytes !== undefined) return { pieces: [{ offset: 0, bytes: layout.bytes }], giveBack: nothing };
    const ranges = planReads(layout, blocks);
    if (this.#frame.source.readInto === undefined) return this.#piecesApart(layout, ranges);
    const fill = (offset: number, target: Uint8Array) => readInto(this.#frame, layout.position + offset, target);
    return readPieces(fill, ranges, this.#codec.memory);
  }

  async #piecesApart(layout: ChunkLayout, ranges: readonly ByteRange[]): Promise<Pieces> {
    const reads = ranges.map(({ offset, length }) => this.#read(layout.position + offset, length));
    const parts = await Promise.all(reads);
    return { pieces: parts.map((bytes, index) => ({ offset: ranges[index]?.offset ?? 0, bytes })), giveBack: nothing };
  }

  #decode(
    layout: ChunkLayout,
    block: number,
    pieces: readonly Piece[],
    reference: Uint8Array | undefined,
    end?: number,
  ): Uint8Array {
    this.stats.blocksDecoded += 1;
    const bytes = sliceOf(pieces, blockStart(layout, block), blockEnd(layout, block));
    return this.#codec.decodeBlock(layout.header, block, bytes, { dictionary: layout.dictionary, reference, end });
  }

  #read(position: number, length: number): Promise<Uint8Array> | Uint8Array {
    const { head, source } = this.#frame;
    const end = position + length;
    return end <= head.length ? head.subarray(position, end) : source.read(position, length);
  }

  #checkLimit(bytes: number, what: string): void {
    const limit = this.#limits.chunkBytes;
    if (bytes > limit) {
      throw new CatervaError("limit.exceeded", `${what} takes ${bytes} bytes, ${limit} are allowed.`, {
        detail: { bytes, limit },
      });
    }
  }
}

/** What `work` answers, with `last` done once that is settled. */
function finallyDo<Result>(last: () => void, work: () => Result | Promise<Result>): Result | Promise<Result> {
  let result: Result | Promise<Result> | undefined;
  try {
    result = work();
    return result instanceof Promise ? result.finally(last) : result;
  } finally {
    if (!(result instanceof Promise)) last();
  }
}

/** Access to a chunk whose content follows from its header alone. */
function specialAccess(header: ChunkHeader, bytes: Uint8Array): ChunkAccess | undefined {
  switch (header.special) {
    case "none":
      return undefined;
    case "nan":
      return { kind: "pattern", pattern: nanPattern(header.typesize) };
    case "value":
      return header.cbytes <= bytes.length && header.cbytes > HEADER
        ? { kind: "pattern", pattern: bytes.slice(HEADER, header.cbytes) }
        : WHOLE;
    default:
      return ZEROS;
  }
}

/** The quiet NaN of NumPy and C, little-endian, for items of 4 or 8 bytes. */
function nanPattern(typesize: number): Uint8Array {
  if (typesize === 4) return Uint8Array.of(0, 0, 0xc0, 0x7f);
  if (typesize === 8) return Uint8Array.of(0, 0, 0, 0, 0, 0, 0xf8, 0x7f);
  throw malformed(`a chunk of NaN with a typesize of ${typesize}`);
}
