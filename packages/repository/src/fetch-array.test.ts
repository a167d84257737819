import { createChunkCodec, encodeB2nd, encodeSChunk, openB2nd, openSChunk } from "@caterva2/blosc2";
import { nodeCompressors } from "@caterva2/blosc2/node";
import { elementReader, formatDType, memorySource, parseDType, wholeSelection } from "@caterva2/ndarray";
import { memoryStorage } from "@caterva2/storage";
import { describe, expect, it } from "vitest";
import { createRepository } from "./repository.ts";
import type { FetchRequest } from "./types.ts";

const anonymous = { kind: "anonymous" } as const;
const codec = await createChunkCodec({ compressors: nodeCompressors });

/** Items of 14 bytes: `a` is the index, `b` twice the index and its negative, `c` a letter. */
const records = new DataView(new ArrayBuffer(14 * 50));
for (let index = 0; index < 50; index++) {
  records.setInt16(14 * index, index, true);
  records.setInt32(14 * index + 2, 2 * index, true);
  records.setInt32(14 * index + 6, -index, true);
  records.setUint8(14 * index + 10, 65 + (index % 26));
}
const dtype = parseDType("[('a', '<i2'), ('b', '<i4', (2,)), ('c', 'S4')]");
const table = { dtype, shape: [5, 10], data: new Uint8Array(records.buffer) };
const scalar = { dtype: parseDType("<i2"), shape: [], data: new Uint8Array([7, 0]) };
const storage = memoryStorage({
  "table.b2nd": encodeB2nd(table, { codec }),
  "scalar.b2nd": encodeB2nd(scalar, { codec }),
  "items.b2frame": encodeSChunk(
    Uint8Array.from({ length: 42 }, (_, index) => index),
    { codec, typesize: 4, chunksize: 8 },
  ),
});
const limits = { answerBytes: 100_000, chunkBytes: 1_000_000 };
const repository = createRepository({ roots: { public: storage }, codec, limits });

async function frameOf(name: string, request: FetchRequest): Promise<Uint8Array> {
  const answer = await repository.fetch(anonymous, `@public/${name}`, request);
  return answer.kind === "built" ? answer.frame : expect.unreachable("the stored frame");
}

async function arrayOf(name: string, request: FetchRequest) {
  const array = await openB2nd(memorySource(await frameOf(name, request)), { codec });
  const { data } = await array.read(wholeSelection(array.shape));
  const read = elementReader(array.dtype);
  const count = data.byteLength / array.dtype.itemsize;
  const items = Array.from({ length: count }, (_, index) => read(data, index));
  return { dtype: formatDType(array.dtype), shape: array.shape, items };
}

describe("fields", () => {
  it("are arrays of their own, sliced like any", async () => {
    expect(await arrayOf("table.b2nd", { field: "a", slice: "1, 2:5" })).toEqual({
      dtype: "int16",
      shape: [3],
      items: [12, 13, 14],
    });
    expect(await arrayOf("table.b2nd", { field: "a", slice: "4,9" })).toEqual({
      dtype: "int16",
      shape: [],
      items: [49],
    });
    expect((await arrayOf("table.b2nd", { field: "a" })).shape).toEqual([5, 10]);
    expect((await arrayOf("table.b2nd", { field: "c", slice: "0,1" })).items).toEqual([new Uint8Array([66])]);
  });

  it("that are sub-arrays add their dimensions, which can be sliced as well", async () => {
    const all = await arrayOf("table.b2nd", { field: "b", slice: "0, 1:3" });
    expect(all).toEqual({ dtype: "int32", shape: [2, 2], items: [2, -1, 4, -2] });
    const second = await arrayOf("table.b2nd", { field: "b", slice: "0, 1:3, 1" });
    expect(second).toEqual({ dtype: "int32", shape: [2], items: [-1, -2] });
  });

  it("keep their place in slices of whole items", async () => {
    const { dtype: text, shape } = await arrayOf("table.b2nd", { slice: "2" });
    expect([text, shape]).toEqual(["[('a', '<i2'), ('b', '<i4', (2,)), ('c', 'S4')]", [10]]);
  });
});

it("answers an array without dimensions as it is stored, and has nothing to slice in it", async () => {
  expect((await repository.fetch(anonymous, "@public/scalar.b2nd", {})).kind).toBe("stored");
  await expect(frameOf("scalar.b2nd", { slice: "0" })).rejects.toMatchObject({ code: "slice.invalid" });
});

describe("a super-chunk", () => {
  async function itemsOf(slice: string): Promise<number[]> {
    const schunk = await openSChunk(memorySource(await frameOf("items.b2frame", { slice })), { codec });
    expect(schunk.typesize).toBe(4);
    return [...(await schunk.readBytes(0, schunk.nbytes))];
  }

  it("is sliced by items of its typesize", async () => {
    expect(await itemsOf("1")).toEqual([4, 5, 6, 7]);
    expect(await itemsOf("-1")).toEqual([36, 37, 38, 39]);
    expect(await itemsOf("1:3")).toEqual([4, 5, 6, 7, 8, 9, 10, 11]);
    expect(await itemsOf("0:9:4")).toEqual([0, 1, 2, 3, 16, 17, 18, 19, 32, 33, 34, 35]);
    expect(await itemsOf("3:3")).toEqual([]);
  });

  it("gives the bytes behind its last whole item with the whole alone", async () => {
    expect((await itemsOf(":")).length).toBe(40);
    expect((await repository.fetch(anonymous, "@public/items.b2frame", {})).kind).toBe("stored");
  });
});
