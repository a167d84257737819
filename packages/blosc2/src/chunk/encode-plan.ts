import { CatervaError, product } from "@caterva2/ndarray";
import { pluginCodecId } from "../plugins/registry.ts";
import { CODEC_FORMATS, unsupportedFilter } from "./codecs.ts";
import {
  FILTER_BITSHUFFLE,
  FILTER_DELTA,
  FILTER_NDCELL,
  FILTER_NDMEAN,
  FILTER_SHUFFLE,
  FILTER_SLOTS,
  MAX_CHUNK_SIZE,
} from "./header.ts";
import type { BlockCut, EncodeParams } from "./types.ts";

const TRUNC_PREC = 4;
const INT_TRUNC = 36;
const BYTEDELTA = 35;
const ENCODED_FILTERS: ReadonlySet<number> = new Set([
  0,
  FILTER_SHUFFLE,
  FILTER_BITSHUFFLE,
  FILTER_DELTA,
  TRUNC_PREC,
  FILTER_NDCELL,
  FILTER_NDMEAN,
  BYTEDELTA,
  INT_TRUNC,
]);
/** Most dimensions that the C library's filters of arrays take; and their longest cells, for `ndmean` as a signed byte. */
const MAX_CELL_RANK = 8;
const MAX_MEAN_CELL = 127;
/** Codecs that take a dictionary. */
export const DICTIONARY_CODECS: ReadonlySet<EncodeParams["codec"]> = new Set(["zstd", "lz4", "lz4hc"]);
/** Bits of the mantissa by typesize (IEEE 754). */
const MANTISSA: Readonly<Record<number, number>> = { 4: 23, 8: 52 };
/** Bits of integers that int_trunc takes. */
const INTEGER: Readonly<Record<number, number>> = { 1: 8, 2: 16, 4: 32, 8: 64 };
/** Splitting does not pay for wider items or shorter streams (c-blosc2's rule). */
const MAX_STREAMS = 16;
const MIN_STREAM = 32;
const MAX_TYPESIZE = 255;
/** Codecs of numbers: what filters make of them are none. */
const ZFP: ReadonlySet<EncodeParams["codec"]> = new Set(["zfp_acc", "zfp_prec", "zfp_rate"]);
const EXTENDED_HEADER = 32;

/** Encoding parameters, checked and completed. */
export interface EncodePlan {
  readonly codec: EncodeParams["codec"];
  /** The API's id of a plug-in's codec, and its parameter; 0 for others. */
  readonly udCodec: number;
  readonly codecMeta: number;
  readonly clevel: number;
  readonly typesize: number;
  readonly blocksize: number;
  /** All six slots. */
  readonly filters: readonly number[];
  readonly filtersMeta: readonly number[];
  readonly splitMode: EncodeParams["splitMode"];
  /** Bits that trunc_prec or int_trunc clears. */
  readonly truncation: number;
  readonly useDict: boolean;
}

/** @throws blosc2.unsupported for parameters that no chunk can have */
export function planEncoding(nbytes: number, params: EncodeParams): EncodePlan {
  const { codec, clevel, splitMode } = params;
  const udCodec = pluginCodecId(codec) ?? 0;
  if (udCodec === 0 && !Object.hasOwn(CODEC_FORMATS, codec)) throw refused(`the codec ${String(codec)}`);
  const codecMeta = params.codecMeta ?? 0;
  if (!Number.isInteger(codecMeta) || codecMeta < -128 || codecMeta > 255) throw refused(`the parameter ${codecMeta}`);
  if (ZFP.has(codec) && params.filters.some((filter) => filter !== 0)) throw refused("filters before ZFP");
  if (!Number.isInteger(clevel) || clevel < 0 || clevel > 9) throw refused(`the compression level ${clevel}`);
  if (!Number.isInteger(params.typesize) || params.typesize < 1) throw refused(`the typesize ${params.typesize}`);
  if (!Number.isInteger(params.blocksize) || params.blocksize < 1) throw refused(`the block size ${params.blocksize}`);
  if (nbytes > MAX_CHUNK_SIZE - EXTENDED_HEADER) throw refused(`a chunk of ${nbytes} bytes`);
  if (params.useDict && !DICTIONARY_CODECS.has(codec)) throw refused(`a dictionary for ${codec}`);
  if (params.filters.length > FILTER_SLOTS) throw refused(`${params.filters.length} filters`);
  const typesize = params.typesize > MAX_TYPESIZE ? 1 : params.typesize;
  const front = FILTER_SLOTS - params.filters.length;
  const filters = new Array<number>(FILTER_SLOTS).fill(0);
  const filtersMeta = new Array<number>(FILTER_SLOTS).fill(0);
  let truncation = 0;
  params.filters.forEach((filter, index) => {
    const meta = (params.filtersMeta[index] ?? 0) & 0xff;
    if (!ENCODED_FILTERS.has(filter)) throw unsupportedFilter(filter);
    if (truncates(filter)) {
      if (truncation > 0) throw refused("two filters that truncate");
      truncation = clearedBits(meta, filter === TRUNC_PREC ? MANTISSA[typesize] : INTEGER[typesize]);
    }
    if (filter === FILTER_NDMEAN && (meta > MAX_MEAN_CELL || params.filters.includes(FILTER_DELTA))) {
      throw refused(`ndmean with cells of ${meta}, or with delta`);
    }
    // Of items of one byte c-blosc2 leaves this filter out, which hides repeated bytes.
    if (filter === BYTEDELTA && typesize === 1) return;
    filters[front + index] = filter;
    // Readers without the frame could not tell what a 0 stands for.
    filtersMeta[front + index] = filter === BYTEDELTA && meta === 0 ? typesize : meta;
  });
  const blocksize = Math.max(1, Math.min(params.blocksize, nbytes));
  return {
    codec,
    udCodec,
    codecMeta: udCodec === 0 ? 0 : codecMeta & 0xff,
    clevel,
    typesize,
    blocksize,
    filters,
    filtersMeta,
    splitMode,
    truncation,
    useDict: params.useDict ?? false,
  };
}

/** Checks that cells fit the blocks of an array. @throws blosc2.unsupported for what the C library cannot read back */
export function checkCells(plan: EncodePlan, cut: BlockCut | undefined): void {
  plan.filters.forEach((filter, slot) => {
    if (filter !== FILTER_NDCELL && filter !== FILTER_NDMEAN) return;
    const side = plan.filtersMeta[slot] ?? 0;
    const extents = cut?.blocks ?? [];
    const cell = extents.map((extent) => (filter === FILTER_NDMEAN ? Math.min(extent, side) : side));
    const fits = extents.length > 0 && extents.length <= MAX_CELL_RANK && side > 0;
    if (!fits || product(cell) > product(extents)) throw refused(`cells of ${side} in blocks of (${extents})`);
    if (filter === FILTER_NDMEAN && cut?.itemsize !== 4 && cut?.itemsize !== 8) {
      throw refused(`means of items of ${cut?.itemsize} bytes`);
    }
  });
}

/** Whether a filter clears low bits of the items. */
export function truncates(filter: number): boolean {
  return filter === TRUNC_PREC || filter === INT_TRUNC;
}

/** The meta of these filters is a signed byte: bits to keep, or, negated, bits to clear. */
function clearedBits(meta: number, width: number | undefined): number {
  if (width === undefined) throw refused("a filter that truncates, for items of this size");
  const signed = (meta << 24) >> 24;
  const bits = signed >= 0 ? width - signed : -signed;
  if (bits < 0 || bits >= width) throw refused(`items truncated to ${signed} bits`);
  return bits;
}

/** Whether blocks are split into one stream a byte of the typesize. */
export function splitsBlocks(plan: EncodePlan): boolean {
  const { typesize, blocksize, codec, clevel } = plan;
  if (blocksize % typesize !== 0) return false;
  if (plan.splitMode === "always") return true;
  if (plan.splitMode === "never") return false;
  const fast = codec === "blosclz" || codec === "lz4" || (codec === "zstd" && clevel <= 5);
  return fast && plan.filters.includes(FILTER_SHUFFLE) && typesize <= MAX_STREAMS && blocksize / typesize >= MIN_STREAM;
}

export function refused(what: string): CatervaError {
  return new CatervaError("blosc2.unsupported", `Chunks cannot be encoded with ${what}.`);
}
