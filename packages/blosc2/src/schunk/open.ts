import { type ByteSource, CatervaError } from "@caterva2/ndarray";
import { arrayMeta, blockCut } from "../b2nd/meta.ts";
import { parseChunkHeader } from "../chunk/header.ts";
import type { ChunkCodec } from "../chunk/types.ts";
import type { NamedPart } from "../frame/named-parts.ts";
import { type Frame, openFrame } from "../frame/open.ts";
import { decodeMsgpack } from "../msgpack/decode.ts";
import type { MsgpackValue } from "../msgpack/types.ts";
import { ChunkStore } from "./chunk-store.ts";
import { readRun } from "./read-bytes.ts";
import { DEFAULT_LIMITS, type OpenOptions, type ReadLimits, type SChunk, type StoredParams } from "./types.ts";

/** A super-chunk with the parts that array layers build on. */
export interface OpenedSChunk {
  readonly schunk: SChunk;
  readonly frame: Frame;
  readonly store: ChunkStore;
  /** The codec for its chunks. */
  readonly codec: ChunkCodec;
  readonly limits: ReadLimits;
}

/**
 * Opens a contiguous frame as a super-chunk. It reads the header and the chunk index, nothing else.
 * @throws blosc2.malformed, blosc2.corrupt, blosc2.unsupported, limit.exceeded
 */
export async function openSChunk(source: ByteSource, options: OpenOptions): Promise<SChunk> {
  return (await openParts(source, options)).schunk;
}

export async function openParts(source: ByteSource, options: OpenOptions): Promise<OpenedSChunk> {
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const frame = await openFrame(source, options.codec, limits);
  const { metalayers, typesize } = frame.header;
  const meta = arrayMeta(metalayers);
  const codec = meta === undefined ? options.codec : options.codec.ofArray(() => blockCut(meta.content, typesize));
  const store = new ChunkStore(frame, codec, limits, options.blocks);
  return { schunk: schunkOf(frame, store, codec, limits), frame, store, codec, limits };
}

function schunkOf(frame: Frame, store: ChunkStore, codec: ChunkCodec, limits: ReadLimits): SChunk {
  const { header, index } = frame;
  return {
    nbytes: header.nbytes,
    cbytes: header.cbytes,
    chunksize: header.chunksize,
    blocksize: header.blocksize,
    nchunks: index.nchunks,
    typesize: header.typesize,
    frameVersion: header.version,
    cparams: storedParams(frame),
    metalayers: header.metalayers,
    metaNames: [...header.metalayers.keys()],
    stats: store.stats,
    vlmeta: async () => decodeVlmeta(await frame.readTrailer(), codec, limits.vlmetaBytes),
    specialKind: (nchunk) => store.specialKind(nchunk),
    chunkBytes: (nchunk) => store.chunkBytes(nchunk),
    decodeChunk: (nchunk) => store.decodeChunk(nchunk),
    readBytes: (start, stop, target) => readBytes(frame, store, limits, { start, stop }, target),
  };
}

function storedParams({ header }: Frame): StoredParams {
  const { codec, codecMeta, clevel, filters, filtersMeta, splitMode, useDict } = header;
  const { compressThreads, decompressThreads } = header;
  return { codec, codecMeta, clevel, filters, filtersMeta, splitMode, useDict, compressThreads, decompressThreads };
}

async function readBytes(
  frame: Frame,
  store: ChunkStore,
  limits: ReadLimits,
  { start, stop }: { readonly start: number; readonly stop: number },
  given: Uint8Array | undefined,
): Promise<Uint8Array> {
  const { nbytes, chunksize, variableChunks } = frame.header;
  const valid = Number.isSafeInteger(start) && Number.isSafeInteger(stop);
  if (!valid || start < 0 || stop < start || stop > nbytes) {
    throw new CatervaError("range.invalid", `Bytes ${start} to ${stop} of ${nbytes} cannot be read.`);
  }
  if (stop === start) return new Uint8Array(0);
  if (chunksize === 0 || variableChunks) {
    throw new CatervaError("blosc2.unsupported", "Chunks of different sizes can be read one by one only.");
  }
  checkAnswer(stop - start, limits);
  if (given !== undefined && given.length < stop - start) {
    throw new CatervaError("internal.unexpected", `${stop - start} bytes do not fit ${given.length}.`);
  }
  const target = given?.subarray(0, stop - start) ?? new Uint8Array(stop - start);
  await readRun(store, chunksize, { start, stop }, target);
  return target;
}

/** Refuses an answer beyond the limit before anything is allocated for it. */
export function checkAnswer(bytes: number, limits: ReadLimits): void {
  if (bytes > limits.answerBytes) {
    throw new CatervaError("limit.exceeded", `The answer takes ${bytes} bytes, ${limits.answerBytes} are allowed.`, {
      detail: { bytes, limit: limits.answerBytes },
    });
  }
}

function decodeVlmeta(parts: readonly NamedPart[], codec: ChunkCodec, limit: number): Map<string, MsgpackValue> {
  const values = new Map<string, MsgpackValue>();
  let left = limit;
  for (const { name, content } of parts) {
    const { nbytes } = parseChunkHeader(content);
    const bytes = codec.decodeChunk(content, left);
    left -= nbytes;
    values.set(name, decodeMsgpack(bytes));
  }
  return values;
}
