import { CatervaError, castArray, type DType, parseDType } from "@caterva2/ndarray";
import { valueChunk } from "../schunk/special-chunk.ts";
import { type FrameSink, FrameStream } from "../schunk/stream.ts";
import { DEFAULT_LIMITS } from "../schunk/types.ts";
import { type EncodeB2ndOptions, invalid, layOut } from "./encode.ts";

/** What a new array holds: nothing yet, zeros, NaN, or one item's bytes over and over. */
export type B2ndFill = "uninit" | "zeros" | "nan" | Uint8Array;

/** Chunks of a value that are sent at a time. */
const BATCH = 1024;

/**
 * Writes an array of any size that holds one value. Of nothing, zeros and NaN (in little-endian floats of 4 and 8
 * bytes) the frame has some hundred bytes; every other value takes a chunk of 32 bytes and an item for each chunk.
 * @throws request.invalid as {@link encodeB2nd}, for NaN of what is no float, and for an item of another size
 */
export async function fillB2nd(
  sink: FrameSink,
  array: { readonly shape: readonly number[]; readonly dtype: DType; readonly fill: B2ndFill },
  options: EncodeB2ndOptions,
): Promise<void> {
  const { dtype, fill } = array;
  const { geometry, blocksize, chunksize, metalayers } = layOut(array, options);
  const { nchunks, itemsize } = geometry;
  if (8 * nchunks > 0x7fff_ffff) throw invalid(`it has ${nchunks} chunks: larger ones would be fewer`);
  const stream = new FrameStream(sink, options, { typesize: itemsize, blocksize, chunksize }, metalayers);
  const value = contentOf(dtype, fill);
  if (!(value instanceof Uint8Array)) stream.writer.setUniform(value, nchunks, chunksize);
  else {
    checkIndex(nchunks);
    const chunk = valueChunk(value, chunksize, { typesize: itemsize, blocksize });
    for (let nchunk = 0; nchunk < nchunks; nchunk += 1) {
      stream.writer.addChunk(chunk, chunksize);
      if (nchunk % BATCH === BATCH - 1) await stream.flush();
    }
  }
  await stream.finish();
}

/** A special kind, or the item that has to be stored. */
function contentOf(dtype: DType, fill: B2ndFill): "uninit" | "zeros" | "nan" | Uint8Array {
  if (fill === "uninit" || fill === "zeros") return fill;
  if (fill !== "nan") {
    if (fill.length !== dtype.itemsize)
      throw invalid(`its items have ${dtype.itemsize} bytes, the value ${fill.length}`);
    return fill.every((byte) => byte === 0) ? "zeros" : fill;
  }
  if (dtype.kind !== "float" && dtype.kind !== "complex") throw invalid("only floats can be NaN");
  const plain =
    dtype.kind === "float" && dtype.byteOrder === "little" && (dtype.itemsize === 4 || dtype.itemsize === 8);
  if (plain) return "nan";
  const data = new Uint8Array(Float64Array.of(Number.NaN).buffer);
  return castArray({ dtype: parseDType("<f8"), shape: [1], data }, dtype).data;
}

function checkIndex(nchunks: number): void {
  if (8 * nchunks <= DEFAULT_LIMITS.indexBytes) return;
  throw new CatervaError("limit.exceeded", `An index of ${nchunks} chunks is over ${DEFAULT_LIMITS.indexBytes} bytes.`);
}
