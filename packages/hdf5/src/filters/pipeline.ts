import { CatervaError } from "@caterva2/ndarray";
import { unsupported } from "../format/malformed.ts";
import { bitshuffle } from "./bitshuffle.ts";
import { bzip2 } from "./bzip2.ts";
import { corrupt } from "./corrupt.ts";
import { lz4, lzf } from "./lz.ts";
import { nBit } from "./n-bit.ts";
import { scaleOffset } from "./scale-offset.ts";
import { fletcher32, unshuffle } from "./simple.ts";
import { szip } from "./szip.ts";
import type { Decompressors, FilterDecoder, FilterStep } from "./types.ts";
import { zfp } from "./zfp.ts";

export const GZIP_FILTER = 1;
export const SHUFFLE_FILTER = 2;
export const ZSTD_FILTER = 32015;
export const BLOSC2_FILTER = 32026;
const ZFP_FILTER = 32013;

/** The decoders that there are, given the decompressors at hand. */
export function filterDecoders(decompressors: Decompressors): ReadonlyMap<number, FilterDecoder> {
  const { inflate, zstd, blosc, blosc2, zfp: unzfp } = decompressors;
  const decoders = new Map<number, FilterDecoder>([
    [SHUFFLE_FILTER, unshuffle(decompressors)],
    [3, fletcher32],
    [4, szip],
    [5, nBit],
    [6, scaleOffset],
    [307, bzip2],
    [32000, lzf],
    [32004, lz4(decompressors)],
    [32008, bitshuffle(decompressors)],
  ]);
  const brought = [
    [GZIP_FILTER, inflate],
    [ZSTD_FILTER, zstd],
    [32001, blosc],
    [BLOSC2_FILTER, blosc2],
  ] as const;
  for (const [id, decode] of brought) {
    if (decode !== undefined)
      decoders.set(id, (bytes, { maxBytes, chunkBytes }) => decode(bytes, maxBytes, chunkBytes));
  }
  if (unzfp !== undefined) decoders.set(ZFP_FILTER, zfp(unzfp));
  return decoders;
}

/** Refuses a pipeline with a step that nothing here undoes. @throws hdf5.unsupported naming it */
export function checkFilters(steps: readonly FilterStep[], decoders: ReadonlyMap<number, FilterDecoder>): void {
  for (const step of steps) if (!decoders.has(step.id)) throw unsupported(`it is stored with ${filterText(step)}`);
}

/** Undoes the steps of a pipeline, last first, but those that the chunk's mask says were left out. */
export async function undoFilters(
  bytes: Uint8Array,
  options: {
    readonly steps: readonly FilterStep[];
    readonly mask: number;
    readonly decoders: ReadonlyMap<number, FilterDecoder>;
    readonly chunkBytes: number;
    readonly maxBytes: number;
    /** Where the chunk may be decoded to, of `chunkBytes` bytes; it may come elsewhere all the same. */
    readonly target?: Uint8Array | undefined;
  },
): Promise<Uint8Array> {
  const { steps, mask, decoders, chunkBytes, maxBytes, target } = options;
  let data = bytes;
  for (let index = steps.length - 1; index >= 0; index -= 1) {
    const step = steps[index];
    if (step === undefined || (mask >>> index) & 1) continue;
    const decode = decoders.get(step.id);
    if (decode === undefined) throw unsupported(`it is stored with ${filterText(step)}`);
    try {
      data = await decode(data, {
        values: step.values,
        chunkBytes,
        maxBytes,
        target: index === 0 ? target : undefined,
      });
    } catch (error) {
      if (error instanceof CatervaError) throw error;
      throw new CatervaError("hdf5.corrupt", `A chunk of the dataset does not decode: ${filterText(step)} fails.`, {
        cause: error,
      });
    }
  }
  if (data.length < chunkBytes) throw corrupt(`it has ${data.length} bytes instead of ${chunkBytes}`);
  return data.length === chunkBytes ? data : data.subarray(0, chunkBytes);
}

function filterText({ id, name }: FilterStep): string {
  return `the filter ${JSON.stringify(name)} (${id})`;
}
