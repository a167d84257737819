import { CatervaError } from "@caterva2/ndarray";
import { FILTER_DELTA } from "./header.ts";
import type { ChunkHeader, CodecName } from "./types.ts";

/** Codec numbers in the flags of a chunk (`flags >> 5`); 6 says that the codec's own id is in the extended header. */
export const CODEC_FORMATS = { blosclz: 0, lz4: 1, lz4hc: 1, zlib: 3, zstd: 4 } as const satisfies Record<
  CodecName,
  number
>;
export const PLUGIN_FORMAT = 6;

/** What is known of codecs that are not decoded here, by the API's id. */
const OTHER_CODECS: Readonly<Record<number, string>> = {
  32: "ndlz",
  33: "zfp_acc",
  34: "zfp_prec",
  35: "zfp_rate",
  36: "openhtj2k",
  37: "grok",
  38: "openzl",
  39: "j2k",
  40: "htj2k",
};

/** Filters by id. */
const FILTERS: Readonly<Record<number, string>> = {
  0: "none",
  1: "shuffle",
  2: "bitshuffle",
  3: "delta",
  4: "trunc_prec",
  34: "bytedelta (old)",
  35: "bytedelta",
  36: "int_trunc",
};
const OTHER_FILTERS: Readonly<Record<number, string>> = { 32: "ndcell", 33: "ndmean" };

const DECODED_FORMATS: ReadonlySet<number> = new Set(Object.values(CODEC_FORMATS));

/** @throws blosc2.unsupported naming the codec or the filter that is not known */
export function checkSupported(header: ChunkHeader): void {
  if (!DECODED_FORMATS.has(header.codecFormat)) throw unsupportedCodec(header);
  for (const filter of header.filters) {
    if (FILTERS[filter] === undefined) throw unsupportedFilter(filter);
  }
}

function unsupportedCodec({ codecFormat, udCodec }: ChunkHeader): CatervaError {
  const id = codecFormat === PLUGIN_FORMAT ? udCodec : codecFormat;
  const name = codecFormat === PLUGIN_FORMAT ? (OTHER_CODECS[id] ?? `number ${id}`) : `format ${id}`;
  return new CatervaError("blosc2.unsupported", `The codec ${name} is not supported.`, { detail: { codec: name } });
}

export function unsupportedFilter(filter: number): CatervaError {
  const name = OTHER_FILTERS[filter] ?? `number ${filter}`;
  return new CatervaError("blosc2.unsupported", `The filter ${name} is not supported.`, { detail: { filter: name } });
}

/** Whether blocks need the first block decoded. */
export function usesDelta(filters: readonly number[]): boolean {
  return filters.includes(FILTER_DELTA);
}
