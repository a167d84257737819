import { countingSource, memorySource, parseSliceText } from "@caterva2/ndarray";
import { describe, expect, it } from "vitest";
import { type ChunkKeeper, type Hdf5Dataset, type Hdf5Options, openHdf5 } from "../src/index.ts";
import { nodeDecompressors } from "../src/node.ts";
import { decompressors } from "./decompressors.ts";
import { fixture } from "./fixtures.ts";

async function open(name: string, path: string, options: Hdf5Options = {}) {
  const bytes = fixture(name);
  const { source, count } = countingSource(memorySource(bytes));
  let inflated = 0;
  const inflate: typeof nodeDecompressors.inflate = (...request) => {
    inflated += 1;
    return nodeDecompressors.inflate(...request);
  };
  const file = await openHdf5(source, { ...options, decompressors: { ...decompressors, inflate } });
  const object = await file.resolve(path);
  if (object === undefined) throw new Error(`${path} is not found`);
  return { dataset: await file.dataset(object), count, inflated: () => inflated };
}

function read(dataset: Hdf5Dataset, text: string) {
  return dataset.read(parseSliceText(text, dataset.shape));
}

describe("reading a slice", () => {
  it("reads the chunk index once, then only the chunks that the slice touches", async () => {
    const { dataset, count } = await open("layouts", "fixed_gzip");
    await read(dataset, "0, 0");
    const raw = await Promise.all([4, 5, 8, 9].map((nchunk) => dataset.rawChunk(nchunk)));
    const before = { ...count };
    await read(dataset, "15:25, 3:10");
    const stored = raw.reduce((total, chunk) => total + (chunk?.bytes.length ?? 0), 0);
    // They stand one behind the other, in pairs at least.
    expect(count.reads - before.reads).toBeLessThanOrEqual(2);
    expect(count.bytes - before.bytes).toBeGreaterThanOrEqual(stored);
    expect(count.bytes - before.bytes).toBeLessThan(2 * stored + 1024);
  });

  it("decodes a chunk that it took a part of just once", async () => {
    const { dataset, count, inflated } = await open("layouts", "fixed_gzip");
    await read(dataset, "0, :");
    const before = { reads: count.reads, inflated: inflated() };
    for (const row of [1, 2, 9]) await read(dataset, `${row}, :`);
    expect({ reads: count.reads, inflated: inflated() }).toEqual(before);
  });

  it("reads many small chunks at once", async () => {
    const { dataset, count } = await open("layouts", "many");
    await read(dataset, "0");
    const before = count.reads;
    const { data } = await read(dataset, "");
    expect(new Int16Array(data.buffer, data.byteOffset, 3)).toEqual(new Int16Array([0, 1, 2]));
    expect(count.reads - before).toBeLessThan(10);
  });
});

/** Keeps everything; while it is `torn`, chunks are overwritten as they are taken. */
function keeperOfAll() {
  const kept = new Map<string, Uint8Array>();
  const state = { torn: false, volumes: new Set<number>(), kept };
  const keeperOf = (dataset: string): ChunkKeeper => ({
    visit(nchunk, length, use) {
      const bytes = kept.get(`${dataset} ${nchunk}`);
      if (bytes?.length !== length) return false;
      use(state.torn ? new Uint8Array(length).fill(0xff) : bytes);
      return !state.torn;
    },
    keep(nchunk, bytes, volume) {
      state.volumes.add(volume);
      kept.set(`${dataset} ${nchunk}`, bytes.slice());
    },
  });
  return { state, keeperOf };
}

describe("what keeps chunks for others", () => {
  const limits = { cacheBytes: 0 };

  it("is offered each chunk that was decoded, and spares whoever comes later the reads", async () => {
    const { state, keeperOf } = keeperOfAll();
    const { dataset: first, inflated } = await open("layouts", "fixed_gzip", { keeperOf, limits });
    const expected = await read(first, "3:25, 3:10");
    expect(state.kept.size).toBe(inflated());
    const bytes = [...state.kept.values()].map(({ length }) => length);
    expect([...state.volumes]).toEqual([bytes.reduce((sum, length) => sum + length, 0)]);
    const later = await open("layouts", "fixed_gzip", { keeperOf, limits });
    expect(await read(later.dataset, "3:25, 3:10")).toEqual(expected);
    expect(later.inflated()).toBe(0);
  });

  it("may lose a chunk while it is taken", async () => {
    const { state, keeperOf } = keeperOfAll();
    const { dataset, inflated } = await open("layouts", "fixed_gzip", { keeperOf, limits });
    const expected = await read(dataset, "");
    const before = inflated();
    state.torn = true;
    expect(await read(dataset, "")).toEqual(expected);
    expect(inflated()).toBe(2 * before);
  });

  it("is not asked about chunks that are stored as they are", async () => {
    const { state, keeperOf } = keeperOfAll();
    const { dataset } = await open("layouts", "many", { keeperOf });
    await read(dataset, "");
    expect(state.kept.size).toBe(0);
  });
});
