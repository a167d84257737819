import { beforeAll, describe, expect, it } from "vitest";
import { errorCode } from "../../test/error-code.ts";
import { randomNumbers } from "../../test/sample-data.ts";
import { createChunkCodec } from "../chunk/chunk-codec.ts";
import type { ChunkCodec } from "../chunk/types.ts";
import { nodeCompressors } from "../node.ts";
import { takeSample } from "./sample.ts";
import { type TunerGoal, tuneNow } from "./tuner.ts";

const COUNT = 40_000;
const BLOCK = 32 * 1024;

/** A wave under noise in the last bits, as an instrument writes it. */
function noisyFloats(): Uint8Array {
  const random = randomNumbers(3);
  const wave = (index: number) => 100 * Math.sin(index / 500) + (random() % 1000) / 5000;
  return new Uint8Array(Float32Array.from({ length: COUNT }, (_, index) => wave(index)).buffer);
}

/** Times that events were seen at: they only grow. */
function sortedIntegers(): Uint8Array {
  const random = randomNumbers(4);
  const times = new BigInt64Array(COUNT / 2);
  let time = 1_700_000_000_000n;
  for (const index of times.keys()) {
    time += BigInt(random() % 50);
    times[index] = time;
  }
  return new Uint8Array(times.buffer);
}

function text(): Uint8Array {
  const random = randomNumbers(5);
  const words = ["array", "chunk", "of", "the", "block", "frame", "a", "reads", "server", "and"];
  const drawn = Array.from({ length: 25_000 }, () => words[random() % words.length]);
  return new TextEncoder().encode(drawn.join(" "));
}

const KINDS = {
  "noisy floats": [noisyFloats(), 4],
  "sorted integers": [sortedIntegers(), 8],
  text: [text(), 1],
} as const;
/** What frames are written with where nothing is said. */
const DEFAULT = { codec: "zstd", clevel: 1, splitMode: "auto" } as const;

describe("the tuner", () => {
  let codec: ChunkCodec;
  beforeAll(async () => {
    codec = await createChunkCodec({ compressors: nodeCompressors });
  });
  /** A clock that stands still: what is picked must not hang on the machine. */
  const still = () => 0;

  function sizeWith(data: Uint8Array, itemsize: number, params: Parameters<ChunkCodec["encodeChunk"]>[1]): number {
    const chunk = codec.encodeChunk(data, { ...params, typesize: itemsize, blocksize: BLOCK });
    expect(Buffer.compare(codec.decodeChunk(chunk, data.length), data)).toBe(0);
    return chunk.length;
  }

  it.each(Object.entries(KINDS))("beats the default by size for %s", (_name, [data, itemsize]) => {
    const { params } = tuneNow({ codec, data, itemsize, goal: "size", blocksize: BLOCK, now: still });
    const sizes = { typesize: itemsize, blocksize: BLOCK };
    const shuffle = itemsize > 1 ? { filters: [1], filtersMeta: [0] } : { filters: [], filtersMeta: [] };
    const tuned = sizeWith(data, itemsize, { ...params, ...sizes });
    expect(tuned).toBeLessThan(0.95 * sizeWith(data, itemsize, { ...DEFAULT, ...shuffle, ...sizes }));
  });

  it.each(Object.entries(KINDS))("for balance loses little size for %s", (_name, [data, itemsize]) => {
    const { params } = tuneNow({ codec, data, itemsize, goal: "balanced", blocksize: BLOCK, now: still });
    const sizes = { typesize: itemsize, blocksize: BLOCK };
    const shuffle = itemsize > 1 ? { filters: [1], filtersMeta: [0] } : { filters: [], filtersMeta: [] };
    const tuned = sizeWith(data, itemsize, { ...params, ...sizes });
    expect(tuned).toBeLessThanOrEqual(sizeWith(data, itemsize, { ...DEFAULT, ...shuffle, ...sizes }));
  });

  it("for speed takes what is fast, by the times that it saw", () => {
    // A clock on which whatever zstd does takes long: the codec's name is all that it looks at.
    let time = 0;
    let busy = 0;
    const slowZstd: ChunkCodec = {
      ...codec,
      encodeChunk: (data, params) => {
        busy = params.codec === "zstd" ? 20 : 1;
        time += busy;
        return codec.encodeChunk(data, params);
      },
      decodeChunk: (chunk, most) => {
        time += busy;
        return codec.decodeChunk(chunk, most);
      },
    };
    const [data, itemsize] = KINDS["noisy floats"];
    const request = { codec: slowZstd, data, itemsize, now: () => time, milliseconds: 10_000 } as const;
    expect(tuneNow({ ...request, goal: "speed" }).params.codec).not.toBe("zstd");
    expect(tuneNow({ ...request, goal: "size" }).params.codec).toBe("zstd");
  });

  it("makes one trial at least and begins none when its time is over", () => {
    let time = 0;
    const [data, itemsize] = KINDS.text;
    const now = () => (time += 50);
    expect(tuneNow({ codec, data, itemsize, goal: "size", milliseconds: 0, now }).trials.length).toBe(1);
    const { trials } = tuneNow({ codec, data, itemsize, goal: "size", milliseconds: 500, now });
    expect(trials.length).toBeGreaterThan(1);
    expect(trials.length).toBeLessThanOrEqual(4);
  });

  it.each(["speed", "balanced", "size"] as const satisfies TunerGoal[])(
    "for %s makes do with the codecs that are there, and with little data",
    async (goal) => {
      const bare = await createChunkCodec();
      const { params } = tuneNow({ codec: bare, data: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8), itemsize: 4, goal });
      expect(["lz4", "lz4hc", "blosclz"]).toContain(params.codec);
    },
  );

  it("refuses to tune on nothing", async () => {
    const nothing = { codec, data: new Uint8Array(3), itemsize: 4, goal: "size" } as const;
    expect(await errorCode(() => tuneNow(nothing))).toBe("request.invalid");
  });
});

it("a sample is blocks from the start, the end and between", () => {
  const data = Uint8Array.from({ length: 1000 }, (_, index) => index / 10);
  expect(takeSample(data, 10, 100).data).toEqual(
    Uint8Array.from([0, 3, 6, 9].flatMap((block) => [...data.subarray(block * 100, block * 100 + 100)])),
  );
  expect(takeSample(data, 7, 100).blocksize).toBe(98);
  expect(takeSample(data, 7, 5000).data.length).toBe(994);
});
