import type { NamedPart } from "../frame/named-parts.ts";
import { byteLength } from "../frame/write.ts";
import { ChunkWriter, type WriteOptions } from "./chunk-writer.ts";
import { type EncodeSChunkOptions, schunkSizes } from "./encode.ts";

/** Port: a file in the making. */
export interface FrameSink {
  append(bytes: Uint8Array): Promise<void>;
  /** Replaces bytes that were appended before. */
  patch(offset: number, bytes: Uint8Array): Promise<void>;
}

/**
 * Writes a frame to a sink while its chunks come in: a chunk and 8 bytes for each chunk so far are in memory. The
 * header is written first, and again at the end, when the sizes are known.
 */
export class FrameStream {
  readonly writer: ChunkWriter;
  readonly #sink: FrameSink;
  readonly #chunksize: number;
  readonly #metalayers: readonly NamedPart[];
  #started = false;

  constructor(
    sink: FrameSink,
    options: WriteOptions,
    sizes: { readonly typesize: number; readonly blocksize: number; readonly chunksize: number },
    metalayers: readonly NamedPart[] = [],
  ) {
    this.writer = new ChunkWriter(options, sizes);
    this.#sink = sink;
    this.#chunksize = sizes.chunksize;
    this.#metalayers = metalayers;
  }

  /** Sends what was added to the writer. */
  async flush(): Promise<void> {
    if (!this.#started) await this.#sink.append(this.writer.head(this.#chunksize, this.#metalayers));
    this.#started = true;
    for (const chunk of this.writer.take()) await this.#sink.append(chunk);
  }

  /** Completes the frame. */
  async finish(): Promise<void> {
    await this.flush();
    const ending = this.writer.ending();
    for (const part of ending) if (part.length > 0) await this.#sink.append(part);
    await this.#sink.patch(0, this.writer.head(this.#chunksize, this.#metalayers, byteLength(ending)));
  }
}

/** Loads what encoding with the wanted codec needs. */
export async function prepareCodec({ codec, cparams }: WriteOptions): Promise<void> {
  if (cparams?.codec !== undefined) await codec.prepareEncoding(cparams.codec);
}

/**
 * Writes bytes of unknown length as a super-chunk while they come in, in parts of any size.
 * @throws request.invalid as {@link encodeSChunk}
 */
export async function streamSChunk(
  sink: FrameSink,
  parts: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  options: EncodeSChunkOptions,
): Promise<void> {
  await prepareCodec(options);
  const sizes = schunkSizes(Number.POSITIVE_INFINITY, options);
  const stream = new FrameStream(sink, options, { typesize: options.typesize, ...sizes });
  const buffer = new Uint8Array(sizes.chunksize);
  let filled = 0;
  for await (const part of parts) {
    for (let at = 0; at < part.length; ) {
      const taken = part.subarray(at, at + sizes.chunksize - filled);
      buffer.set(taken, filled);
      at += taken.length;
      filled += taken.length;
      if (filled < sizes.chunksize) continue;
      stream.writer.add(buffer);
      await stream.flush();
      filled = 0;
    }
  }
  if (filled > 0) stream.writer.add(buffer.subarray(0, filled));
  await stream.finish();
}
