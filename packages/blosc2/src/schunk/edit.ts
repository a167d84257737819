import { type ByteSource, CatervaError } from "@caterva2/ndarray";
import { parseChunkHeader } from "../chunk/header.ts";
import type { ChunkCodec, EncodeParams } from "../chunk/types.ts";
import { changedHeader, type FrameGrowth, type HeaderChange, planGrowth } from "../frame/growth.ts";
import type { FrameHeader } from "../frame/header.ts";
import type { NamedPart } from "../frame/named-parts.ts";
import type { Frame } from "../frame/open.ts";
import { encodeTrailer } from "../frame/write.ts";
import type { MsgpackValue } from "../msgpack/types.ts";
import { decodeWithParts } from "../plugins/late-part.ts";
import { type BlockEncoder, inTurn } from "./block-encoder.ts";
import type { ChunkStore } from "./chunk-store.ts";
import { encodeIndex, encodeVlmeta, isZero, RAW_BELOW } from "./encode-parts.ts";
import { type OpenedSChunk, openParts } from "./open.ts";
import { rawChunk } from "./raw-chunk.ts";
import { type FramePiece, findStoredChunks, placePieces, type StoredChunk } from "./rewrite.ts";
import { type Slot, SlotTable } from "./slot-table.ts";
import { specialChunk } from "./special-chunk.ts";
import { storedCodec, storedEncodeParams } from "./stored-encode-params.ts";
import type { OpenOptions, ReadLimits, SChunk } from "./types.ts";

export interface EditOptions extends OpenOptions {
  /** How new chunks are compressed, where it differs from what the frame says. */
  readonly cparams?: Partial<Omit<EncodeParams, "typesize" | "blocksize">>;
  /** Encodes the blocks that change; default: one after the other. */
  readonly encoder?: BlockEncoder;
}

/** Opens a contiguous frame for editing. Errors as for {@link openSChunk}. */
export async function editSChunk(source: ByteSource, options: EditOptions): Promise<SChunkEdit> {
  const opened = await openParts(source, options);
  const trailer = await opened.frame.readTrailer();
  const stored = options.cparams?.codec ?? storedCodec(opened.frame.header);
  if (stored !== undefined) await opened.codec.prepareEncoding(stored);
  return new SChunkEdit({ ...opened, trailer }, options);
}

/** An open frame and what editing needs of it. */
interface Opened extends OpenedSChunk {
  readonly trailer: readonly NamedPart[];
}

/**
 * Changes to a stored super-chunk, collected in memory: the frame itself is only read. Any number of edits become
 * one {@link FrameGrowth}, which leaves every stored byte but the header where it is.
 */
export class SChunkEdit {
  /** The super-chunk as it is stored. */
  readonly before: SChunk;
  readonly codec: ChunkCodec;
  readonly limits: ReadLimits;
  readonly slots: SlotTable;
  readonly encoder: BlockEncoder;
  readonly #frame: Frame;
  readonly #store: ChunkStore;
  readonly #options: EditOptions;
  readonly #vlmeta: Map<string, Uint8Array>;
  readonly #metalayers = new Map<string, Uint8Array>();
  #nbytes: number;
  #chunksize: number;
  #blocksize: number;

  constructor(opened: Opened, options: EditOptions) {
    const { header, index } = opened.frame;
    this.before = opened.schunk;
    this.limits = opened.limits;
    this.codec = opened.codec;
    this.encoder = options.encoder ?? inTurn;
    this.slots = SlotTable.ofIndex(index);
    this.#frame = opened.frame;
    this.#store = opened.store;
    this.#options = options;
    this.#vlmeta = new Map(opened.trailer.map(({ name, content }) => [name, content]));
    this.#nbytes = header.nbytes;
    this.#chunksize = header.chunksize;
    this.#blocksize = header.blocksize;
  }

  get header(): FrameHeader {
    return this.#frame.header;
  }

  get nbytes(): number {
    return this.#nbytes;
  }

  get nchunks(): number {
    return this.slots.length;
  }

  /** Uncompressed size of all chunks but the last; 0 while there is none. */
  get chunksize(): number {
    return this.#chunksize;
  }

  get blocksize(): number {
    return this.#blocksize;
  }

  /** Bytes an item as chunk headers state them: 1 for items that are too long for their field. */
  get typesize(): number {
    const { typesize } = this.header;
    return typesize > 255 ? 1 : typesize;
  }

  get sizes(): { readonly blocksize: number; readonly typesize: number } {
    return { blocksize: this.#blocksize, typesize: this.typesize };
  }

  /** Whether chunks may have different sizes. */
  get variable(): boolean {
    return this.header.variableChunks;
  }

  /** States the sizes that follow from the slots. `chunksize` and `blocksize` only change where none were set. */
  setSizes(sizes: { nbytes: number; chunksize?: number; blocksize?: number }): void {
    this.#nbytes = sizes.nbytes;
    this.#chunksize = sizes.chunksize ?? this.#chunksize;
    this.#blocksize = sizes.blocksize ?? this.#blocksize;
  }

  /** Replaces the content of a metalayer. Its length is fixed. */
  setMetalayer(name: string, content: Uint8Array): void {
    if (this.header.metalayers.get(name)?.length !== content.length) {
      throw new CatervaError("internal.unexpected", `The metalayer ${name} cannot change its length.`);
    }
    this.#metalayers.set(name, content);
  }

  get vlmetaNames(): readonly string[] {
    return [...this.#vlmeta.keys()];
  }

  /** Sets an entry of the variable-length metadata. @throws request.invalid for a value that has no MessagePack */
  setVlmeta(name: string, value: MsgpackValue): void {
    this.#vlmeta.set(name, encodeVlmeta(this.codec, name, value).content);
  }

  /** @returns false if there was no such entry */
  deleteVlmeta(name: string): boolean {
    return this.#vlmeta.delete(name);
  }

  /** Uncompressed size of a chunk. */
  async chunkSize(nchunk: number): Promise<number> {
    const slot = this.slots.at(nchunk);
    if (!this.variable) return Math.min(this.#chunksize, this.#nbytes - nchunk * this.#chunksize);
    if (slot.kind === "added") return parseChunkHeader(slot.chunk).nbytes;
    if (slot.kind === "stored") return (await this.#store.headerAt(slot.offset, nchunk)).nbytes;
    throw new CatervaError("blosc2.malformed", `Chunk ${nchunk} is special, but its size is not told.`);
  }

  /** The content of a chunk as edited so far. @throws chunk.out_of_range */
  async decodeChunk(nchunk: number): Promise<Uint8Array> {
    const bytes = await this.chunkBytes(nchunk);
    await this.codec.prepare(parseChunkHeader(bytes));
    return decodeWithParts(() => this.codec.decodeChunk(bytes, this.limits.chunkBytes));
  }

  /** The bytes of a chunk as edited so far. @throws chunk.out_of_range */
  async chunkBytes(nchunk: number): Promise<Uint8Array> {
    const slot = this.slots.at(nchunk);
    if (slot.kind === "added") return slot.chunk;
    const nbytes = this.variable ? undefined : await this.chunkSize(nchunk);
    if (slot.kind === "stored") return this.#store.chunkAt(slot.offset, nbytes, nchunk);
    return specialChunk(slot.kind, { ...this.sizes, nbytes: nbytes ?? (await this.chunkSize(nchunk)) });
  }

  /** Encodes content as the frame says; zeros take no bytes. */
  encode(data: Uint8Array): Slot {
    if (isZero(data) && data.length > 0) return this.slotOfZeros(data.length);
    const { typesize } = this;
    const wanted = this.#blocksize > 0 ? this.#blocksize : data.length;
    const blocksize = Math.max(1, Math.min(wanted, data.length));
    if (data.length < RAW_BELOW) return { kind: "added", chunk: rawChunk(data, typesize, blocksize) };
    return { kind: "added", chunk: this.codec.encodeChunk(data, this.encodeParams(blocksize)) };
  }

  /** How a chunk of this super-chunk is encoded. */
  encodeParams(blocksize: number): EncodeParams {
    return { ...storedEncodeParams(this.header, this.#options.cparams), typesize: this.typesize, blocksize };
  }

  /** A slot of zeros; where chunks may differ in size it takes a chunk to tell. */
  slotOfZeros(nbytes: number): Slot {
    return this.variable
      ? { kind: "added", chunk: specialChunk("zeros", { ...this.sizes, nbytes }) }
      : { kind: "zeros" };
  }

  /**
   * True if the edits so far have no growth: the C library looks for the trailer of a frame without chunks right behind
   * the header, where the old chunks are. Such a frame is rewritten, which takes some hundred bytes.
   */
  get needsRewrite(): boolean {
    return this.nchunks === 0;
  }

  /**
   * The plan that makes the edits so far true. The edit may go on afterwards, for another plan from the same start.
   * @throws internal.unexpected if {@link needsRewrite}
   */
  growth(): FrameGrowth {
    if (this.needsRewrite) throw new CatervaError("internal.unexpected", "A frame without chunks has to be rewritten.");
    const start = this.header.frameLength - this.header.headerLength;
    const { offsets, chunks } = this.slots.place(start);
    return planGrowth(this.#frame.head, this.header, { chunks, ...this.#ending(offsets) }, this.#change());
  }

  /** Where the stored chunks that are still in use lie, ascending and each once. A read for each of them. */
  storedChunks(): Promise<StoredChunk[]> {
    return findStoredChunks(this.#store, this.slots);
  }

  /** The edited frame as a new file without holes, made of new bytes and of ranges of the stored file. */
  async rewrite(): Promise<FramePiece[]> {
    const { offsets, pieces, cbytes } = placePieces(this.slots, await this.storedChunks(), this.header.headerLength);
    const { head, index, trailer } = this.describe(offsets, cbytes);
    return [head, ...pieces, index, trailer];
  }

  /** Header, index and trailer of this super-chunk with its chunks at other places, `cbytes` in all. */
  describe(offsets: readonly number[], cbytes: number): { head: Uint8Array; index: Uint8Array; trailer: Uint8Array } {
    const { index, trailer } = this.#ending(offsets);
    const frameLength = this.header.headerLength + cbytes + index.length + trailer.length;
    const head = changedHeader(this.#frame.head, this.header, { ...this.#change(), cbytes, frameLength });
    return { head, index, trailer };
  }

  #ending(offsets: readonly number[]): { index: Uint8Array; trailer: Uint8Array } {
    const vlmeta = Array.from(this.#vlmeta, ([name, content]) => ({ name, content }));
    return { index: encodeIndex(this.codec, offsets), trailer: encodeTrailer(vlmeta) };
  }

  #change(): HeaderChange {
    return {
      nbytes: this.#nbytes,
      chunksize: this.#chunksize,
      blocksize: this.#blocksize,
      hasVlmeta: this.#vlmeta.size > 0,
      metalayers: this.#metalayers,
    };
  }
}
