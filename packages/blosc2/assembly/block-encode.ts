/** The streams of a block that is encoded by a codec of this module (Blosc2 chunk format, "Blocks"). */
import { blosclzEncode } from "./blosclz-encode";
import { lz4Encode } from "./lz4-encode";
import { lz4hcEncode } from "./lz4hc-encode";
import { runByte } from "./run";

/** Numbers of the codecs in Blosc2's API; every other one is LZ4's here. */
const BLOSCLZ: u32 = 0;
const LZ4HC: u32 = 2;
/** Each stream begins with its length. */
const LENGTH_FIELD: usize = 4;

/**
 * Encodes a filtered block as `streams` streams, which divide `length`. A stream whose bytes are all the same is a
 * run, one that does not shrink is stored as it is.
 * @param streams 0: a block of variable length, one stream behind its plain size
 * @param effort how soon the search begins to skip (1 or more); for LZ4HC how many places are looked at
 * @param dictionaryEnd end of a dictionary for LZ4, behind which a stream fits
 * @returns bytes written, or 0 if they do not fit in `capacity`
 */
export function encodeBlock(
  src: usize, length: usize, streams: usize, codec: u32, dst: usize, capacity: usize, effort: u32,
  dictionaryEnd: usize, dictionaryLength: usize,
): i32 {
  const variable = streams == 0;
  const part = variable ? length : length / streams;
  const outEnd = dst + capacity;
  let op = dst;
  for (let from = src; from < src + length; from += part) {
    if (<usize>(outEnd - op) <= LENGTH_FIELD) return 0;
    const run = variable ? -1 : runByte(from, part);
    if (run >= 0) {
      store<i32>(op, -run);
      op += LENGTH_FIELD;
      // A run of another byte than 0 is told by a token whose lowest bit is set.
      if (run > 0) store<u8>(op++, 1);
      continue;
    }
    const room = min<usize>(part - 1, <usize>(outEnd - op) - LENGTH_FIELD);
    const to = op + LENGTH_FIELD;
    let source = from;
    if (dictionaryLength) {
      memory.copy(dictionaryEnd, from, part);
      source = dictionaryEnd;
    }
    let size: i32;
    if (codec == BLOSCLZ) size = blosclzEncode(source, part, to, room, effort);
    else if (codec == LZ4HC) size = lz4hcEncode(source, part, to, room, effort, dictionaryLength);
    else size = lz4Encode(source, part, to, room, effort, dictionaryLength);
    if (size == 0) {
      if (<usize>(outEnd - to) < part) return 0;
      memory.copy(to, from, part);
      size = <i32>part;
    }
    store<i32>(op, variable ? <i32>part : size);
    op = to + <usize>size;
  }
  return <i32>(op - dst);
}
