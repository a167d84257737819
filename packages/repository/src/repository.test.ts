import { createChunkCodec, encodeB2nd, encodeSChunk, openB2nd } from "@caterva2/blosc2";
import { nodeCompressors } from "@caterva2/blosc2/node";
import { isCatervaError, memorySource, parseDType } from "@caterva2/ndarray";
import { type MemoryStorage, memoryStorage } from "@caterva2/storage";
import { beforeEach, describe, expect, it } from "vitest";
import { int32 } from "../test/int32.ts";
import { createRepository } from "./repository.ts";
import type { FetchRequest, Repository } from "./types.ts";

const anonymous = { kind: "anonymous" } as const;
const codec = await createChunkCodec({ compressors: nodeCompressors });
const limits = { answerBytes: 100_000, chunkBytes: 1_000_000 };
const text = (value: string) => new TextEncoder().encode(value);

const grid = int32([20, 30], (index) => index);

describe("a repository in memory", () => {
  let storage: MemoryStorage;
  let repository: Repository;

  beforeEach(() => {
    storage = memoryStorage({
      "grid.b2nd": encodeB2nd(grid, { codec }),
      "hello.b2frame": encodeSChunk(text("Hello world!"), { codec, typesize: 1 }),
      "README.md.b2": encodeSChunk(text("# Readme"), { codec, typesize: 1 }),
      "empty.txt.b2": encodeSChunk(new Uint8Array(0), { codec, typesize: 1 }),
      "plain.txt": text("as it is"),
      "dir/tree.b2z": text("PK"),
      "dir/data.h5": text("not read"),
      "dir/x.b2d/embed.b2e": text("not read"),
      "grid.b2nd.b2lock": text("................"),
    });
    repository = createRepository({ roots: { public: storage }, codec, limits });
  });

  const fetch = (path: string, request: FetchRequest = {}) => repository.fetch(anonymous, path, request);
  async function values(path: string, request: FetchRequest): Promise<{ shape: readonly number[]; items: number[] }> {
    const answer = await fetch(path, request);
    if (answer.kind !== "built") return expect.unreachable("the stored frame");
    const array = await openB2nd(memorySource(answer.frame), { codec });
    const { data } = await array.read(array.shape.map((count) => ({ kind: "range", start: 0, step: 1, count })));
    return { shape: array.shape, items: [...new Int32Array(data.slice().buffer)] };
  }
  async function downloaded(path: string): Promise<{ size: number; content: string }> {
    const { size, pieces } = await repository.content(anonymous, path);
    let content = "";
    for await (const piece of pieces) content += new TextDecoder().decode(piece);
    return { size, content };
  }

  it("tells the roots and the facts of files", async () => {
    expect(repository.roots(anonymous)).toEqual(["@public"]);
    const facts = async (path: string) => {
      const { stored, mediaType, storedSize } = await repository.file(anonymous, path);
      return [stored, mediaType, storedSize > 0];
    };
    expect(await facts("@public/grid.b2nd")).toEqual(["frame", "application/octet-stream", true]);
    expect(await facts("@public/README.md")).toEqual(["compressed", "text/markdown; charset=utf-8", true]);
    expect(await facts("@public/plain.txt")).toEqual(["plain", "text/plain; charset=utf-8", true]);
    expect(await facts("@public/dir/data.h5")).toEqual(["container", "application/x-hdf5", true]);
  });

  it("describes what it does not look into by time and size", async () => {
    const info = async (path: string) => (await repository.info(anonymous, path)).info;
    expect(await info("@public/dir/tree.b2z")).toEqual({ mtime: "1970-01-01T00:00:00Z", size: 2 });
    expect(await info("@public/dir/data.h5")).toEqual({ mtime: "1970-01-01T00:00:00Z", size: 8 });
    expect(await info("@public/dir/x.b2d")).toEqual({ mtime: "1970-01-01T00:00:00Z", size: 0 });
    expect(await info("@public/dir")).toEqual({ kind: "group", mtime: "1970-01-01T00:00:00Z", size: 10, nfiles: 3 });
    expect(await info("@public/plain.txt")).toMatchObject({ nbytes: 8, cbytes: 8, cratio: 1, nchunks: 1, vlmeta: {} });
    expect(await info("@public/README.md")).toMatchObject({ nbytes: 8, nchunks: 1, contiguous: true, urlpath: null });
    expect(await info("@public/empty.txt")).toMatchObject({ nbytes: 0, nchunks: 0, cratio: 0 });
  });

  it("gives the content of files, and never writes", async () => {
    expect(await downloaded("@public/README.md")).toEqual({ size: 8, content: "# Readme" });
    expect(await downloaded("@public/plain.txt")).toEqual({ size: 8, content: "as it is" });
    expect(await downloaded("@public/empty.txt")).toEqual({ size: 0, content: "" });
    expect(await downloaded("@public/dir/tree.b2z")).toEqual({ size: 2, content: "PK" });
    expect((await storage.list("")).map((entry) => entry.name)).toContain("plain.txt");
  });

  it.each([
    [{}],
    [{ slice: "" }],
    [{ slice: ":" }],
    [{ slice: "0:20,0:30" }],
    [{ slice: "0:1000" }],
    [{ indices: "[]" }],
    [{ indices: "[null]" }],
  ])("answers the stored frame for all of an array, asked for as %j", async (request) => {
    const { etag } = await repository.file(anonymous, "@public/grid.b2nd");
    expect(await fetch("@public/grid.b2nd", request)).toEqual({ kind: "stored", etag });
  });

  it("slices as NumPy does", async () => {
    expect(await values("@public/grid.b2nd", { slice: "2, 3:6" })).toEqual({ shape: [3], items: [63, 64, 65] });
    expect(await values("@public/grid.b2nd", { slice: "-1,-1" })).toEqual({ shape: [], items: [599] });
    expect(await values("@public/grid.b2nd", { slice: "::19, 0:1" })).toEqual({ shape: [2, 1], items: [0, 570] });
    expect(await values("@public/grid.b2nd", { slice: "5:5" })).toEqual({ shape: [0, 30], items: [] });
    const gathered = await values("@public/grid.b2nd", { indices: "[[[0, 1], [2, 3]], 4]" });
    expect(gathered).toEqual({ shape: [2, 2], items: [4, 34, 64, 94] });
    expect((await values("@public/grid.b2nd", { indices: "[[]]" })).shape).toEqual([0, 30]);
  });

  it("filters rows by their fields, and slices what it found", async () => {
    const dtype = parseDType("[('a', '<i4'), ('b', '<i4')]");
    const data = new Uint8Array(Int32Array.from({ length: 40 }, (_, at) => at).buffer);
    storage = memoryStorage({ "table.b2nd": encodeB2nd({ dtype, shape: [20], data }, { codec }) });
    repository = createRepository({ roots: { public: storage }, codec, limits });
    const read = (request: FetchRequest) => values("@public/table.b2nd", request);
    expect(await read({ filter: "a > 30" })).toEqual({ shape: [4], items: [32, 33, 34, 35, 36, 37, 38, 39] });
    expect(await read({ filter: "(a % 4 == 0) & (b > mean(b))", slice: "1:3" })).toEqual({
      shape: [2],
      items: [24, 25, 28, 29],
    });
    expect(await read({ filter: "a < 0" })).toEqual({ shape: [0], items: [] });
    for (const filter of ["a", "c > 1", "a >", "eval('1')"]) {
      const refusal = expect.toSatisfy((error) => isCatervaError(error, "expression.invalid"));
      await expect(fetch("@public/table.b2nd", { filter }), filter).rejects.toThrow(refusal);
    }
  });

  it.each<[string, FetchRequest, string]>([
    ["@public/grid.b2nd", { slice: "x" }, "slice.invalid"],
    ["@public/grid.b2nd", { slice: "1,2,3" }, "slice.invalid"],
    ["@public/grid.b2nd", { slice: "::-1" }, "slice.invalid"],
    ["@public/grid.b2nd", { slice: "20" }, "index.out_of_range"],
    ["@public/grid.b2nd", { indices: "[[20]]" }, "index.out_of_range"],
    ["@public/grid.b2nd", { indices: "{" }, "slice.invalid"],
    ["@public/grid.b2nd", { field: "a" }, "field.unknown"],
    ["@public/grid.b2nd", { filter: "a > 1" }, "dataset.wrong_kind"],
    ["@public/grid.b2nd", { slice: "1", indices: "[1]" }, "request.invalid"],
    ["@public/hello.b2frame", { filter: "a > 1" }, "dataset.wrong_kind"],
    ["@public/hello.b2frame", { slice: "12" }, "index.out_of_range"],
    ["@public/hello.b2frame", { slice: "1,1" }, "slice.invalid"],
    ["@public/hello.b2frame", { indices: "[[1]]" }, "dataset.wrong_kind"],
    ["@public/hello.b2frame", { field: "a" }, "field.unknown"],
    ["@public/README.md", {}, "dataset.wrong_kind"],
    ["@public/plain.txt", {}, "dataset.wrong_kind"],
    ["@public/dir", {}, "dataset.wrong_kind"],
    ["@public/dir/tree.b2z", {}, "dataset.wrong_kind"],
    ["@public/dir/tree.b2z/leaf", {}, "path.not_found"],
    ["@public/dir/data.h5/leaf", {}, "path.not_found"],
    ["@public/dir/x.b2d/embed.b2e", {}, "path.not_found"],
    ["@public/grid.b2nd.b2lock", {}, "path.not_found"],
    ["@public/nope.b2nd", {}, "path.not_found"],
    ["@public/../grid.b2nd", {}, "path.invalid"],
    ["@shared/grid.b2nd", {}, "root.forbidden"],
  ])("refuses to fetch %s with %j: %s", async (path, request, code) => {
    const refusal = await fetch(path, request).catch((error: unknown) => error);
    expect(isCatervaError(refusal) ? refusal.code : refusal).toBe(code);
  });

  it("bounds the size of an answer before it computes one", async () => {
    storage.put(
      "large.b2nd",
      encodeB2nd(
        int32([200, 200], () => 1),
        { codec },
      ),
    );
    for (const request of [{ slice: "0:199" }, { indices: `[${JSON.stringify(Array(199).fill(0))}]` }]) {
      await expect(fetch("@public/large.b2nd", request)).rejects.toMatchObject({ code: "limit.exceeded", status: 400 });
    }
    expect((await fetch("@public/large.b2nd", {})).kind).toBe("stored");
    expect((await fetch("@public/large.b2nd", { slice: "0:100" })).kind).toBe("built");
  });

  it("gives stored chunks by number", async () => {
    const chunk = await repository.chunk(anonymous, "@public/hello.b2frame", 0);
    if (chunk === undefined) return expect.unreachable();
    expect(new TextDecoder().decode(codec.decodeChunk(chunk, 100))).toBe("Hello world!");
    expect(chunk.byteLength).toBe(chunk.buffer.byteLength);
    const code = async (path: string, nchunk: number) =>
      repository.chunk(anonymous, path, nchunk).catch((error: unknown) => isCatervaError(error) && error.code);
    expect(await code("@public/hello.b2frame", 1)).toBe("chunk.out_of_range");
    expect(await code("@public/hello.b2frame", -1)).toBe("chunk.out_of_range");
    expect(await code("@public/hello.b2frame", 0.5)).toBe("chunk.out_of_range");
    expect(await code("@public/plain.txt", 0)).toBe("dataset.wrong_kind");
    expect(await code("@public/dir/data.h5", 0)).toBe("dataset.wrong_kind");
    expect(await code("@public/nope.b2nd", 0)).toBe("path.not_found");
  });

  it("sees a new version at once, with another ETag", async () => {
    const before = await repository.info(anonymous, "@public/grid.b2nd");
    expect((await values("@public/grid.b2nd", { slice: "0,1" })).items).toEqual([1]);
    storage.put(
      "grid.b2nd",
      encodeB2nd(
        int32([20, 30], (index) => -index),
        { codec },
      ),
    );
    expect((await values("@public/grid.b2nd", { slice: "0,1" })).items).toEqual([-1]);
    const after = await repository.info(anonymous, "@public/grid.b2nd");
    expect(after.etag).not.toBe(before.etag);
    expect(after.etag).toMatch(/^"u-[\x21\x23-\x7e]+"$/);
  });
});
