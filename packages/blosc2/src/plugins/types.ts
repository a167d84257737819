import type { BlockCut } from "../chunk/types.ts";

/** What a plug-in is asked to decode: one stream of a block. Sizes in bytes. */
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

/** A codec that comes from outside the package and is loaded when a chunk first needs it. */
export interface CodecPlugin {
  readonly name: string;
  /** The API's ids of the codecs that it decodes. */
  readonly codecs: readonly number[];
  /** @throws blosc2.unsupported when what it needs is not installed */
  load(): Promise<StreamDecoder>;
}
