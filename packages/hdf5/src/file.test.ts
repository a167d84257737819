import { memorySource } from "@caterva2/ndarray";
import { describe, expect, it } from "vitest";
import { decompressors } from "../test/decompressors.ts";
import { EXPECTED, fixture } from "../test/fixtures.ts";
import { judged, LEFT_OUT, shown } from "../test/judge.ts";
import { openHdf5 } from "./index.ts";

const open = (name: string) => openHdf5(memorySource(fixture(name)), { decompressors });

describe.each(Object.entries(EXPECTED))("%s", (name, expected) => {
  it("has the datasets that h5py finds, each once, and says why some cannot be served", async () => {
    const file = await open(name);
    const found = (await file.walk()).filter((one) => one.kind === "dataset");
    const paths = Object.keys(expected.datasets).filter((path) => path !== "..");
    expect(found.map(({ path }) => path).sort()).toEqual(paths.sort());
    const refused = paths.filter((path) => expected.datasets[path] === null || LEFT_OUT[path] !== undefined);
    expect(found.flatMap(({ path, problem }) => (problem === undefined ? [] : [path])).sort()).toEqual(refused);
    for (const { path, problem } of found) expect(problem ?? "").toContain(LEFT_OUT[path] ?? "");
  });

  it("reads them, and the attributes, as h5py does, byte for byte", async () => {
    const found = await judged(await open(name), expected);
    for (const [path, dataset] of Object.entries(expected.datasets)) {
      if (dataset === null || LEFT_OUT[path] !== undefined) expect(found.datasets[path]).toBeTypeOf("string");
      else expect(found.datasets[path], path).toEqual(dataset);
    }
    expect(found.attributes).toEqual(shown(expected));
  });
});

it("reads filters as well without a faster way to take blocks", async () => {
  const { blocks, ...others } = decompressors;
  const file = await openHdf5(memorySource(fixture("filters")), { decompressors: others });
  const fast = await judged(await open("filters"), EXPECTED.filters ?? { datasets: {}, attributes: {} });
  expect(blocks).toBeDefined();
  expect(await judged(file, EXPECTED.filters ?? { datasets: {}, attributes: {} })).toEqual(fast);
});
