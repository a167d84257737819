import { CatervaError } from "@caterva2/ndarray";
import { FILTER_DELTA, FILTER_NDCELL, FILTER_NDMEAN } from "./header.ts";
import type { ChunkHeader, CodecName, EncodeParams } from "./types.ts";

/** Codec numbers in the flags of a chunk (`flags >> 5`); 6 says that the codec's own id is in the extended header. */
export const CODEC_FORMATS = { blosclz: 0, lz4: 1, lz4hc: 1, zlib: 3, zstd: 4 } as const satisfies Record<
  CodecName,
  number
>;
export const PLUGIN_FORMAT = 6;

/** The number of a codec in the flags of a chunk. */
export function formatOf(codec: EncodeParams["codec"]): number {
  const formats: Readonly<Record<string, number>> = CODEC_FORMATS;
  return formats[codec] ?? PLUGIN_FORMAT;
}

/** Filters by id. */
const FILTERS: Readonly<Record<number, string>> = {
  0: "none",
  1: "shuffle",
  2: "bitshuffle",
  3: "delta",
  4: "trunc_prec",
  32: "ndcell",
  33: "ndmean",
  34: "bytedelta (old)",
  35: "bytedelta",
  36: "int_trunc",
};

const DECODED_FORMATS: ReadonlySet<number> = new Set(Object.values(CODEC_FORMATS));

/** @throws blosc2.unsupported naming the codec or the filter that is not known. Plug-ins answer for their codecs. */
export function checkSupported(header: ChunkHeader): void {
  const { codecFormat } = header;
  if (!DECODED_FORMATS.has(codecFormat) && codecFormat !== PLUGIN_FORMAT) throw unknownFormat(codecFormat);
  for (const filter of header.filters) {
    if (FILTERS[filter] === undefined) throw unsupportedFilter(filter);
  }
}

/** Codecs of format 6 name themselves by an id of the API, whose built-in codecs have formats of their own. */
export function pluginCodec({ codecFormat, udCodec }: ChunkHeader): number | undefined {
  return codecFormat === PLUGIN_FORMAT ? udCodec : undefined;
}

function unknownFormat(format: number): CatervaError {
  // Blosc1 had one more, which no release of Blosc2 reads.
  const codec = format === 2 ? "snappy" : `format ${format}`;
  return new CatervaError("blosc2.unsupported", `The codec ${codec} is not supported.`, { detail: { codec } });
}

export function unsupportedFilter(filter: number): CatervaError {
  const name = FILTERS[filter] ?? `number ${filter}`;
  return new CatervaError("blosc2.unsupported", `The filter ${name} is not supported.`, { detail: { filter: name } });
}

/** Whether filters see a block as n-dimensional, and so need to know how its array is cut. */
export function usesCells(filters: readonly number[]): boolean {
  return filters.includes(FILTER_NDCELL) || filters.includes(FILTER_NDMEAN);
}

/** Whether blocks need the first block decoded. */
export function usesDelta(filters: readonly number[]): boolean {
  return filters.includes(FILTER_DELTA);
}
