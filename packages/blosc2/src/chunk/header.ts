import { CatervaError } from "@caterva2/ndarray";
import type { ChunkHeader, SpecialKind } from "./types.ts";

/** Upper bounds that the caller sets, in bytes. */
export interface ChunkLimits {
  /** Of the decoded chunk. */
  readonly maxBytes?: number;
}

export const MIN_HEADER_LENGTH = 16;
export const EXTENDED_HEADER_LENGTH = 32;
/** Largest size that the 32-bit signed fields of a chunk can state. */
export const MAX_CHUNK_SIZE = 0x7fff_ffff;
/** Largest block that c-blosc2 accepts. */
const MAX_BLOCKSIZE = 536_866_816;
/** Slots of the filter pipeline. */
export const FILTER_SLOTS = 6;
/** Format version in which variable-length blocks appeared; also the newest one known. */
export const VARIABLE_BLOCKS_VERSION = 6;
const ALPHA_VERSION = 3;

/** Bits of the flags byte (0x02). */
export const FLAG = { shuffle: 0x01, memcpyed: 0x02, bitshuffle: 0x04, delta: 0x08, dontSplit: 0x10 } as const;
/** Bits of the second flags byte (0x1f) and of the third (0x1e). */
export const EXTENDED_FLAG = { dictionary: 0x01, lazy: 0x08, instrumented: 0x80, variableBlocks: 0x01 } as const;
/** Kinds of special chunks as bits 4 to 6 of byte 0x1f number them. */
export const SPECIAL_KINDS = ["none", "zeros", "nan", "value", "uninit"] as const satisfies readonly SpecialKind[];

export const FILTER_SHUFFLE = 1;
export const FILTER_BITSHUFFLE = 2;
export const FILTER_DELTA = 3;
export const FILTER_NDCELL = 32;
export const FILTER_NDMEAN = 33;

export function malformed(message: string, detail: Readonly<Record<string, unknown>> = {}): CatervaError {
  return new CatervaError("blosc2.malformed", `Malformed chunk: ${message}.`, { detail });
}

/**
 * Reads and checks a chunk header (Blosc2 chunk format, "Header"). `bytes` may end before `cbytes`:
 * then only what is there is checked.
 * @throws blosc2.malformed for contradictions, blosc2.unsupported for versions of the future, limit.exceeded
 */
export function parseChunkHeader(bytes: Uint8Array, limits: ChunkLimits = {}): ChunkHeader {
  if (bytes.length < MIN_HEADER_LENGTH) throw malformed(`${bytes.length} bytes hold no header`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const version = view.getUint8(0);
  const flags = view.getUint8(2);
  const extended = (flags & FLAG.shuffle) !== 0 && (flags & FLAG.bitshuffle) !== 0;
  if (extended && bytes.length < EXTENDED_HEADER_LENGTH) throw malformed(`${bytes.length} bytes of an extended header`);
  const sizes = readSizes(view, extended ? EXTENDED_HEADER_LENGTH : MIN_HEADER_LENGTH, limits);
  const more = extended ? readExtension(view, version) : filtersOfFlags(flags, sizes.typesize);
  const memcpyed = (flags & FLAG.memcpyed) !== 0;
  const header = {
    version,
    codecFormat: flags >> 5,
    typesize: sizes.typesize,
    nbytes: sizes.nbytes,
    cbytes: sizes.cbytes,
    headerLength: sizes.headerLength,
    memcpyed,
    dontSplit: (flags & FLAG.dontSplit) !== 0,
    ...more,
    ...countBlocks(sizes, more.variableBlocks),
  };
  checkVersion(version, more.variableBlocks);
  checkContent(header);
  return header;
}

interface Sizes {
  readonly headerLength: 16 | 32;
  readonly typesize: number;
  readonly nbytes: number;
  readonly blocksize: number;
  readonly cbytes: number;
}

function readSizes(view: DataView, headerLength: 16 | 32, limits: ChunkLimits): Sizes {
  const typesize = view.getUint8(3);
  const nbytes = view.getInt32(4, true);
  const blocksize = view.getInt32(8, true);
  const cbytes = view.getInt32(12, true);
  if (typesize === 0) throw malformed("a typesize of 0");
  if (nbytes < 0) throw malformed("a negative size", { nbytes });
  if (cbytes < headerLength) throw malformed("a compressed size below its header", { cbytes });
  if (blocksize <= 0 || blocksize > MAX_BLOCKSIZE) throw malformed("an impossible block size", { blocksize });
  const limit = limits.maxBytes ?? MAX_CHUNK_SIZE;
  if (nbytes > limit) {
    throw new CatervaError("limit.exceeded", `A chunk of ${nbytes} bytes, where ${limit} are allowed.`, {
      detail: { nbytes, limit },
    });
  }
  return { headerLength, typesize, nbytes, blocksize, cbytes };
}

interface Extension {
  readonly udCodec: number;
  readonly codecMeta: number;
  readonly filters: readonly number[];
  readonly filtersMeta: readonly number[];
  readonly special: SpecialKind;
  readonly hasDictionary: boolean;
  readonly variableBlocks: boolean;
}

/** Bytes 0x10 to 0x1f of an extended header. */
function readExtension(view: DataView, version: number): Extension {
  const filters = Array.from({ length: FILTER_SLOTS }, (_, slot) => view.getUint8(0x10 + slot));
  const filtersMeta = Array.from({ length: FILTER_SLOTS }, (_, slot) => view.getUint8(0x18 + slot));
  if (version === ALPHA_VERSION) {
    // The alpha releases left the last slot uninitialised.
    filters[FILTER_SLOTS - 1] = 0;
    filtersMeta[FILTER_SLOTS - 1] = 0;
  }
  const flags2 = view.getUint8(0x1e);
  const flags = view.getUint8(0x1f);
  const special = SPECIAL_KINDS[(flags >> 4) & 7];
  if (special === undefined) throw malformed("an unknown kind of special chunk", { kind: (flags >> 4) & 7 });
  if ((flags & EXTENDED_FLAG.lazy) !== 0) throw malformed("a lazy chunk, which exists in memory only");
  if ((flags & EXTENDED_FLAG.instrumented) !== 0) {
    throw new CatervaError("blosc2.unsupported", "The chunk holds measurements of a codec, not data.");
  }
  return {
    udCodec: view.getUint8(0x16),
    codecMeta: view.getUint8(0x17),
    filters,
    filtersMeta,
    special,
    hasDictionary: (flags & EXTENDED_FLAG.dictionary) !== 0,
    variableBlocks: (flags2 & EXTENDED_FLAG.variableBlocks) !== 0,
  };
}

/** A 16-byte header names its filters by flags; shuffle does nothing to single bytes. */
function filtersOfFlags(flags: number, typesize: number): Extension {
  const filters = new Array<number>(FILTER_SLOTS).fill(0);
  if ((flags & FLAG.shuffle) !== 0 && typesize > 1) filters[FILTER_SLOTS - 1] = FILTER_SHUFFLE;
  if ((flags & FLAG.bitshuffle) !== 0) filters[FILTER_SLOTS - 1] = FILTER_BITSHUFFLE;
  if ((flags & FLAG.delta) !== 0) filters[FILTER_SLOTS - 2] = FILTER_DELTA;
  return {
    udCodec: 0,
    codecMeta: 0,
    filters,
    filtersMeta: new Array<number>(FILTER_SLOTS).fill(0),
    special: "none",
    hasDictionary: false,
    variableBlocks: false,
  };
}

function countBlocks(sizes: Sizes, variableBlocks: boolean): { blocksize: number; nblocks: number } {
  if (variableBlocks) return { blocksize: 0, nblocks: sizes.blocksize };
  const blocksize = sizes.nbytes > 0 ? Math.min(sizes.blocksize, sizes.nbytes) : sizes.blocksize;
  return { blocksize, nblocks: Math.ceil(sizes.nbytes / blocksize) };
}

function checkVersion(version: number, variableBlocks: boolean): void {
  if (version > VARIABLE_BLOCKS_VERSION) {
    throw new CatervaError("blosc2.unsupported", `Chunk format version ${version} is not known.`, {
      detail: { version },
    });
  }
  if (version < 1) throw malformed("a format version of 0");
  if (variableBlocks && version < VARIABLE_BLOCKS_VERSION) {
    throw malformed(`variable-length blocks in format version ${version}`);
  }
}

/** What the kind of content says about the compressed size. */
function checkContent(header: ChunkHeader): void {
  const { headerLength, nbytes, cbytes, special, memcpyed, variableBlocks } = header;
  if (variableBlocks && (memcpyed || special !== "none")) throw malformed("variable-length blocks without blocks");
  if (special !== "none") {
    checkSpecial(header);
    return;
  }
  if (memcpyed) {
    if (cbytes !== nbytes + headerLength) throw malformed("a raw chunk of another size than its content", { cbytes });
    return;
  }
  const table = nbytes === 0 ? 0 : 4 * header.nblocks;
  if (cbytes < headerLength + table) throw malformed("no room for the block offsets", { cbytes, table });
}

function checkSpecial({ special, nbytes, cbytes, typesize }: ChunkHeader): void {
  if (special === "value") {
    const width = cbytes - EXTENDED_HEADER_LENGTH;
    if (width <= 0 || nbytes % width !== 0) throw malformed("a repeated value that does not fill its chunk", { width });
  }
  if (special === "nan" && ((typesize !== 4 && typesize !== 8) || nbytes % typesize !== 0)) {
    throw malformed(`NaN for items of ${typesize} bytes`);
  }
}
