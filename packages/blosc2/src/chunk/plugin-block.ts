import { CatervaError } from "@caterva2/ndarray";
import type { Kernels } from "../kernels/kernels.ts";
import type { StreamDecoder } from "../plugins/types.ts";
import type { ChunkHeader, Decompressor } from "./types.ts";

/** Where the streams of a block lie in the kernels' memory, and where they go. Sizes in bytes. */
export interface PluginBlock {
  readonly source: number;
  readonly sourceLength: number;
  readonly target: number;
  readonly length: number;
  readonly streams: number;
}

/**
 * Decodes the streams of a block with the codec of a plug-in (Blosc2 chunk format, "Blocks"): the filters are not
 * undone. The same as the kernels do for their own codecs, but for streams that need JavaScript.
 * @throws blosc2.corrupt, and what the plug-in throws
 */
export function decodePluginStreams(
  kernels: Kernels,
  decoder: StreamDecoder,
  header: ChunkHeader,
  block: PluginBlock,
): void {
  const { bytes } = kernels;
  const view = new DataView(bytes.buffer);
  const { streams, length } = block;
  const part = length / streams;
  const end = block.source + block.sourceLength;
  let at = block.source;
  if (!Number.isInteger(part) || part === 0) throw corrupt();
  for (let stream = 0; stream < streams; stream += 1) {
    const target = block.target + stream * part;
    if (end - at < 4) throw corrupt();
    const size = view.getInt32(at, true);
    at += 4;
    if (size <= 0) {
      const taken = fillRun(bytes, { at, end, size, target, length: part });
      if (taken < 0) throw corrupt();
      at += taken;
      continue;
    }
    if (end - at < size) throw corrupt();
    if (size === part) {
      bytes.copyWithin(target, at, at + size);
    } else {
      const { udCodec: codec, codecMeta: meta, typesize } = header;
      const content = decoder.decode(bytes.subarray(at, at + size), { codec, meta, typesize, length: part });
      if (content.length !== part) throw corrupt();
      bytes.set(content, target);
    }
    at += size;
  }
}

/** Decodes one stream in the kernels; false if it is not what it should be. */
type DecodeStream = (source: number, size: number, target: number, length: number) => boolean;

/**
 * Decodes the streams of a block by a decompressor of the runtime; those that it does not take, by the kernels. False if
 * the block is not what it should be: then the kernels decode it whole and tell what is wrong.
 */
export function decompressStreams(
  bytes: Uint8Array,
  decompressor: Decompressor,
  block: PluginBlock,
  decodeStream: DecodeStream,
): boolean {
  const view = new DataView(bytes.buffer);
  const { streams, length, source, sourceLength } = block;
  const part = length / streams;
  const end = source + sourceLength;
  let at = source;
  if (!Number.isInteger(part) || part === 0) return false;
  for (let target = block.target; target < block.target + length; target += part) {
    if (end - at < 4) return false;
    const size = view.getInt32(at, true);
    at += 4;
    if (size <= 0) {
      const taken = fillRun(bytes, { at, end, size, target, length: part });
      if (taken < 0) return false;
      at += taken;
      continue;
    }
    if (end - at < size) return false;
    if (size === part) bytes.copyWithin(target, at, at + size);
    else {
      const taken = decompressor.decompress(bytes.subarray(at, at + size), bytes.subarray(target, target + part));
      if (!taken && !decodeStream(at, size, target, part)) return false;
    }
    at += size;
  }
  return true;
}

interface Run {
  readonly at: number;
  readonly end: number;
  /** 0, or the byte that is repeated, negated. */
  readonly size: number;
  readonly target: number;
  readonly length: number;
}

/** Fills a stream that is one byte over and over. @returns bytes that it takes beside its size, or -1 if it is none */
function fillRun(bytes: Uint8Array, { at, end, size, target, length }: Run): number {
  bytes.fill(-size, target, target + length);
  if (size === 0) return 0;
  // The token's lowest bit says that this is a run.
  return at < end && ((bytes[at] ?? 0) & 1) === 1 && size >= -255 ? 1 : -1;
}

function corrupt(): CatervaError {
  return new CatervaError("blosc2.corrupt", "A block does not decode.");
}
