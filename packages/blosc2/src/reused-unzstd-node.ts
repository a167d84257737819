/**
 * Zstd frames decompressed by a context of node:zlib that is used again and again, through the handle inside a stream
 * object as in reused-zstd-node.ts: the C library decodes twice as fast as the kernels (decision 13). Where a runtime
 * has no such handle, or a frame is out of the ordinary, the answer is false and the kernels decode.
 */
import { constants, createZstdDecompress } from "node:zlib";
import { type Context, contextOf } from "./zlib-handle-node.ts";

/** Shorter contents and frames are decoded by the kernels in less time than the call takes. */
const MIN_CONTENT = 1024;
const MIN_FRAME = 512;
const MAGIC = 0xfd2fb528;
const LONGEST_HEADER = 14;

interface Decompressor extends Context {
  failed: boolean;
}

let decompressor: Decompressor | undefined;
let missing = false;

/** Fills `target` with the content of a frame that says it has just that size; false where that is not to be had. */
export function reusedUnzstd(frame: Uint8Array, target: Uint8Array): boolean {
  if (missing || target.length < MIN_CONTENT || frame.length < MIN_FRAME) return false;
  if (contentSize(frame) !== target.length) return false;
  decompressor ??= createDecompressor();
  if (decompressor === undefined) {
    missing = true;
    return false;
  }
  const { handle, left } = decompressor;
  decompressor.failed = false;
  handle.reset();
  handle.writeSync(constants.ZSTD_e_end, frame, 0, frame.length, target, 0, target.length);
  return !decompressor.failed && left[0] === 0 && left[1] === 0;
}

/** The content size in a frame's header (RFC 8878, 3.1.1.1); undefined without one, and for frames that need a dictionary. */
function contentSize(frame: Uint8Array): number | undefined {
  if (frame.length < LONGEST_HEADER) return undefined;
  const view = new DataView(frame.buffer, frame.byteOffset, LONGEST_HEADER);
  if (view.getUint32(0, true) !== MAGIC) return undefined;
  const descriptor = view.getUint8(4);
  const single = (descriptor & 0x20) !== 0;
  const at = single ? 5 : 6;
  if ((descriptor & 3) !== 0) return undefined;
  switch (descriptor >>> 6) {
    case 0:
      return single ? view.getUint8(at) : undefined;
    case 1:
      return view.getUint16(at, true) + 256;
    case 2:
      return view.getUint32(at, true);
    default:
      return view.getUint32(at + 4, true) * 0x1_0000_0000 + view.getUint32(at, true);
  }
}

function createDecompressor(): Decompressor | undefined {
  const context = contextOf(createZstdDecompress());
  if (context === undefined) return undefined;
  const made: Decompressor = { ...context, failed: false };
  // The stream's own answer to an error is to end itself: the context must live on.
  made.handle.onerror = () => {
    made.failed = true;
  };
  return made;
}
