import type { ByteRange } from "@caterva2/ndarray";
import { parseChunkHeader } from "../chunk/header.ts";
import type { ChunkCodec, ChunkHeader } from "../chunk/types.ts";
import type { IndexEntry } from "../frame/chunk-index.ts";
import { malformed } from "../frame/header.ts";
import type { Frame } from "../frame/open.ts";
import { decodeWithParts } from "../plugins/late-part.ts";
import type { BlockCache } from "./block-cache.ts";
import { CHUNK_HEADER, type ChunkAccess, loadAccess, nanPattern, ZEROS } from "./chunk-access.ts";
import { ChunkCache } from "./chunk-cache.ts";
import { blockEnd, blockStart, type ChunkLayout } from "./chunk-layout.ts";
import { ChunkPlaces } from "./chunk-places.ts";
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

/** For bytes that are not lent. */
const nothing = () => undefined;

/** The chunks of a frame: finds them, reads the parts that are asked for, and decodes single blocks. */
export class ChunkStore {
  readonly stats: ReadStats = { chunksRead: 0, blocksDecoded: 0, keptBytes: 0 };
  readonly #frame: Frame;
  readonly #codec: ChunkCodec;
  readonly #limits: ReadLimits;
  readonly #places: ChunkPlaces;
  readonly #blocks: BlockCache | undefined;
  readonly #cache = new ChunkCache();

  constructor(frame: Frame, codec: ChunkCodec, limits: ReadLimits, blocks?: BlockCache) {
    this.#frame = frame;
    this.#codec = codec;
    this.#limits = limits;
    this.#places = new ChunkPlaces(frame, limits);
    this.#blocks = blocks;
  }

  /** How chunk `nchunk` can be read. A promise only when something had to be read. */
  access(nchunk: number): ChunkAccess | Promise<ChunkAccess> {
    const entry = this.#places.entry(nchunk);
    if (entry.special === "nan") return { kind: "pattern", pattern: nanPattern(this.#frame.header.typesize) };
    if (entry.special !== "none") return ZEROS;
    this.stats.chunksRead += 1;
    const layout = this.#cache.get(nchunk);
    return layout === undefined ? this.#load(nchunk, entry.offset) : { kind: "blocks", layout };
  }

  async #load(nchunk: number, offset: number): Promise<ChunkAccess> {
    const sources = { places: this.#places, header: this.#frame.header, codec: this.#codec };
    const access = await loadAccess(sources, nchunk, offset);
    if (access.kind === "blocks") {
      this.#cache.set(nchunk, access.layout);
      this.stats.keptBytes = this.#cache.cost;
    }
    return access;
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
    return this.#places.entry(nchunk).special;
  }

  /** The stored bytes of a chunk. */
  async chunkBytes(nchunk: number): Promise<Uint8Array> {
    const entry = this.#places.entry(nchunk);
    const { blocksize, typesize } = this.#frame.header;
    if (entry.special !== "none") {
      const nbytes = this.#places.expectedSize(nchunk);
      if (nbytes === undefined) throw malformed(`chunk ${nchunk} is special, but its size is not told`);
      return specialChunk(entry.special, { nbytes, blocksize, typesize });
    }
    return this.chunkAt(entry.offset, this.#places.expectedSize(nchunk), nchunk);
  }

  /** The stored bytes of the chunk at `offset`, which decodes to `expected` bytes if that is known. */
  async chunkAt(offset: number, expected: number | undefined, nchunk: number): Promise<Uint8Array> {
    this.stats.chunksRead += 1;
    const { chunksize } = this.#frame.header;
    const { position, room, span } = this.#places.place(nchunk, offset);
    // A chunk that does not shrink is stored raw: it takes its content and a header.
    const likely = chunksize > 0 ? Math.min(span, chunksize + CHUNK_HEADER) : Math.min(span, CHUNK_HEADER);
    let bytes = await this.#places.read(position, Math.max(Math.min(room, CHUNK_HEADER), likely));
    const header = this.#places.parse(bytes, nchunk, room, expected);
    this.#places.checkLimit(header.cbytes, `Chunk ${nchunk}`);
    if (header.cbytes > bytes.length) bytes = await this.#places.read(position, header.cbytes);
    return bytes.subarray(0, header.cbytes);
  }

  /** Where a stored chunk lies in the source, and its header; the caller knows that it is none of the index alone. */
  async locate(nchunk: number): Promise<{ position: number; header: ChunkHeader }> {
    const entry = this.#places.entry(nchunk);
    if (entry.special !== "none") throw malformed(`chunk ${nchunk} is not stored`);
    this.stats.chunksRead += 1;
    const { position, room } = this.#places.place(nchunk, entry.offset);
    const bytes = await this.#places.read(position, Math.min(room, CHUNK_HEADER));
    return { position, header: this.#places.parse(bytes, nchunk, room, this.#places.expectedSize(nchunk)) };
  }

  /** Fills `target` with stored bytes from `position` of the source on. */
  readInto(position: number, target: Uint8Array): Promise<void> | undefined {
    return this.#places.readInto(position, target);
  }

  /** The header of the chunk at `offset`. */
  async headerAt(offset: number, nchunk: number): Promise<ChunkHeader> {
    const { position, room } = this.#places.place(nchunk, offset);
    return this.#places.parse(await this.#places.read(position, Math.min(room, CHUNK_HEADER)), nchunk, room, undefined);
  }

  /** The decoded content of a chunk. */
  async decodeChunk(nchunk: number): Promise<Uint8Array> {
    const expected = this.#places.expectedSize(nchunk) ?? 0;
    this.#places.checkLimit(expected, `Chunk ${nchunk}`);
    const bytes = await this.chunkBytes(nchunk);
    await this.#codec.prepare(parseChunkHeader(bytes));
    return decodeWithParts(() => this.#codec.decodeChunk(bytes, this.#limits.chunkBytes));
  }

  /** Reads the bytes of some blocks, into memory that is used again where the source can. */
  #pieces(layout: ChunkLayout, blocks: readonly number[]): Promise<Pieces> | Pieces {
    if (layout.bytes !== undefined) return { pieces: [{ offset: 0, bytes: layout.bytes }], giveBack: nothing };
    const ranges = planReads(layout, blocks);
    if (this.#frame.source.readInto === undefined) return this.#piecesApart(layout, ranges);
    const fill = (offset: number, target: Uint8Array) => this.#places.readInto(layout.position + offset, target);
    return readPieces(fill, ranges, this.#codec.memory);
  }

  async #piecesApart(layout: ChunkLayout, ranges: readonly ByteRange[]): Promise<Pieces> {
    const reads = ranges.map(({ offset, length }) => this.#places.read(layout.position + offset, length));
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
