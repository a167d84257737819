/**
 * Zstd by a context of node:zlib that is used again and again. `zstdCompressSync` makes a context for each call,
 * which takes longer than compressing the streams of a block at low levels. Node has no public call that runs a
 * context synchronously, so this reaches for the handle inside its stream objects; where a runtime has no such
 * handle, or it does not do what it should, the answer is undefined and the caller goes the public way (decision 25).
 */
import { constants, createZstdCompress } from "node:zlib";
import { type Context, contextOf } from "./zlib-handle-node.ts";

/**
 * Longer streams and higher levels take so long that a new context does not matter, and need more memory: some MiB a
 * level for inputs up to these. Level 9 is what the default of Blosc2, clevel 5, comes to.
 */
const MAX_INPUT = 1024 * 1024;
const MAX_LEVEL = 9;
const MAX_INPUT_ABOVE_5 = 256 * 1024;
const MAGIC = [0x28, 0xb5, 0x2f, 0xfd] as const;

/** By level; undefined where there can be none. */
const contexts = new Map<number, Context | undefined>();
let output = new Uint8Array(0);

/** A zstd frame with its content size, valid until the next call; undefined where that cannot be done here. */
export function reusedZstd(bytes: Uint8Array, level: number): Uint8Array | undefined {
  const longest = level > 5 ? MAX_INPUT_ABOVE_5 : MAX_INPUT;
  if (bytes.length === 0 || bytes.length > longest || level > MAX_LEVEL) return undefined;
  if (!contexts.has(level)) contexts.set(level, createContext(level));
  const context = contexts.get(level);
  if (context === undefined) return undefined;
  const bound = compressBound(bytes.length);
  if (output.length < bound) output = new Uint8Array(bound);
  const { handle, left } = context;
  handle.reset();
  handle.writeSync(constants.ZSTD_e_end, bytes, 0, bytes.length, output, 0, output.length);
  const [room = output.length, unread = bytes.length] = left;
  const frame = output.subarray(0, output.length - room);
  if (unread === 0 && MAGIC.every((byte, index) => frame[index] === byte)) return frame;
  contexts.set(level, undefined);
  return undefined;
}

/** The longest that a frame of `length` bytes of content can be, as zstd.h has it, and something over. */
function compressBound(length: number): number {
  return length + (length >>> 8) + 1024;
}

function createContext(level: number): Context | undefined {
  const params = { [constants.ZSTD_c_compressionLevel]: level, [constants.ZSTD_c_contentSizeFlag]: 1 };
  return contextOf(createZstdCompress({ params }));
}
