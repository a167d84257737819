import type { BlockCut } from "../chunk/types.ts";

/** What a plug-in is asked to decode or encode: one stream of a block. Sizes in bytes. */
export interface StreamRequest {
  /** The API's codec id, one of the plug-in's. */
  readonly codec: number;
  /** The codec's parameter in the chunk header. */
  readonly meta: number;
  readonly typesize: number;
  /** Size of the content. */
  readonly length: number;
  /** How the blocks of the array are cut; undefined for a chunk outside of one. */
  readonly cut?: (() => BlockCut) | undefined;
}

/**
 * A codec of a plug-in, loaded. It takes any bytes: it answers `length` bytes that the caller owns, or throws a
 * CatervaError (`blosc2.malformed`, `blosc2.corrupt`, `blosc2.unsupported`, `limit.exceeded`), in time linear in
 * stream plus content. What one call does shows in no later one.
 */
export interface StreamDecoder {
  decode(stream: Uint8Array, request: StreamRequest): Uint8Array;
}

/** The other direction, loaded by itself. */
export interface StreamEncoder {
  /**
   * The stream of some content; undefined where it would not be shorter, or the codec has none for it: then the content
   * is stored as it is. @throws blosc2.unsupported for arrays or parameters that the codec cannot have
   */
  encode(content: Uint8Array, request: StreamRequest): Uint8Array | undefined;
}

/** A codec that comes from outside the package and is loaded when a chunk first needs it. */
export interface CodecPlugin {
  readonly name: string;
  /** The API's ids of the codecs that it decodes. */
  readonly codecs: readonly number[];
  /** @throws blosc2.unsupported when what it needs is not installed */
  load(): Promise<StreamDecoder>;
  /** Absent in plug-ins that only decode. @throws blosc2.unsupported as {@link load} */
  loadEncoder?(): Promise<StreamEncoder>;
}
