import { CatervaError } from "@caterva2/ndarray";
import type { BlockCut } from "../chunk/types.ts";
import type { StreamEncoder, StreamRequest } from "./types.ts";
import { blockBytes, boundsOf, createZfpModule, MAX_RANK, writeShape, type ZfpModule, zfpCut } from "./zfp-module.ts";

/** Items of a cell along an axis; the C library takes no blocks that are shorter. */
const SIDE = 4;
const WORD = 8;

/** Compiles the encoder of ZFP: the very streams that c-blosc2's plug-in writes. */
export async function loadZfpEncoder(): Promise<StreamEncoder> {
  const module = await createZfpModule();
  return {
    encode(content, request) {
      const cut = zfpCut(request);
      if (cut.blocks.some((extent) => extent < SIDE)) {
        throw new CatervaError(
          "blosc2.unsupported",
          `ZFP takes no blocks of (${cut.blocks}) items, but 4 along each axis.`,
        );
      }
      // One byte of each item, or the rest of a chunk: ZFP has no stream for it.
      if (blockBytes(cut) !== content.length) return undefined;
      try {
        return encodeBlock(module, content, request, cut);
      } finally {
        module.release();
      }
    },
  };
}

function encodeBlock(
  module: ZfpModule,
  content: Uint8Array,
  request: StreamRequest,
  cut: BlockCut,
): Uint8Array | undefined {
  const { blocks, itemsize } = cut;
  const { minBits, maxBits, maxPlanes, minExponent } = boundsOf(request, cut);
  const room = roomFor(cut, minBits);
  const [shape = 0, source = 0, target = 0] = module.reserve([4 * MAX_RANK, content.length, room]);
  module.bytes.set(content, source);
  writeShape(module, shape, blocks);
  const written = module.run.encode(
    source,
    target,
    shape,
    blocks.length,
    itemsize,
    minBits,
    maxBits,
    maxPlanes,
    minExponent,
  );
  return written < content.length ? module.bytes.slice(target, target + written) : undefined;
}

/** Bytes that no stream of a block exceeds: see `encode` of the module. */
function roomFor({ blocks, itemsize }: BlockCut, minBits: number): number {
  const items = SIDE ** blocks.length;
  const cells = blocks.reduce((count, extent) => count * Math.ceil(extent / SIDE), 1);
  return Math.ceil((cells * Math.max(minBits, (items + 1) * (8 * itemsize + 1))) / (8 * WORD)) * WORD;
}
