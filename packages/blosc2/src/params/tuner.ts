import { CatervaError } from "@caterva2/ndarray";
import type { ChunkCodec, CodecName, EncodeParams } from "../chunk/types.ts";
import { type Sample, takeSample } from "./sample.ts";

/** What is sought: short times to write and read, the fewest bytes, or both in measure. */
export type TunerGoal = "speed" | "balanced" | "size";

export interface TuneRequest {
  readonly codec: ChunkCodec;
  /** The items of an array or of a part of it, in the order in which they are stored. */
  readonly data: Uint8Array;
  /** Bytes an item. */
  readonly itemsize: number;
  readonly goal: TunerGoal;
  /** Bytes a block. Default: 128 KiB. */
  readonly blocksize?: number;
  /** Milliseconds after which no further trial is begun; 200 unless told. */
  readonly milliseconds?: number;
  /** Reads the time in milliseconds; tests give one of their own. */
  readonly now?: () => number;
}

/** What the tuner picked, as `cparams` of the encoders take it. */
export type TunedParams = Pick<EncodeParams, "codec" | "clevel" | "filters" | "filtersMeta" | "splitMode">;

/** One way to encode, tried on the sample. */
export interface Trial {
  readonly params: TunedParams;
  /** Compressed size as a part of the sample's. */
  readonly share: number;
  /** Milliseconds for a MiB, to encode and to decode. */
  readonly encode: number;
  readonly decode: number;
}

export interface Tuned {
  readonly params: TunedParams;
  /** All that was tried, in the order of trial. */
  readonly trials: readonly Trial[];
}

const SHUFFLE = 1;
const BITSHUFFLE = 2;
const DELTA = 3;
const BYTEDELTA = 35;
const MIB = 1024 * 1024;
const BLOCK = 128 * 1024;
const MILLISECONDS = 200;
/** Items that c-blosc2 counts as bytes. */
const MAX_TYPESIZE = 255;

/** Pipelines that pay on some kind of data, by rising cost. Delta helps what repeats at the distance of a block. */
const PIPELINES = [[], [SHUFFLE], [BITSHUFFLE], [SHUFFLE, BYTEDELTA], [DELTA, SHUFFLE]] as const;

/** Codecs and levels that a goal allows: first those that are likely to win. */
const CANDIDATES = {
  speed: [
    ["lz4", 1],
    ["lz4", 5],
    ["blosclz", 5],
    ["zstd", 1],
  ],
  balanced: [
    ["zstd", 1],
    ["lz4", 5],
    ["zstd", 3],
    ["zstd", 5],
    ["blosclz", 7],
  ],
  size: [
    ["zstd", 9],
    ["zstd", 7],
    ["zlib", 9],
    ["lz4hc", 9],
  ],
} as const satisfies Record<TunerGoal, readonly (readonly [CodecName, number])[]>;

/**
 * What a trial costs: milliseconds for a MiB to encode once and decode `reads` times, and to move what is left of it
 * at `mibps` MiB/s as often. Size alone counts where nothing is paid for time.
 */
const COSTS = {
  speed: { reads: 3, mibps: 2000 },
  balanced: { reads: 3, mibps: 100 },
  size: { reads: 0, mibps: 1 },
} as const satisfies Record<TunerGoal, { reads: number; mibps: number }>;

/**
 * Picks codec, level and filters by trial on blocks of the data itself. First the pipelines are tried with the first
 * codec that is there, then the other codecs with the best of them. At least one trial is made, and none after the
 * time is over: a trial takes some tens of milliseconds at most.
 * @throws request.invalid for data without a whole item
 */
export function tuneNow(request: TuneRequest): Tuned {
  const { data, itemsize, goal } = request;
  if (!Number.isInteger(itemsize) || itemsize < 1 || data.length < itemsize) {
    throw new CatervaError(
      "request.invalid",
      `There is nothing to tune on: ${data.length} bytes, ${itemsize} an item.`,
    );
  }
  const typesize = itemsize > MAX_TYPESIZE ? 1 : itemsize;
  const sample = takeSample(data, typesize, request.blocksize ?? BLOCK);
  const bench = new Bench(request.codec, sample, typesize, request.now ?? (() => performance.now()));
  const end = bench.now() + (request.milliseconds ?? MILLISECONDS);
  const trials: Trial[] = [];
  const attempt = (codec: CodecName, clevel: number, filters: readonly number[]): void => {
    if (trials.length > 0 && bench.now() >= end) return;
    const trial = bench.run({ codec, clevel, filters, filtersMeta: filters.map(() => 0), splitMode: "auto" });
    if (trial !== undefined) trials.push(trial);
  };
  const [first, ...others] = CANDIDATES[goal].filter(([codec, clevel]) => bench.has(codec, clevel));
  const [lead = "lz4", level = 5] = first ?? [];
  for (const filters of pipelines(typesize)) attempt(lead, level, filters);
  const best = [...trials].sort((a, b) => costOf(a, goal) - costOf(b, goal)).map((trial) => trial.params.filters);
  for (const [codec, clevel] of others) for (const filters of best.slice(0, 2)) attempt(codec, clevel, filters);
  const winner = trials.reduce((a, b) => (costOf(b, goal) < costOf(a, goal) ? b : a));
  return { params: winner.params, trials };
}

/** Bytes have nothing to shuffle but their bits. */
function pipelines(typesize: number): readonly (readonly number[])[] {
  return typesize > 1 ? PIPELINES : PIPELINES.filter((filters) => !filters.some((id) => id === SHUFFLE));
}

function costOf({ share, encode, decode }: Trial, goal: TunerGoal): number {
  const { reads, mibps } = COSTS[goal];
  if (reads === 0) return share;
  return encode + reads * decode + ((1 + reads) * share * 1000) / mibps;
}

/** Encodes and decodes a sample, and takes the time. */
class Bench {
  readonly now: () => number;
  readonly #codec: ChunkCodec;
  readonly #sample: Sample;
  readonly #typesize: number;

  constructor(codec: ChunkCodec, sample: Sample, typesize: number, now: () => number) {
    this.now = now;
    this.#codec = codec;
    this.#sample = sample;
    this.#typesize = typesize;
  }

  /** Whether the runtime brings the compressor of a codec. */
  has(codec: CodecName, clevel: number): boolean {
    const probe = Uint8Array.from({ length: 64 }, (_, index) => index % 7);
    try {
      this.#codec.encodeChunk(probe, this.#complete({ ...PLAIN, codec, clevel }, 1, probe.length));
      return true;
    } catch {
      return false;
    }
  }

  /** Undefined where the pipeline cannot be written. */
  run(params: TunedParams): Trial | undefined {
    const { data, blocksize } = this.#sample;
    try {
      const start = this.now();
      const chunk = this.#codec.encodeChunk(data, this.#complete(params, this.#typesize, blocksize));
      const encoded = this.now();
      this.#codec.decodeChunk(chunk, data.length);
      const decoded = this.now();
      const scale = MIB / data.length;
      return {
        params,
        share: chunk.length / data.length,
        encode: (encoded - start) * scale,
        decode: (decoded - encoded) * scale,
      };
    } catch (error) {
      if (error instanceof CatervaError && error.code === "blosc2.unsupported") return undefined;
      throw error;
    }
  }

  #complete(params: TunedParams, typesize: number, blocksize: number): EncodeParams {
    return { ...params, typesize, blocksize };
  }
}

const PLAIN = { filters: [], filtersMeta: [], splitMode: "auto" } as const;
