import { CatervaError } from "@caterva2/ndarray";
import type { BlockCut } from "../chunk/types.ts";
import type { StreamDecoder, StreamRequest } from "./types.ts";
import { blockBytes, boundsOf, MAX_RANK, ZfpModule, zfpCut } from "./zfp-module.ts";

/** `SLACK` of the module: a cell is read before it is known to be there. */
const SLACK = 8192;
/** Positions in a stream are counted in bits, as 32-bit integers. */
const MAX_STREAM = 2 ** 27;

/** Compiles the decoder of ZFP (codecs 33, 34 and 35 of c-blosc2): floats of 4 or 8 bytes, one to four dimensions. */
export async function loadZfp(): Promise<StreamDecoder> {
  const module = await ZfpModule.create();
  return {
    decode(stream, request) {
      const cut = zfpCut(request);
      if (blockBytes(cut) !== request.length) {
        throw new CatervaError("blosc2.malformed", `A block of (${cut.blocks}) items has not ${request.length} bytes.`);
      }
      try {
        return decodeStream(module, stream, request, cut);
      } finally {
        module.release();
      }
    },
  };
}

function decodeStream(module: ZfpModule, stream: Uint8Array, request: StreamRequest, cut: BlockCut): Uint8Array {
  const { blocks, itemsize } = cut;
  const { length } = request;
  if (stream.length > MAX_STREAM) {
    throw new CatervaError("limit.exceeded", `A block of ZFP has ${stream.length} bytes, ${MAX_STREAM} are allowed.`);
  }
  const [source = 0, shape = 0, target = 0] = module.reserve([stream.length + SLACK, 4 * MAX_RANK, length]);
  const { bytes, run } = module;
  bytes.set(stream, source);
  // What an earlier stream left must not be taken for the rest of this one.
  bytes.fill(0, source + stream.length, shape);
  module.writeShape(shape, blocks);
  const { minBits, maxBits, maxPlanes, minExponent } = boundsOf(request, cut);
  const written = run.decode(
    source,
    stream.length,
    target,
    shape,
    blocks.length,
    itemsize,
    minBits,
    maxBits,
    maxPlanes,
    minExponent,
  );
  if (written !== length) throw new CatervaError("blosc2.corrupt", "A block of ZFP does not decode.");
  return bytes.slice(target, target + length);
}
