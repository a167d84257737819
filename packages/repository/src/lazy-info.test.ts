import { createChunkCodec, encodeB2nd, encodeMsgpack, type MsgpackValue } from "@caterva2/blosc2";
import { nodeCompressors } from "@caterva2/blosc2/node";
import { type NDArray, parseDType } from "@caterva2/ndarray";
import { memoryStorage } from "@caterva2/storage";
import { describe, expect, it } from "vitest";
import { createRepository } from "./repository.ts";

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

  it.each(["/etc/passwd", "../../secret.b2nd", "../..", "", "http://127.0.0.1/x", "a\0b"])(
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
      ["udf_source", "def f(x):\n    return x\n"],
      ["operands", map([])],
    ]); // prettier-ignore
    expect(await infoOf(file)).toMatchObject({ expression: "def f(x):\n    return x\n", operands: {} });
  });

  it.each<[string, Uint8Array]>([
    ["a lazy array", carrier("lazyexpr", [])],
    ["a remote array", carrier("c2array", [])],
    ["a proxy", encodeB2nd(zeros, { codec, meta: new Map([["proxy-source", encodeMsgpack(map([]))]]) })],
  ])("%s has no data to give out", async (_, file) => {
    const repository = repositoryOf({ "f.b2nd": file });
    for (const call of [
      repository.fetch(anonymous, "@public/f.b2nd", {}),
      repository.fetch(anonymous, "@public/f.b2nd", { slice: "0" }),
      repository.chunk(anonymous, "@public/f.b2nd", 0),
    ]) {
      await expect(call).rejects.toMatchObject({ code: "dataset.wrong_kind", status: 400 });
    }
    expect((await repository.info(anonymous, "@public/f.b2nd")).info).not.toMatchObject({ accept_ranges: "bytes" });
  });
});
