import { countingSource, memorySource, parseSliceText } from "@caterva2/ndarray";
import { describe, expect, it } from "vitest";
import { type Hdf5Dataset, openHdf5 } from "../src/index.ts";
import { nodeDecompressors } from "../src/node.ts";
import { decompressors } from "./decompressors.ts";
import { fixture } from "./fixtures.ts";

async function open(name: string, path: string) {
  const bytes = fixture(name);
  const { source, count } = countingSource(memorySource(bytes));
  let inflated = 0;
  const inflate: typeof nodeDecompressors.inflate = (...request) => {
    inflated += 1;
    return nodeDecompressors.inflate(...request);
  };
  const file = await openHdf5(source, { decompressors: { ...decompressors, inflate } });
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
