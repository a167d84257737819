import { ByteCursor } from "@caterva2/ndarray";
import { malformed } from "./header.ts";
import { type NamedPart, parseNamedParts } from "./named-parts.ts";

/** Bytes at the end of a frame that say how long the trailer is: uint32 length, then the fingerprint. */
export const TRAILER_END = 22;
/** Length of a trailer without vlmeta. */
export const MIN_TRAILER_LENGTH = 35;
export const MAX_VLMETA = 8192;
/** Array head and trailer version, before the named parts. */
export const VLMETA_START = 2;

/**
 * Where the trailer starts, from the frame's last {@link TRAILER_END} bytes.
 * @throws blosc2.malformed when it would reach into the chunks before `minimum`.
 */
export function trailerOffset(end: Uint8Array, frameLength: number, minimum: number): number {
  const length = new ByteCursor(end).u32be();
  const offset = frameLength - length;
  if (length < MIN_TRAILER_LENGTH || offset < minimum) throw malformed(`a trailer of ${length} bytes`);
  return offset;
}

/** The vlmeta entries of a trailer, in stored order: name and content, a Blosc2 chunk that holds MessagePack. */
export function parseTrailer(trailer: Uint8Array): NamedPart[] {
  return parseNamedParts(trailer, VLMETA_START, MAX_VLMETA);
}
