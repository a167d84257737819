/** A block of a chunk: its streams through the codec, then its filters undone (Blosc2 chunk format, "Blocks"). */
import { blosclzDecode } from "./blosclz";
import { filteredBuffer, undoFilters } from "./filters";
import { zlibDecode } from "./inflate";
import { CORRUPT, SLACK, UNSUPPORTED } from "./limits";
import { lz4Decode, lz4DecodePlane } from "./lz4";
import { zstdDecode } from "./zstd";

/** Codec numbers as the flags of a chunk have them. */
const BLOSCLZ: u32 = 0;
const LZ4: u32 = 1;
const ZLIB: u32 = 3;
const ZSTD: u32 = 4;

/**
 * Decodes one stream of codec data to exactly `length` bytes.
 * @param prefix bytes before `dst` that are a dictionary
 * @param wanted how many bytes from its start must be right at least
 * @param plane whether the stream is one of several of its block
 * @returns `length`, or an error
 */
export function decodeCodec(
  codec: u32, src: usize, size: usize, dst: usize, length: usize, prefix: usize, scratch: usize, wanted: usize, plane: bool,
): i32 {
  let written: i32 = UNSUPPORTED;
  if (codec == LZ4) {
    if (plane || wanted < length) written = lz4DecodePlane(src, size, dst, length, prefix, wanted);
    else written = lz4Decode(src, size, dst, length, prefix);
  } else if (codec == ZSTD) written = zstdDecode(src, size, dst, length, prefix, wanted, scratch);
  else if (codec == BLOSCLZ) written = blosclzDecode(src, size, dst, length);
  else if (codec == ZLIB) written = zlibDecode(src, size, dst, length);
  if (written < 0) return written;
  return <usize>written == length ? written : CORRUPT;
}

/** Decodes one stream of codec data to `dst`; with a dictionary in `dictionaryRoom`, from whose end on there is room. */
function decodeStream(
  codec: u32, src: usize, size: usize, dst: usize, length: usize, dictionaryEnd: usize, dictionaryLength: usize,
  zstdScratch: usize, wanted: usize, plane: bool,
): i32 {
  if (dictionaryLength == 0) return decodeCodec(codec, src, size, dst, length, 0, zstdScratch, wanted, plane);
  const written = decodeCodec(codec, src, size, dictionaryEnd, length, dictionaryLength, zstdScratch, length, plane);
  if (written >= 0) memory.copy(dst, dictionaryEnd, length);
  return written;
}

/**
 * Decodes a block of `length` bytes.
 * @param streams number of streams, which divides `length`; 0: a block of variable length, whose only stream begins
 *   with its plain size and reaches to the end of the source
 * @param pipeline six filter ids, then six metas
 * @param reference the first block of the chunk decoded, at least `length` bytes; 0 for the first block itself
 * @param dictionaryEnd end of the dictionary, behind which `length` bytes and slack are free
 * @param scratch three times `blocksize` and slack
 * @param wanted how many bytes from the start of each stream must be right at least
 * @returns `length`, or CORRUPT, or UNSUPPORTED
 */
export function decodeBlock(
  src: usize, srcLen: usize, dst: usize, length: usize, blocksize: usize, typesize: usize, streams: usize, codec: u32,
  version: u32, pipeline: usize, reference: usize, dictionaryEnd: usize, dictionaryLength: usize, scratch: usize,
  zstdScratch: usize, wanted: usize,
): i32 {
  const data = filteredBuffer(pipeline, dst, blocksize, scratch);
  const inEnd = src + srcLen;
  let ip = src;
  if (streams == 0) {
    if (srcLen < 4 || <usize>load<u32>(src) != length) return CORRUPT;
    const size = srcLen - 4;
    if (size == length) memory.copy(data, src + 4, length);
    else {
      const written = decodeStream(codec, src + 4, size, data, length, dictionaryEnd, dictionaryLength, zstdScratch, length, false);
      if (written < 0) return written;
    }
  } else {
    const part = length / streams;
    if (part == 0 || part * streams != length) return CORRUPT;
    for (let op = data; op < data + length; op += part) {
      if (<usize>(inEnd - ip) < 4) return CORRUPT;
      const size = load<i32>(ip);
      ip += 4;
      if (size == 0) {
        memory.fill(op, 0, part);
      } else if (size < 0) {
        // A run: the token's lowest bit is set, and the size is the byte, negated.
        if (ip >= inEnd || (load<u8>(ip++) & 1) == 0 || size < -255) return CORRUPT;
        memory.fill(op, <u8>-size, part);
      } else {
        if (<usize>(inEnd - ip) < <usize>size) return CORRUPT;
        if (<usize>size == part) {
          memory.copy(op, ip, part);
        } else {
          const written = decodeStream(codec, ip, <usize>size, op, part, dictionaryEnd, dictionaryLength, zstdScratch, wanted, streams > 1);
          if (written < 0) return written;
        }
        ip += <usize>size;
      }
    }
  }
  const status = undoFilters(pipeline, dst, length, blocksize, typesize, version, reference, scratch);
  return status < 0 ? status : <i32>length;
}
