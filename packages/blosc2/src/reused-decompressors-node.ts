/**
 * Streams decompressed by contexts of node:zlib that are used again and again, through the handle inside a stream object
 * as in reused-zstd-node.ts: the C libraries decode faster than the kernels (decision 13). Where a runtime has no such
 * handle, or a stream is short or out of the ordinary, the answer is false and the kernels decode.
 */
import { constants, createInflate, createZstdDecompress } from "node:zlib";
import type { Decompressor } from "./chunk/types.ts";
import { type Context, contextOf } from "./zlib-handle-node.ts";

/** The kernels decode a stream of 1 KiB in the time that the call takes, however long its content is. */
const SHORTEST = 1024;
const ONE_MORE = new Uint8Array(1);
const MAGIC = 0xfd2fb528;

/** A context that is made when it is first needed; undefined where the runtime has none of the expected form. */
class ReusedContext {
  readonly #create: () => unknown;
  readonly #flush: number;
  #context: Context | undefined;
  #isMissing = false;
  #failed = false;

  constructor(create: () => unknown, flush: number) {
    this.#create = create;
    this.#flush = flush;
  }

  /** Fills `target` with the content of a stream; false unless both end together. */
  fill(stream: Uint8Array, target: Uint8Array): boolean {
    const context = this.#context ?? this.#made();
    if (context === undefined) return false;
    const { handle, left } = context;
    this.#failed = false;
    handle.reset();
    handle.writeSync(this.#flush, stream, 0, stream.length, target, 0, target.length);
    return !this.#failed && left[0] === 0 && left[1] === 0;
  }

  /** After {@link fill}: whether the stream's end was seen, behind which no byte more is taken. */
  hasEnded(): boolean {
    const context = this.#context;
    if (context === undefined) return false;
    context.handle.writeSync(this.#flush, ONE_MORE, 0, 1, ONE_MORE, 0, 0);
    return !this.#failed && context.left[1] === 1;
  }

  #made(): Context | undefined {
    if (this.#isMissing) return undefined;
    const context = contextOf(this.#create());
    this.#context = context;
    this.#isMissing = context === undefined;
    if (context === undefined) return undefined;
    // The stream's own answer to an error is to end itself: the context must live on.
    context.handle.onerror = () => {
      this.#failed = true;
    };
    return context;
  }
}

const unzstd = new ReusedContext(createZstdDecompress, constants.ZSTD_e_end);
const inflate = new ReusedContext(createInflate, constants.Z_FINISH);

/** Zstandard, for frames that say their content's size. */
export const reusedUnzstd: Decompressor = {
  decompress: (frame, target) =>
    frame.length >= SHORTEST && contentSize(frame) === target.length && unzstd.fill(frame, target),
};

/** zlib's format (RFC 1950). The library says nothing of a checksum that is cut short once the content is complete. */
export const reusedInflate: Decompressor = {
  decompress: (stream, target) => stream.length >= SHORTEST && inflate.fill(stream, target) && inflate.hasEnded(),
};

/** The content size in a frame's header (RFC 8878, 3.1.1.1); undefined without one, and for frames that need a dictionary. */
function contentSize(frame: Uint8Array): number | undefined {
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
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
