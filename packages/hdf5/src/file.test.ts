import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { formatDType, memorySource, type NDArray, parseSliceText } from "@caterva2/ndarray";
import { describe, expect, it } from "vitest";
import { decompressors } from "../test/decompressors.ts";
import { type AttributeValue, type Hdf5File, openHdf5 } from "./index.ts";

interface ExpectedDataset {
  readonly null?: boolean;
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly whole: string;
  readonly slices: Readonly<Record<string, string>>;
}

interface Expected {
  readonly datasets: Readonly<Record<string, ExpectedDataset | null>>;
  readonly attributes: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

const folder = new URL("../test/fixtures/", import.meta.url);
const expected: Record<string, Expected> = JSON.parse(readFileSync(new URL("expected.json", folder), "utf8"));

/** What h5py reads and we do not, with the words that say so. */
const LEFT_OUT: Readonly<Record<string, string>> = {
  szip: "szip",
  bzip2: "bzip2",
  zfp: "ZFP",
  stack: "virtual",
  strided: "virtual",
  away: "virtual",
  own: "virtual",
};

async function open(name: string): Promise<Hdf5File> {
  return openHdf5(memorySource(readFileSync(new URL(`${name}.h5`, folder))), { decompressors });
}

function digest({ data }: NDArray): string {
  return createHash("sha256").update(data).digest("hex").slice(0, 20);
}

async function readAll(file: Hdf5File, path: string): Promise<ExpectedDataset> {
  const object = await file.resolve(path);
  if (object === undefined) throw new Error(`${path} is not found`);
  const dataset = await file.dataset(object);
  const read = async (text: string) => digest(await dataset.read(parseSliceText(text, dataset.shape)));
  if (dataset.isNull) return { null: true, dtype: formatDType(dataset.dtype) } as ExpectedDataset;
  const texts = Object.keys(expectedOf(path)?.slices ?? {});
  const slices = Object.fromEntries(await Promise.all(texts.map(async (text) => [text, await read(text)] as const)));
  return { dtype: formatDType(dataset.dtype), shape: [...dataset.shape], whole: await read(""), slices };

  function expectedOf(key: string) {
    return current?.datasets[key];
  }
}

let current: Expected | undefined;

describe.each(Object.keys(expected))("%s.h5", (name) => {
  const facts = expected[name];
  it("has the datasets that h5py finds, each once", async () => {
    const file = await open(name);
    const found = (await file.walk()).filter((one) => one.kind === "dataset").map((one) => one.path);
    expect(found.sort()).toEqual(
      Object.keys(facts?.datasets ?? {})
        .filter((path) => path !== "..")
        .sort(),
    );
  });

  it("reads them as h5py does, byte for byte", async () => {
    const file = await open(name);
    current = facts;
    for (const [path, dataset] of Object.entries(facts?.datasets ?? {})) {
      if (dataset === null || LEFT_OUT[path] !== undefined) continue;
      expect(await readAll(file, path).catch((error: unknown) => String(error)), path).toEqual(dataset);
    }
  });

  it("says why others cannot be served", async () => {
    const file = await open(name);
    for (const { path, problem, kind } of await file.walk()) {
      if (kind !== "dataset" || path === "..") continue;
      const left = facts?.datasets[path] === null || LEFT_OUT[path] !== undefined;
      expect(problem !== undefined, `${path}: ${problem}`).toBe(left);
      if (LEFT_OUT[path] !== undefined) expect(problem).toContain(LEFT_OUT[path]);
    }
  });

  it("shows attributes as h5py does", async () => {
    const file = await open(name);
    for (const [path, attributes] of Object.entries(facts?.attributes ?? {})) {
      const object = await file.resolve(path);
      const found = object === undefined ? new Map() : await file.attributes(object);
      const wanted = Object.entries(attributes).filter(([, value]) => value !== "REFERENCE");
      expect(plain(Object.fromEntries(found)), path).toEqual(Object.fromEntries(wanted));
    }
  });
});

function plain(value: AttributeValue | undefined): unknown {
  return JSON.parse(JSON.stringify(value, (_, one) => (typeof one === "bigint" ? String(one) : one)));
}
