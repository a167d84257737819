import type { CodecMemory } from "../kernels/codec-memory.ts";

import type { PluginCodecName } from "../plugins/registry.ts";

/** Codec names as the Blosc2 API spells them; `lz4hc` decodes as `lz4`. */
export type CodecName = "blosclz" | "lz4" | "lz4hc" | "zlib" | "zstd";

/** Special chunks hold no blocks: their content follows from the header. */
export type SpecialKind = "none" | "zeros" | "nan" | "value" | "uninit";

/** A chunk header, checked: every length is within `cbytes`, every count derived from it. Sizes in bytes. */
export interface ChunkHeader {
  /** Format version byte: 2 Blosc1, 3 alpha, 4 beta, 5 stable, 6 variable-length blocks. */
  readonly version: number;
  /** 16, or 32 for an extended header. */
  readonly headerLength: 16 | 32;
  /** Codec field of the flags (`flags >> 5`), the on-disk numbering. */
  readonly codecFormat: number;
  /** Byte 0x16 of an extended header: the API's codec id, meaningful when `codecFormat` is 6. */
  readonly udCodec: number;
  readonly codecMeta: number;
  readonly typesize: number;
  /** Uncompressed size. */
  readonly nbytes: number;
  /** Clamped to `nbytes`; for variable-length blocks 0. */
  readonly blocksize: number;
  /** Compressed size, header included. */
  readonly cbytes: number;
  readonly nblocks: number;
  /** Six filter ids, applied first to last when encoding; 0 is none. */
  readonly filters: readonly number[];
  readonly filtersMeta: readonly number[];
  readonly special: SpecialKind;
  /** Stored raw: blocks follow the header as they are. */
  readonly memcpyed: boolean;
  /** Blocks are not split into one stream a byte of the typesize. */
  readonly dontSplit: boolean;
  readonly hasDictionary: boolean;
  readonly variableBlocks: boolean;
}

/** What a block may need beside its own bytes. */
export interface BlockContext {
  /** The chunk's dictionary, if `hasDictionary`. */
  readonly dictionary?: Uint8Array | undefined;
  /** How many bytes of the block, from its start, are wanted: those behind may be anything. All unless told. */
  readonly end?: number | undefined;
  /** Block 0 decoded, if a delta filter is active and the block is not block 0. */
  readonly reference?: Uint8Array | undefined;
}

/** How the blocks of an array are cut, for the filters and codecs that see a block as n-dimensional. */
export interface BlockCut {
  /** Items along each axis. */
  readonly blocks: readonly number[];
  /** Bytes an item. */
  readonly itemsize: number;
}

/** How data is encoded into a chunk. */
export interface EncodeParams {
  /** One of a plug-in wants its {@link ChunkCodec.prepareEncoding} before it encodes. */
  readonly codec: CodecName | PluginCodecName;
  /** The parameter of a plug-in's codec, a byte, signed or not; 0 unless told. */
  readonly codecMeta?: number;
  /** 0 (stored) to 9. */
  readonly clevel: number;
  /** Bytes an item, 1..255; larger items are encoded as bytes. */
  readonly typesize: number;
  /** Bytes; a multiple of the typesize, at most the data's length. */
  readonly blocksize: number;
  /** Up to six filter ids; shorter lists are padded in front, as python-blosc2 does (the last is slot 5). */
  readonly filters: readonly number[];
  readonly filtersMeta: readonly number[];
  readonly splitMode: "always" | "never" | "auto" | "forward";
  /** Streams share a dictionary made of the chunk, with zstd, lz4 and lz4hc; none unless told. */
  readonly useDict?: boolean;
}

/** How blocks of variable length are encoded: they are neither cut nor split. */
export type VariableBlockParams = Omit<EncodeParams, "blocksize" | "splitMode">;

/** A general-purpose compressor that the runtime brings (node:zlib in Node). */
export interface Compressor {
  /**
   * The answer may be a view of the compressor's own memory, valid until its next call. `dictionary` is raw content
   * that the reader has too; a compressor that cannot use it does without.
   */
  compress(bytes: Uint8Array, level: number, dictionary?: Uint8Array): Uint8Array;
}

export interface Compressors {
  readonly zstd?: Compressor;
  readonly zlib?: Compressor;
}

/** A decompressor that the runtime brings and that is faster than the kernels. */
export interface Decompressor {
  /**
   * Fills `target` with the content of a stream, which must have just its size. False where it cannot: then the kernels
   * decode the stream, or say what is wrong with it. Any bytes, in linear time, as {@link ChunkCodec}.
   */
  decompress(stream: Uint8Array, target: Uint8Array): boolean;
}

export interface Decompressors {
  readonly zstd?: Decompressor;
  readonly zlib?: Decompressor;
}

/**
 * Port: decodes and encodes chunks. One implementation runs the WASM kernels.
 * Every method takes any bytes: it gives the right answer or throws a CatervaError
 * (`blosc2.malformed`, `blosc2.corrupt`, `blosc2.unsupported`, `limit.exceeded`), in time linear in
 * input plus output, and touches no memory outside its buffers.
 */
export interface ChunkCodec {
  /** Memory to decode to and to encode from without a copy; undefined for a codec that has none to hand out. */
  readonly memory?: CodecMemory | undefined;
  /** Bytes of memory that it holds between calls; undefined for a codec that does not tell. */
  heldBytes?(): number;
  /**
   * Loads what chunks like this one need before they can be decoded: a plug-in for their codec. Undefined when there
   * is nothing to wait for; opened frames do it by themselves. @throws blosc2.unsupported when it cannot be had
   */
  prepare(header: ChunkHeader): Promise<void> | undefined;
  /**
   * Loads what encoding with a codec needs: its plug-in. Undefined when there is nothing to wait for.
   * @throws blosc2.unsupported when it cannot be had
   */
  prepareEncoding(codec: EncodeParams["codec"]): Promise<void> | undefined;
  /**
   * The same codec for the chunks of an array: what sees blocks as n-dimensional needs to know how they are cut.
   * `cut` is asked when a chunk needs it; what it throws is thrown there.
   */
  ofArray(cut: () => BlockCut): ChunkCodec;
  /**
   * Decodes a whole chunk (any kind, special ones too) to `header.nbytes` bytes, which the caller owns: new ones, or
   * the first of `target`, whose content is undefined after an error.
   * @throws limit.exceeded beyond `maxBytes`, or beyond the length of `target`
   */
  decodeChunk(chunk: Uint8Array, maxBytes: number, target?: Uint8Array): Uint8Array;
  /**
   * Decodes one block of a chunk that has blocks (not special; stored-raw chunks are sliced by the caller).
   * `bytes` begin at the block's offset and reach to the next block's, or the chunk's end.
   * The answer is a view of the codec's own memory, valid until its next call.
   */
  decodeBlock(header: ChunkHeader, index: number, bytes: Uint8Array, context: BlockContext): Uint8Array;
  /** Encodes data into one chunk with an extended header. @throws blosc2.unsupported without the compressor or plug-in it needs. */
  encodeChunk(data: Uint8Array, params: EncodeParams): Uint8Array;
  /**
   * Encodes one block of a chunk by itself, as the chunk stores it. Blocks of `params.blocksize`; the last one may be
   * shorter. @throws blosc2.unsupported where a block needs its chunk: dictionaries, delta, clevel 0
   */
  encodeBlock(data: Uint8Array, params: EncodeParams): Uint8Array;
  /** Encodes blocks of any sizes, none of them empty, into one chunk that keeps their borders. */
  encodeBlocks(blocks: readonly Uint8Array[], params: VariableBlockParams): Uint8Array;
}
