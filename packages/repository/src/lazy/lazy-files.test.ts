import {
  createChunkCodec,
  decodeMsgpack,
  encodeB2nd,
  encodeMsgpack,
  type MsgpackValue,
  openB2nd,
} from "@caterva2/blosc2";
import { nodeCompressors } from "@caterva2/blosc2/node";
import { memorySource, type NDArray, parseDType, wholeSelection } from "@caterva2/ndarray";
import { memoryStorage } from "@caterva2/storage";
import { describe, expect, it } from "vitest";
import { createRepository } from "../repository.ts";
import type { LazyWish, MadeLazy } from "./types.ts";

const codec = await createChunkCodec({ compressors: nodeCompressors });
const limits = { answerBytes: 100_000, chunkBytes: 1_000_000 };
const anonymous = { kind: "anonymous" } as const;
const zeros: NDArray = { dtype: parseDType("<f8"), shape: [3, 4], data: new Uint8Array(96) };

type Entries = readonly (readonly [string, MsgpackValue])[];
const map = (entries: Entries) => new Map<MsgpackValue, MsgpackValue>(entries);
const reference = (urlpath: string) =>
  map([
    ["kind", "urlpath"],
    ["version", 1],
    ["urlpath", urlpath],
  ]); // prettier-ignore

/** A file as python-blosc2 saves a lazy array: an array without data, a marker, the payload in the vlmeta. */
function carrier(kind: string, payload: Entries): Uint8Array {
  const marker = encodeMsgpack(
    map([
      ["kind", kind],
      ["version", 1],
    ]),
  ); // prettier-ignore
  const vlmeta = new Map<string, MsgpackValue>([["b2o", map([["kind", kind], ["version", 1], ...payload])]]); // prettier-ignore
  return encodeB2nd(zeros, { codec, meta: new Map([["b2o", marker]]), vlmeta });
}

function frameOf(made: MadeLazy): Uint8Array {
  if (made.kind === "frame") return made.frame;
  throw new Error("This result comes in pieces.");
}

function repositoryOf(files: Record<string, Uint8Array>) {
  return createRepository({ roots: { public: memoryStorage(files) }, codec, limits });
}

async function infoOf(file: Uint8Array, others: Record<string, Uint8Array> = {}) {
  const repository = repositoryOf({ "dir/expr.b2nd": file, ...others });
  return (await repository.info(anonymous, "@public/dir/expr.b2nd")).info;
}

const operand = encodeB2nd(zeros, { codec });

describe("a stored lazy array", () => {
  it("is described by its text and its operands", async () => {
    const file = carrier("lazyexpr", [
      ["expression", "x + y*2"],
      [
        "operands",
        map([
          ["x", reference("a.b2nd")],
          ["y", reference("../b.b2nd")],
        ]),
      ], // prettier-ignore
    ]);
    expect(await infoOf(file, { "dir/a.b2nd": operand, "b.b2nd": operand })).toEqual({
      shape: [3, 4],
      dtype: "float64",
      expression: "x + y*2",
      operands: { x: "@public/dir/a.b2nd", y: "@public/b.b2nd" },
      mtime: "1970-01-01T00:00:00Z",
    });
  });

  it("names the operands that are not there", async () => {
    const file = carrier("lazyexpr", [
      ["expression", "x + y"],
      [
        "operands",
        map([
          ["x", reference("a.b2nd")],
          ["y", reference("gone.b2nd")],
        ]),
      ], // prettier-ignore
    ]);
    expect(await infoOf(file, { "dir/a.b2nd": operand })).toEqual({
      error: "Lazy expression with missing operands",
      expr: "x + y",
      missing_ops: { y: "@public/dir/gone.b2nd" },
      mtime: null,
    });
  });

  it.each(["/etc/passwd", "../../secret.b2nd", "../..", "http://127.0.0.1/x", "a\0b"])(
    "does not follow the operand %j",
    async (path) => {
      const file = carrier("lazyexpr", [
        ["expression", "x"],
        ["operands", map([["x", reference(path)]])],
      ]); // prettier-ignore
      expect(await infoOf(file)).toMatchObject({ expression: "x", operands: { x: null } });
    },
  );

  it("of another server is described, not followed", async () => {
    const remote = map([
      ["kind", "c2array"],
      ["version", 1],
      ["path", "@public/a"],
      ["urlbase", "http://x"],
    ]); // prettier-ignore
    const file = carrier("lazyexpr", [
      ["expression", "x"],
      ["operands", map([["x", remote]])],
    ]); // prettier-ignore
    expect(await infoOf(file)).toMatchObject({ operands: { x: null } });
  });

  it("of an older library is described as well", async () => {
    const payload = map([
      ["expression", "a + b"],
      ["UDF", null],
      ["operands", map([["a", "a.b2nd"]])],
    ]); // prettier-ignore
    const file = encodeB2nd(zeros, {
      codec,
      meta: new Map([["LazyArray", encodeMsgpack(0)]]),
      vlmeta: new Map([["_LazyArray", payload]]),
    });
    const info = await infoOf(file, { "dir/a.b2nd": operand });
    expect(info).toMatchObject({ expression: "a + b", operands: { a: "@public/dir/a.b2nd" } });
  });

  it("that stores a function shows its source", async () => {
    const file = carrier("lazyudf", [
      ["function_kind", "dsl"],
      ["dsl_version", 1],
      ["name", "f"],
      ["udf_source", "def f(x):\n    return x\n"],
      ["operands", map([])],
    ]); // prettier-ignore
    expect(await infoOf(file)).toMatchObject({ expression: "def f(x):\n    return x\n", operands: {} });
  });

  it.each<[string, Uint8Array]>([
    ["a remote array", carrier("c2array", [])],
    ["a proxy", encodeB2nd(zeros, { codec, meta: new Map([["proxy-source", encodeMsgpack(map([]))]]) })],
  ])("%s has no data to give out", async (_, file) => {
    const repository = repositoryOf({ "f.b2nd": file });
    for (const call of [
      () => repository.fetch(anonymous, "@public/f.b2nd", {}),
      () => repository.fetch(anonymous, "@public/f.b2nd", { slice: "0" }),
      () => repository.chunk(anonymous, "@public/f.b2nd", 0),
    ]) {
      await expect(call()).rejects.toMatchObject({ code: "dataset.wrong_kind", status: 400 });
    }
    expect((await repository.info(anonymous, "@public/f.b2nd")).info).not.toMatchObject({ accept_ranges: "bytes" });
  });

  it("whose payload says nothing is no lazy array", async () => {
    const repository = repositoryOf({ "f.b2nd": carrier("lazyexpr", []) });
    expect((await repository.info(anonymous, "@public/f.b2nd")).info).toMatchObject({ error: "Unrecognized format" });
    await expect(repository.fetch(anonymous, "@public/f.b2nd", {})).rejects.toMatchObject({
      code: "expression.invalid",
    });
  });
});

describe("computing", () => {
  const count: NDArray = {
    dtype: parseDType("<f8"),
    shape: [3, 4],
    data: new Uint8Array(Float64Array.from({ length: 12 }, (_, index) => index).buffer),
  };
  const numbers = encodeB2nd(count, { codec, chunks: [2, 3], blocks: [1, 2] });
  const expression = (text: string, operands: Record<string, string>) =>
    carrier("lazyexpr", [
      ["expression", text],
      ["operands", map(Object.entries(operands).map(([name, path]) => [name, reference(path)]))],
    ]); // prettier-ignore
  const files = {
    "a.b2nd": numbers,
    "twice.b2nd": expression("x * 2", { x: "a.b2nd" }),
    "dir/sum.b2nd": expression("t + sum(t)", { t: "../twice.b2nd" }),
    "circle.b2nd": expression("c + 1", { c: "other.b2nd" }),
    "other.b2nd": expression("c + 1", { c: "circle.b2nd" }),
    "wrong.b2nd": expression("x +", { x: "a.b2nd" }),
  };
  const repository = repositoryOf(files);

  async function fetched(path: string, slice?: string, from = repository) {
    const answer = await from.fetch(anonymous, path, { slice });
    if (answer.kind !== "built") throw new Error("A lazy array is never sent as it is stored.");
    const array = await openB2nd(memorySource(answer.frame), { codec });
    const { data } = await array.read(wholeSelection(array.shape));
    return { shape: array.shape, values: [...new Float64Array(data.slice().buffer)] };
  }

  it("a slice of a lazy array is the slice of the whole", async () => {
    const { values } = await fetched("@public/twice.b2nd");
    expect(values).toEqual(Array.from({ length: 12 }, (_, index) => 2 * index));
    expect(await fetched("@public/twice.b2nd", "1, 1:3")).toEqual({ shape: [2], values: [10, 12] });
  });

  it("goes through other lazy arrays, and sees what their operands have become", async () => {
    expect((await fetched("@public/dir/sum.b2nd", "0, 0:2")).values).toEqual([132, 134]);
    const changed = repositoryOf({ ...files, "a.b2nd": operand });
    expect((await fetched("@public/dir/sum.b2nd", "0, 0:2", changed)).values).toEqual([0, 0]);
  });

  it("gives chunks of the grid, with padding", async () => {
    const chunk = await repository.chunk(anonymous, "@public/twice.b2nd", 3);
    const content = new Float64Array(codec.decodeChunk(chunk ?? new Uint8Array(0), 1000).buffer);
    expect([...content]).toEqual([22, 0, 0, 0, 0, 0, 0, 0]);
    await expect(repository.chunk(anonymous, "@public/twice.b2nd", 4)).rejects.toMatchObject({
      code: "chunk.out_of_range",
    });
  });

  it("ends where lazy arrays lead back to themselves, or say nothing", async () => {
    await expect(fetched("@public/circle.b2nd")).rejects.toMatchObject({ code: "dataset.wrong_kind" });
    await expect(fetched("@public/wrong.b2nd")).rejects.toMatchObject({ code: "expression.invalid" });
    expect((await repository.info(anonymous, "@public/circle.b2nd")).info).toMatchObject({ expression: "c + 1" });
  });

  it("makes lazy arrays that it reads, and refuses circles at once", async () => {
    const wish = { expression: " a - mean(a) ", operands: { a: "@public/a.b2nd" }, compute: false };
    const { plans } = repository;
    const frame = frameOf(await plans.lazyFrame(anonymous, "@public/sub/new.b2nd", wish));
    const made = repositoryOf({ ...files, "sub/new.b2nd": frame });
    expect((await fetched("@public/sub/new.b2nd", "0", made)).values).toEqual([-5.5, -4.5, -3.5, -2.5]);
    expect((await made.info(anonymous, "@public/sub/new.b2nd")).info).toMatchObject({
      shape: [3, 4],
      dtype: "float64",
      expression: "a - mean(a)",
      operands: { a: "@public/a.b2nd" },
    });
    const stored = frameOf(await plans.lazyFrame(anonymous, "@public/new.b2nd", { ...wish, compute: true }));
    expect((await openB2nd(memorySource(stored), { codec })).schunk.metalayers.has("b2o")).toBe(false);
    // The mean was computed a moment ago: its cost is that of reading and subtracting.
    const preview = { shape: [3, 4], dtype: "float64", nbytes: 96, cost: 24, computed: false };
    expect(await plans.lazyPreview(anonymous, wish)).toEqual(preview);
    const product = { ...wish, expression: "matmul(a, a.T)" };
    expect(await plans.lazyPreview(anonymous, product)).toMatchObject({ shape: [3, 3], computed: true });
    await expect(
      plans.lazyFrame(anonymous, "@public/twice.b2nd", { ...wish, operands: { a: "@public/dir/sum.b2nd" } }),
    ).rejects.toMatchObject({ code: "dataset.wrong_kind" });
    for (const [path, code] of [
      ["@public/gone.b2nd", "dataset.wrong_kind"],
      ["@shared/a.b2nd", "root.forbidden"],
      ["@nobody/a.b2nd", "root.unknown"],
      ["@public/../a.b2nd", "path.invalid"],
    ]) {
      const other = { ...wish, operands: { a: String(path) } };
      await expect(plans.lazyPreview(anonymous, other)).rejects.toMatchObject({ code });
    }
  });

  it("runs functions, stores them as python-blosc2 does, and mixes them with expressions", async () => {
    const source = "def f(inputs, output, offset):\n    x, = inputs\n    output[:] = x * 2 + offset[0]\n";
    const func = { name: "f", source, dtype: "float64", shape: null };
    const madeFrame = async (path: string, asked: LazyWish) =>
      frameOf(await repository.plans.lazyFrame(anonymous, path, asked));
    const wish = { func, operands: { o0: "@public/twice.b2nd" }, compute: false };
    const frame = await madeFrame("@public/sub/f.b2nd", wish);
    const stored = await openB2nd(memorySource(frame), { codec });
    expect(decodeMsgpack(stored.schunk.metalayers.get("LazyArray") ?? new Uint8Array(0))).toBe(1);
    expect((await stored.schunk.vlmeta()).get("_LazyArray")).toEqual(
      map([
        ["UDF", source],
        ["operands", map([["o0", "../twice.b2nd"]])],
        ["name", "f"],
      ]),
    );
    const over = expression("f + 1", { f: "sub/f.b2nd" });
    const made = repositoryOf({ ...files, "sub/f.b2nd": frame, "over.b2nd": over });
    expect((await made.info(anonymous, "@public/sub/f.b2nd")).info).toEqual({
      shape: [3, 4],
      dtype: "float64",
      expression: source,
      operands: { o0: "@public/twice.b2nd" },
      mtime: "1970-01-01T00:00:00Z",
    });
    // Rows 0 and 1 are one chunk, row 2 is another.
    expect((await fetched("@public/sub/f.b2nd", "1:3, 1", made)).values).toEqual([20, 38]);
    expect((await fetched("@public/over.b2nd", "2, 3", made)).values).toEqual([47]);
    // Nobody knows how often the loops of a function run: that is a job of its own.
    const { plans } = repository;
    const values = { ...wish, compute: true };
    const costly = { kind: "costly", items: undefined };
    expect(await plans.lazyFrame(anonymous, "@public/f.b2nd", values)).toEqual(costly);
    const computedFrame = await plans.lazyValues(anonymous, "@public/f.b2nd", values);
    const computed = await openB2nd(memorySource(computedFrame), { codec });
    expect(new Float64Array((await computed.read(wholeSelection([3, 4]))).data.slice().buffer)[11]).toBe(46);
    await expect(madeFrame("@public/f.b2nd", { ...wish, operands: { a: "@public/a.b2nd" } })).rejects.toMatchObject({
      code: "expression.invalid",
    });
  });

  it("filters the rows of arrays with fields", async () => {
    const dtype = parseDType("[('n', '<i4'), ('f', '<f8')]");
    const data = new Uint8Array(10 * dtype.itemsize);
    const view = new DataView(data.buffer);
    for (let row = 0; row < 10; row += 1) view.setInt32(row * dtype.itemsize, row, true);
    const table = encodeB2nd({ dtype, shape: [10], data }, { codec, chunks: [4], blocks: [2] });
    const rows = repositoryOf({ "t.b2nd": table, "a.b2nd": numbers });
    const answer = await rows.fetch(anonymous, "@public/t.b2nd", { filter: "n > mean(n)", slice: "1:3" });
    if (answer.kind !== "built") return expect.unreachable();
    const array = await openB2nd(memorySource(answer.frame), { codec });
    const found = await array.read(wholeSelection(array.shape));
    expect(found.shape).toEqual([2]);
    expect(new DataView(found.data.slice().buffer).getInt32(0, true)).toBe(6);
    for (const [path, filter, code] of [
      ["@public/t.b2nd", "n + 1", "expression.invalid"],
      ["@public/t.b2nd", "gone > 1", "expression.invalid"],
      ["@public/t.b2nd", "open('f')", "expression.invalid"],
      ["@public/a.b2nd", "n > 1", "dataset.wrong_kind"],
    ]) {
      await expect(rows.fetch(anonymous, String(path), { filter })).rejects.toMatchObject({ code });
    }
  });
});
