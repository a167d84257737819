import { readFileSync } from "node:fs";
import { createChunkCodec, openB2nd } from "@caterva2/blosc2";
import { nodeCompressors } from "@caterva2/blosc2/node";
import { nodeDecompressors } from "@caterva2/hdf5/node";
import { CatervaError, formatDType, memorySource, type NDArray, toTypedArray, wholeSelection } from "@caterva2/ndarray";
import { memoryStorage } from "@caterva2/storage";
import { describe, expect, it } from "vitest";
import { createRepository } from "../repository.ts";
import type { FetchRequest } from "../types.ts";

const codec = await createChunkCodec({ compressors: nodeCompressors });
const caller = { kind: "anonymous" } as const;
const measurement = new Uint8Array(readFileSync(new URL("../../test/fixtures/measurement.h5", import.meta.url)));

const files = {
  "run.h5": measurement,
  "dir.h5/plain.h5": measurement,
  "noise.h5": new TextEncoder().encode("this is no HDF5 file"),
  "RUN.H5": measurement,
};
const repository = createRepository({
  roots: { public: memoryStorage(files) },
  codec,
  limits: { answerBytes: 1_000_000, chunkBytes: 1_000_000 },
  decompressors: nodeDecompressors,
});

async function fetched(path: string, request: FetchRequest = {}) {
  const answer = await repository.fetch(caller, `@public/${path}`, request);
  if (answer.kind !== "built") throw new Error(`The answer is ${answer.kind}.`);
  const array = await openB2nd(memorySource(answer.frame), { codec });
  return array.read(wholeSelection(array.shape));
}

function numbers(array: NDArray): number[] {
  return Array.from(toTypedArray(array) ?? [], Number);
}

const DATASETS = [
  "entry/data/counts",
  "entry/data/x",
  "entry/data/y",
  "entry/nothing",
  "entry/planes",
  "entry/scaled_y",
  "entry/stack",
  "entry/table",
  "entry/temperature",
  "entry/triples",
  "entry/volume",
  "inner.h5/value",
];

describe("the names in an HDF5 file", () => {
  it("are those of its datasets that can be served, each once, sorted", async () => {
    expect(await repository.list(caller, "@public/run.h5")).toEqual(DATASETS);
    expect(await repository.list(caller, "@public/dir.h5/plain.h5")).toEqual(DATASETS);
  });

  it("are relative to a group, also to one that a soft link leads to", async () => {
    expect(await repository.list(caller, "@public/run.h5/entry/data")).toEqual(["counts", "x", "y"]);
    expect(await repository.list(caller, "@public/run.h5/entry/loop/data")).toEqual(["counts", "x", "y"]);
    expect(await repository.list(caller, "@public/run.h5/inner.h5")).toEqual(["value"]);
  });

  it("are its own for a dataset, and none for nothing", async () => {
    expect(await repository.list(caller, "@public/run.h5/entry/first")).toEqual(["first"]);
    for (const path of ["no", "entry/title", "entry/dangling", "entry/outside", "entry/data/counts/deeper"]) {
      expect(await repository.list(caller, `@public/run.h5/${path}`), path).toEqual([]);
    }
  });

  it("are the file's for what is no HDF5 file, and nothing is below it", async () => {
    expect(await repository.list(caller, "@public/noise.h5")).toEqual(["noise.h5"]);
    expect(await repository.list(caller, "@public/RUN.H5")).toEqual(["RUN.H5"]);
    expect(await repository.list(caller, "@public/dir.h5")).toEqual(["plain.h5"]);
    await expect(repository.list(caller, "@public/noise.h5/entry")).rejects.toMatchObject({ code: "path.not_found" });
    await expect(repository.list(caller, "@public/RUN.H5/entry")).rejects.toMatchObject({ code: "path.not_found" });
  });

  it("come in pages, and only so deep", async () => {
    const page = await repository.names(caller, "@public/run.h5", { depth: 2, limit: 3 });
    expect(page).toEqual({
      names: ["entry/data/", "entry/nothing", "entry/planes"],
      next: "entry/planes",
      total: 10,
    });
  });
});

describe("a folder of an HDF5 file", () => {
  it("shows groups first, links as what they lead to, and why something cannot be opened", async () => {
    const entries = await repository.folder(caller, "@public/run.h5/entry");
    expect(entries.map(({ name, kind }) => `${kind} ${name}`)).toEqual([
      "directory again",
      "directory data",
      "directory loop",
      "array first",
      "array nothing",
      "array planes",
      "array scaled_y",
      "array stack",
      "array table",
      "array temperature",
      "file title",
      "array triples",
      "array volume",
    ]);
    expect(entries.find(({ name }) => name === "title")).toMatchObject({
      text: expect.stringContaining("variable length"),
    });
    expect(entries.find(({ name }) => name === "first")?.size).toBeGreaterThan(0);
  });

  it("is refused for a dataset, a file that is none, and nothing", async () => {
    const code = async (path: string) => repository.folder(caller, `@public/${path}`).catch((error) => error.code);
    expect(await code("run.h5/entry/volume")).toBe("dataset.wrong_kind");
    expect(await code("noise.h5")).toBe("path.not_found");
    expect(await code("run.h5/nowhere")).toBe("path.not_found");
  });
});

describe("info", () => {
  const infoOf = async (path: string) => (await repository.info(caller, `@public/${path}`)).info;

  it("describes the file and its groups like directories, with attributes", async () => {
    expect(await infoOf("run.h5")).toMatchObject({
      kind: "group",
      size: measurement.length,
      nfiles: DATASETS.length,
      attrs: { default: "entry" },
    });
    const group = await infoOf("run.h5/entry/data");
    expect(group).toMatchObject({
      plot: {
        signal: { label: "counts", units: "1", path: "entry/data/counts" },
        axes: [
          { label: "y", units: "mm", path: "entry/data/y" },
          { label: "across", units: null, path: "entry/data/x" },
        ],
        title: "A run",
      },
    });
    expect((await infoOf("run.h5")).plot).toEqual(group.plot);
    expect((await infoOf("run.h5/empty")).plot).toBeUndefined();
    expect(group).toMatchObject({ kind: "group", nfiles: 3, attrs: { NX_class: "NXdata", axes: ["y", "x"] } });
    expect(group.size).toBeLessThan(measurement.length);
  });

  it("describes a dataset as an array, with the chunks and the size of its storage", async () => {
    expect(await infoOf("run.h5/entry/data/counts")).toMatchObject({
      shape: [6, 10],
      chunks: [4, 4],
      dtype: "uint16",
      accept_ranges: null,
      dims: [{ label: "y", units: "mm" }, { label: "across" }],
      attrs: { units: "1", offset: 0.5, range: [0, 59], z: [1, 2] },
      hdf5_filters: ["shuffle", "gzip"],
      schunk: { nchunks: 6, nbytes: 6 * 32, urlpath: null, vlmeta: {} },
    });
    expect(await infoOf("run.h5/entry/volume")).toMatchObject({
      shape: [2, 6, 8],
      chunks: [1, 4, 8],
      schunk: { cparams: { codec: 5, clevel: 5 } },
    });
    expect((await infoOf("run.h5/entry/volume")).dims).toEqual([
      null,
      { label: "y", units: "mm", path: "entry/scaled_y" },
      { label: "z", units: null, path: null },
    ]);
    expect((await infoOf("run.h5/entry/table")).dims).toBeUndefined();
    expect(await infoOf("run.h5/entry/triples")).toMatchObject({ shape: [4], dtype: "('<i4', (3,))" });
    expect(await infoOf("run.h5/entry/temperature")).toMatchObject({ shape: [], chunks: [], blocks: [] });
  });

  it("says that a file is none, and why a dataset cannot be served", async () => {
    expect(Object.keys(await infoOf("noise.h5"))).toEqual(["mtime", "size"]);
    await expect(infoOf("run.h5/entry/title")).rejects.toMatchObject({
      code: "path.not_found",
      message: expect.stringContaining("variable length"),
    });
    for (const path of ["run.h5/entry/outside", "run.h5/no", "noise.h5/x"]) {
      await expect(infoOf(path), path).rejects.toMatchObject({ code: "path.not_found" });
    }
  });
});

describe("a fetch from an HDF5 file", () => {
  const counts = Array.from({ length: 60 }, (_, index) => index);

  it("gives the items, all of them or a slice of any step", async () => {
    const whole = await fetched("run.h5/entry/data/counts");
    expect([formatDType(whole.dtype), whole.shape]).toEqual(["uint16", [6, 10]]);
    expect(numbers(whole)).toEqual(counts);
    const some = await fetched("run.h5/entry/first", { slice: "::-2, 3" });
    expect([some.shape, numbers(some)]).toEqual([[3], [53, 33, 13]]);
    const volume = await fetched("run.h5/entry/volume", { slice: "1, 2:5, -1" });
    expect(numbers(volume)).toEqual([71, 79, 87]);
  });

  it("gives one field of a compound type, and array types as further dimensions", async () => {
    const field = await fetched("run.h5/entry/table", { field: "y", slice: "1:" });
    expect([formatDType(field.dtype), numbers(field)]).toEqual(["float64", [1, 3]]);
    const triples = await fetched("run.h5/entry/triples", { slice: "1:3" });
    expect([formatDType(triples.dtype), triples.shape, numbers(triples)]).toEqual([
      "int32",
      [2, 3],
      [3, 4, 5, 6, 7, 8],
    ]);
    expect(numbers(await fetched("run.h5/entry/triples", { slice: "::2, 1" }))).toEqual([1, 7]);
  });

  it("hands out whole Blosc2 chunks as they are stored", async () => {
    const answer = await repository.fetch(caller, "@public/run.h5/entry/stack", { slice: "1" });
    const whole = await repository.fetch(caller, "@public/run.h5/entry/stack", {});
    if (answer.kind !== "built" || whole.kind !== "built") throw new Error("not built");
    const { schunk, ...array } = await openB2nd(memorySource(whole.frame), { codec });
    expect([array.chunks, schunk.cparams.clevel, schunk.nchunks]).toEqual([[1, 64, 64], 5, 3]);
    const stored = Buffer.from(await schunk.chunkBytes(2));
    expect(Buffer.from(measurement).includes(stored)).toBe(true);
    expect((await openB2nd(memorySource(answer.frame), { codec })).schunk.cparams.clevel).toBe(5);
  });

  it("hands out whole chunks of gzip as they are stored, and no parts of them", async () => {
    const frameOf = async (slice: string) => {
      const answer = await repository.fetch(caller, "@public/run.h5/entry/planes", { slice });
      if (answer.kind !== "built") throw new Error("not built");
      return openB2nd(memorySource(answer.frame), { codec });
    };
    const items = Array.from({ length: 64 * 64 }, (_, index) => index);
    const plane = await frameOf("2");
    expect([plane.shape, plane.chunks, plane.schunk.cparams.codec]).toEqual([[64, 64], [64, 64], 4]);
    const { data } = await plane.read(wholeSelection([64, 64]));
    expect([...new Int16Array(data.slice().buffer)]).toEqual(items.map((item) => item + 2 * 64 * 64));
    const stored = Buffer.from(await plane.schunk.chunkBytes(0)).subarray(40);
    expect(Buffer.from(measurement).includes(stored)).toBe(true);
    expect((await frameOf("1:3")).schunk.nchunks).toBe(2);
    const part = await frameOf("1:3, 8:");
    expect(part.schunk.cparams.codec).toBe(5);
    expect(numbers(await part.read(wholeSelection(part.shape)))).toEqual(
      [1, 2].flatMap((at) => items.slice(8 * 64).map((item) => item + at * 64 * 64)),
    );
  });

  it("refuses what it cannot do, saying what", async () => {
    const refusal = (path: string, request: FetchRequest) =>
      repository.fetch(caller, `@public/${path}`, request).catch((error) => error.code);
    expect(await refusal("run.h5", {})).toBe("dataset.wrong_kind");
    expect(await refusal("run.h5/entry", {})).toBe("path.not_found");
    expect(await refusal("run.h5/entry/table", { filter: "x > 1" })).toBe("request.invalid");
    expect(await refusal("run.h5/entry/data/counts", { indices: "[[1, 2], [3, 4]]" })).toBe("dataset.wrong_kind");
    expect(await refusal("run.h5/entry/data/counts", { slice: "6" })).toBe("index.out_of_range");
    expect(await repository.fetch(caller, "@public/run.h5/entry/first", { storedOnly: true })).toEqual({
      kind: "unstored",
    });
    expect(await refusal("run.h5/nothing/there", { storedOnly: true })).toBe("path.not_found");
  });

  it("has no stored chunks and no stored file", async () => {
    const path = "@public/run.h5/entry/volume";
    await expect(repository.chunk(caller, path, 0)).rejects.toMatchObject({ code: "dataset.wrong_kind" });
    await expect(repository.chunk(caller, "@public/run.h5", 0)).rejects.toMatchObject({
      message: expect.stringContaining("slice_"),
    });
    await expect(repository.file(caller, path)).rejects.toMatchObject({ code: "path.not_found" });
    await expect(repository.file(caller, path)).rejects.toMatchObject({ code: "path.not_found" });
  });
});

it("counts what a file unfolds into", async () => {
  let counted = 0;
  const counting = createRepository({
    roots: { public: memoryStorage(files) },
    codec,
    limits: { answerBytes: 1_000_000, chunkBytes: 1_000_000 },
    decompressors: nodeDecompressors,
    checkpoint(items = 0) {
      counted += items;
    },
  });
  const made = await counting.plans.unfold(caller, "@public/run.h5");
  expect(counted).toBeGreaterThanOrEqual(made.length);
});

it("reads, lists and unfolds no further once the client has left", async () => {
  let left = Number.POSITIVE_INFINITY;
  const stopped = createRepository({
    roots: { public: memoryStorage(files) },
    codec,
    limits: { answerBytes: 1_000_000, chunkBytes: 1_000_000 },
    decompressors: nodeDecompressors,
    checkpoint() {
      left -= 1;
      if (left < 0) throw new CatervaError("request.cancelled", "The client left.");
    },
  });
  const works = {
    slice: () => stopped.fetch(caller, "@public/run.h5/entry/volume", { slice: "1, 2:5" }),
    blosc2: () => stopped.fetch(caller, "@public/run.h5/entry/stack", { slice: "1, 2:5" }),
    list: () => stopped.list(caller, "@public/run.h5"),
    folder: () => stopped.folder(caller, "@public/run.h5/entry"),
    info: () => stopped.info(caller, "@public/run.h5"),
    unfold: () => stopped.plans.unfold(caller, "@public/run.h5"),
  };
  for (const [name, work] of Object.entries(works)) {
    for (const checkpoints of [0, 1, 2]) {
      left = checkpoints;
      await expect(work(), `${name} after ${checkpoints}`).rejects.toMatchObject({ code: "request.cancelled" });
    }
    left = Number.POSITIVE_INFINITY;
    await expect(work(), name).resolves.toBeDefined();
  }
});
