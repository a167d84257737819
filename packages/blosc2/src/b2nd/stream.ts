import type { ArraySource } from "@caterva2/ndarray";
import { cStrides } from "@caterva2/ndarray";
import { type FrameSink, FrameStream, prepareCodec } from "../schunk/stream.ts";
import { chunkExtent, chunkOrigin, type EncodeB2ndOptions, fillChunk, layOut, ofArray } from "./encode.ts";

/**
 * Writes an array as a frame with chunks, blocks and compression of its own, reading it chunk by chunk of the new
 * frame: one of them is in memory at a time. This is how an array is copied with other parameters.
 * @throws request.invalid as {@link encodeB2nd}, and what reading the source throws
 */
export async function streamB2nd(sink: FrameSink, source: ArraySource, options: EncodeB2ndOptions): Promise<void> {
  await prepareCodec(options);
  const { geometry, blocksize, chunksize, metalayers } = layOut(source, options);
  const { itemsize, nchunks, chunkBytes } = geometry;
  const stream = new FrameStream(
    sink,
    ofArray(options, geometry),
    { typesize: itemsize, blocksize, chunksize },
    metalayers,
  );
  const chunk = new Uint8Array(chunkBytes);
  for (let nchunk = 0; nchunk < nchunks; nchunk += 1) {
    const origin = chunkOrigin(geometry, nchunk);
    const extent = chunkExtent(geometry, origin);
    const part = await source.read(
      origin.map((start, axis) => ({ kind: "range", start, step: 1, count: extent[axis] ?? 1 })),
    );
    chunk.fill(0);
    fillChunk(chunk, { data: part.data, offset: 0, strides: cStrides(extent, itemsize), extent }, geometry);
    stream.writer.add(chunk);
    await stream.flush();
  }
  await stream.finish();
}
