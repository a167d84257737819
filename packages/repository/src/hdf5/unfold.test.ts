import { readFileSync } from "node:fs";
import { createChunkCodec, openB2nd } from "@caterva2/blosc2";
import { nodeCompressors } from "@caterva2/blosc2/node";
import { nodeDecompressors } from "@caterva2/hdf5/node";
import { CatervaError, memorySource, type NDArray, toTypedArray, wholeSelection } from "@caterva2/ndarray";
import { memoryStorage } from "@caterva2/storage";
import { describe, expect, it } from "vitest";
import type { Caller } from "../caller.ts";
import { planFrame } from "../lazy/frame-pieces.ts";
import { createRepository } from "../repository.ts";
import { createWriter } from "../writing/writer.ts";

const codec = await createChunkCodec({ compressors: nodeCompressors });
const ALL = { public: "write", shared: "write", personal: "write" } as const;
const caller: Caller = {
  kind: "user",
  id: "aaaaaaaa-0000-0000-0000-000000000000",
  superuser: false,
  access: ALL,
};
const measurement = new Uint8Array(readFileSync(new URL("../../test/fixtures/measurement.h5", import.meta.url)));
const python = new Uint8Array(readFileSync(new URL("../../test/fixtures/python-proxy.b2nd", import.meta.url)));

async function unfolding(files: Record<string, Uint8Array> = { "run/a.h5": measurement }) {
  const storage = memoryStorage(files);
  const roots = { public: storage };
  const limits = { answerBytes: 1_000_000, chunkBytes: 1_000_000 };
  const repository = createRepository({ roots, codec, limits, decompressors: nodeDecompressors });
  const writer = createWriter({ roots, planner: repository.plans });
  const fetched = async (path: string, slice = ""): Promise<NDArray> => {
    const answer = await repository.fetch(caller, `@public/${path}`, { slice });
    if (answer.kind !== "built") throw new Error(`The answer is ${answer.kind}.`);
    const array = await openB2nd(memorySource(answer.frame), { codec });
    return array.read(wholeSelection(array.shape));
  };
  const numbers = async (path: string, slice = "") =>
    Array.from(toTypedArray(await fetched(path, slice)) ?? [], Number);
  const infoOf = async (path: string) => (await repository.info(caller, `@public/${path}`)).info;
  const refusal = (work: Promise<unknown>) =>
    work.then(
      () => "none",
      (error: unknown) => (error instanceof CatervaError ? error.code : String(error)),
    );
  return { storage, repository, writer, fetched, numbers, infoOf, refusal };
}

describe("unfolding an HDF5 file", () => {
  it("makes a directory of arrays, one for each dataset and soft link to one, and the groups' attributes", async () => {
    const { writer, repository } = await unfolding();
    expect(await writer.unfold(caller, "@public/run/a.h5")).toBe("a");
    expect(await repository.list(caller, "@public/run/a")).toEqual([
      "!_attrs_.json",
      "empty/!_attrs_.json",
      "entry/!_attrs_.json",
      "entry/data/!_attrs_.json",
      "entry/data/counts.b2nd",
      "entry/data/x.b2nd",
      "entry/data/y.b2nd",
      "entry/first.b2nd",
      "entry/nothing.b2nd",
      "entry/planes.b2nd",
      "entry/scaled_y.b2nd",
      "entry/stack.b2nd",
      "entry/table.b2nd",
      "entry/temperature.b2nd",
      "entry/triples.b2nd",
      "entry/volume.b2nd",
      "inner.h5/!_attrs_.json",
      "inner.h5/value.b2nd",
    ]);
    const { pieces } = await repository.content(caller, "@public/run/a/entry/!_attrs_.json");
    const [text] = await Array.fromAsync(pieces);
    expect(JSON.parse(new TextDecoder().decode(text))).toEqual({ NX_class: "NXentry", default: "data" });
  });

  it("replaces files of the same names in a directory that is there, and keeps the others", async () => {
    const { writer, repository, numbers } = await unfolding({
      "a.hdf5": measurement,
      "a/mine.b2nd": python,
      "a/entry/data/x.b2nd": new Uint8Array(10),
    });
    await writer.unfold(caller, "@public/a.hdf5");
    expect(await repository.list(caller, "@public/a")).toContain("mine.b2nd");
    expect(await numbers("a/entry/data/x.b2nd", "::9")).toEqual([0, 1]);
  });

  it("refuses what has nothing to unfold, leaving nothing behind", async () => {
    const { writer, storage, refusal } = await unfolding({
      "noise.h5": new TextEncoder().encode("noise"),
      "a.h5": measurement,
      "b.b2nd": python,
      "taken.h5": measurement,
      "taken.b2": python,
    });
    const unfold = (path: string) => refusal(writer.unfold(caller, `@public/${path}`));
    expect(await unfold("noise.h5")).toBe("request.invalid");
    expect(await unfold("b.b2nd")).toBe("request.invalid");
    expect(await unfold("a.h5/entry")).toBe("request.invalid");
    expect(await unfold("a.h5/entry/volume")).toBe("request.invalid");
    expect(await unfold("nothing.h5")).toBe("path.not_found");
    expect(await unfold("taken.h5")).toBe("path.taken");
    expect((await storage.list("")).map(({ name }) => name)).toEqual([
      "a.h5",
      "b.b2nd",
      "noise.h5",
      "taken.b2",
      "taken.h5",
    ]);
  });
});

describe("an array that stands for a dataset", () => {
  it("is described as its dataset is today, attributes included", async () => {
    const { writer, infoOf } = await unfolding();
    await writer.unfold(caller, "@public/run/a.h5");
    expect(await infoOf("run/a/entry/data/counts.b2nd")).toMatchObject({
      shape: [6, 10],
      chunks: [4, 4],
      dtype: "uint16",
      accept_ranges: null,
      schunk: {
        contiguous: true,
        vlmeta: { _ftype: "hdf5", _dsetname: "entry/data/counts", units: "1", range: [0, 59], z: [1, 2] },
      },
    });
  });

  it("is fetched, and its chunks are, with the items of the HDF5 file", async () => {
    const { writer, numbers, repository } = await unfolding();
    await writer.unfold(caller, "@public/run/a.h5");
    expect(await numbers("run/a/entry/data/counts.b2nd", "5, ::4")).toEqual([50, 54, 58]);
    expect(await numbers("run/a/entry/first.b2nd", "0, :3")).toEqual([0, 1, 2]);
    const path = "@public/run/a/entry/data/counts.b2nd";
    expect(await repository.fetch(caller, path, { storedOnly: true })).toEqual({ kind: "unstored" });
    const chunk = await repository.chunk(caller, path, 5);
    if (chunk === undefined) throw new Error("no chunk");
    const items = new Uint16Array(codec.decodeChunk(chunk, 32).slice().buffer);
    expect([...items.subarray(0, 2), ...items.subarray(4, 6)]).toEqual([48, 49, 58, 59]);
    await expect(repository.chunk(caller, path, 6)).rejects.toMatchObject({ code: "chunk.out_of_range" });
  });

  it("comes in pieces when it is large, of one version of the file", async () => {
    const storage = memoryStorage({ "run/a.h5": measurement });
    const roots = { public: storage };
    const results = { piece: 64, work: 1e9, compressed: 100, most: 1000 };
    const limits = { answerBytes: 1_000_000, chunkBytes: 1_000_000, results };
    const repository = createRepository({ roots, codec, limits, decompressors: nodeDecompressors });
    await createWriter({ roots, planner: repository.plans }).unfold(caller, "@public/run/a.h5");
    for (const path of ["@public/run/a.h5/entry/data/counts", "@public/run/a/entry/data/counts.b2nd"]) {
      const answer = await repository.fetch(caller, path, { slice: ":, ::-1" });
      if (answer.kind !== "planned") throw new Error(`The answer is ${answer.kind}.`);
      const { length, parts } = await planFrame(answer.plan, (piece) => repository.piece(caller, answer.plan, piece));
      const frame = Buffer.concat(await Array.fromAsync(parts));
      expect(frame.length).toBe(length);
      const array = await openB2nd(memorySource(frame), { codec });
      const items = Array.from(toTypedArray(await array.read(wholeSelection(array.shape))) ?? [], Number);
      expect(items).toEqual(Array.from({ length: 60 }, (_, index) => 10 * Math.floor(index / 10) + 9 - (index % 10)));
      const other = { ...answer.plan, stamp: "of another version" };
      await expect(repository.piece(caller, other, 0)).rejects.toMatchObject({ code: "source.changed" });
    }
    const volume = repository.fetch(caller, "@public/run/a.h5/entry/volume", {});
    expect(await volume).toMatchObject({ kind: "planned" });
  });

  it("finds the file when both have moved, and says so when it is gone", async () => {
    const { writer, storage, infoOf, refusal, fetched, numbers } = await unfolding();
    await writer.unfold(caller, "@public/run/a.h5");
    await writer.copy(caller, "@public/run", "@public/other/");
    expect(await numbers("other/run/a/inner.h5/value.b2nd")).toEqual([7]);
    await storage.remove("run/a.h5");
    expect(Object.keys(await infoOf("run/a/inner.h5/value.b2nd"))).toEqual(["error", "mtime"]);
    expect(await refusal(fetched("run/a/inner.h5/value.b2nd"))).toBe("path.not_found");
  });

  it("takes no writes", async () => {
    const { writer, refusal } = await unfolding();
    await writer.unfold(caller, "@public/run/a.h5");
    const append = writer.append(caller, "@public/run/a/entry/data/x.b2nd", python);
    expect(await refusal(append)).toBe("dataset.wrong_kind");
  });

  it("may be one that the Python server has made", async () => {
    const { numbers, infoOf } = await unfolding({ "ex.h5": measurement, "ex/entry/data/y.b2nd": python });
    expect(await numbers("ex/entry/data/y.b2nd", "1:4")).toEqual([1, 2, 3]);
    expect(await infoOf("ex/entry/data/y.b2nd")).toMatchObject({ shape: [6], schunk: { nbytes: 48 } });
  });
});

describe("an expression over an HDF5 file", () => {
  const wish = (path: string) => ({
    expression: "2 * a",
    operands: { a: `@public/${path}` },
    compute: false,
  });

  it("takes datasets and arrays that stand for them, and finds them again", async () => {
    const { writer, numbers, infoOf } = await unfolding();
    await writer.unfold(caller, "@public/run/a.h5");
    for (const path of ["run/a.h5/entry/data/x", "run/a/entry/data/x.b2nd"]) {
      await writer.storeLazy(caller, "@public/e.b2nd", wish(path));
      expect(await numbers("e.b2nd", "::9")).toEqual([0, 2]);
      expect(await infoOf("e.b2nd")).toMatchObject({ shape: [10], operands: { a: `@public/${path}` } });
    }
  });

  it("refuses groups, and tells of members that are gone", async () => {
    const { writer, storage, infoOf, refusal } = await unfolding();
    expect(await refusal(writer.storeLazy(caller, "@public/e.b2nd", wish("run/a.h5/entry")))).toBe(
      "dataset.wrong_kind",
    );
    expect(await refusal(writer.storeLazy(caller, "@public/e.b2nd", wish("run/a.h5/no")))).toBe("dataset.wrong_kind");
    await writer.storeLazy(caller, "@public/e.b2nd", wish("run/a.h5/entry/data/x"));
    await storage.remove("run/a.h5");
    expect(await infoOf("e.b2nd")).toMatchObject({ missing_ops: { a: "@public/run/a.h5/entry/data/x" } });
  });
});
