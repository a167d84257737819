import type { B2ndArray, MsgpackValue, SChunk } from "@caterva2/blosc2";
import { formatDType } from "@caterva2/ndarray";
import type { ArrayInfo, CompressionParameters, SchunkInfo } from "@caterva2/protocol";
import { jsonObject } from "./json.ts";
import { toJson } from "./vlmeta-json.ts";

const SPLIT_MODES = { always: 1, never: 2, auto: 3, forward: 4 } as const;

/** A `.b2nd` file. `mtime` in the contract's form. */
export async function arrayInfo(array: B2ndArray, mtime: string, threads: number): Promise<ArrayInfo> {
  return {
    shape: [...array.shape],
    chunks: [...array.chunks],
    blocks: [...array.blocks],
    dtype: formatDType(array.dtype),
    schunk: await schunkInfo(array.schunk, null, threads),
    mtime,
    accept_ranges: "bytes",
  };
}

/** A super-chunk: alone, with its time, or inside an array, without. */
export async function schunkInfo(schunk: SChunk, mtime: string | null, threads: number): Promise<SchunkInfo> {
  const { cbytes, chunksize, nbytes, typesize } = schunk;
  return {
    cbytes,
    chunkshape: Math.floor(chunksize / typesize),
    chunksize,
    contiguous: true,
    cparams: compressionParameters(schunk, threads),
    cratio: cbytes === 0 ? 0 : nbytes / cbytes,
    nbytes,
    // Clients only test it; where files are on the server is nobody's business.
    urlpath: null,
    vlmeta: vlmetaJson(await schunk.vlmeta()),
    nchunks: schunk.nchunks,
    mtime,
  };
}

/** With the numbers of the Blosc2 API; `threads` is what a client may use to decode as this server does. */
export function compressionParameters(
  schunk: Pick<SChunk, "cparams" | "typesize" | "blocksize">,
  threads: number,
): CompressionParameters {
  const { cparams, typesize, blocksize } = schunk;
  const filters = [...cparams.filters];
  const meta = [...cparams.filtersMeta];
  const active = filters.flatMap((filter, slot) => (filter === 0 ? [] : [[filter, meta[slot] ?? 0]]));
  return {
    codec: cparams.codec,
    codec_meta: cparams.codecMeta,
    clevel: cparams.clevel,
    filters,
    filters_meta: meta,
    typesize,
    blocksize,
    nthreads: threads,
    splitmode: SPLIT_MODES[cparams.splitMode],
    tuner: 0,
    use_dict: cparams.useDict,
    "filters, meta": active,
  };
}

function vlmetaJson(vlmeta: ReadonlyMap<string, MsgpackValue>): Record<string, unknown> {
  return jsonObject([...vlmeta].map(([name, value]) => [name, toJson(value)]));
}
