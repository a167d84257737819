import { createChunkCodec, encodeB2nd } from "@caterva2/blosc2";
import { nodeCompressors } from "@caterva2/blosc2/node";
import { createClient } from "@caterva2/client";
import { elementReader, type NDArray, parseDType } from "@caterva2/ndarray";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type PooledApp, pooledApp } from "./pooled-app.ts";

const codec = await createChunkCodec({ compressors: nodeCompressors });
const ROWS = 1000;
const DTYPE = parseDType("[('n', '<i4'), ('f', '<f8'), ('s', '|S2')]");

/** Rows whose `n` is 7 times the row modulo 100, `f` NaN at row 5 and else half of -n, `s` a letter. */
function table(shift = 0): Uint8Array {
  const data = new Uint8Array(ROWS * DTYPE.itemsize);
  const view = new DataView(data.buffer);
  for (let row = 0; row < ROWS; row += 1) {
    const n = ((row + shift) * 7) % 100;
    view.setInt32(row * DTYPE.itemsize, n, true);
    view.setFloat64(row * DTYPE.itemsize + 4, row === 5 ? Number.NaN : -n / 2, true);
    view.setUint8(row * DTYPE.itemsize + 12, 0x61 + (row % 3));
  }
  return encodeB2nd({ dtype: DTYPE, shape: [ROWS], data }, { codec, chunks: [100], blocks: [20] });
}

let server: PooledApp;
beforeAll(async () => {
  server = await pooledApp();
  await server.put("table.b2nd", table());
  const plain = { dtype: parseDType("<i4"), shape: [2], data: new Uint8Array(8) };
  await server.put("plain.b2nd", encodeB2nd(plain, { codec }));
});
afterAll(() => server?.close());

const client = () => createClient({ baseUrl: server.url, codec });
const all = Array.from({ length: ROWS }, (_, row) => row);
const n = (row: number) => (row * 7) % 100;
const byNDown = all.toSorted((a, b) => n(b) - n(a) || a - b);
const byN = all.toSorted((a, b) => n(a) - n(b) || a - b);

function column(array: NDArray, name: string): unknown[] {
  const read = elementReader(array.dtype);
  return Array.from({ length: array.shape[0] ?? 0 }, (_, row) => Object(read(array.data, row))[name]);
}

const get = (query: string) => fetch(`${server.url}/api/fetch/@public/table.b2nd?${query}`);

describe("sorted and filtered rows", () => {
  test.each([
    [{ sort: ["n"], start: 20, stop: 30 }, byN.slice(20, 30), ROWS],
    [{ sort: ["n"], descending: true, start: 0, stop: 5 }, byNDown.slice(0, 5), ROWS],
    [{ sort: ["f"], descending: true, start: 999, stop: 1000 }, [5], ROWS],
    [
      { sort: [{ field: "s", descending: true }, "n"], start: 0, stop: 7 },
      byN.filter((row) => row % 3 === 2).slice(0, 7),
      ROWS,
    ],
    [
      { sort: ["s", { field: "n", descending: true }], filter: "n < 50", start: 0, stop: 7 },
      byNDown.filter((row) => row % 3 === 0 && n(row) < 50).slice(0, 7),
      500,
    ],
    [
      { filter: "n < 3", descending: true, total: true, start: 0, stop: 2 },
      all
        .filter((row) => n(row) < 3)
        .slice(-2)
        .reverse(),
      30,
    ],
    [
      { sort: ["f"], start: 998, stop: 1000 },
      [995, 5].map((row) => (row === 995 ? byN.filter((one) => n(one) === 0).at(-1) : row)),
      ROWS,
    ],
    [{ sort: ["n"], filter: "s == b'b'", start: 3, stop: 6 }, byN.filter((row) => row % 3 === 1).slice(3, 6), 333],
    [{ filter: "n < 3", total: true, start: 1, stop: 3 }, all.filter((row) => n(row) < 3).slice(1, 3), 30],
    [{ filter: "n < 4", start: 1, stop: 3 }, all.filter((row) => n(row) < 4).slice(1, 3), undefined],
    [{ filter: "n > 1000", sort: ["n"], start: 0, stop: 9 }, [], 0],
  ] as const)("%j", async (query, numbers, total) => {
    const found = await client().rows("@public/table.b2nd", { ...query, numbers: "row" });
    expect({ numbers: column(found.rows, "row").map(Number), total: found.total }).toEqual({ numbers, total });
    expect(column(found.rows, "n")).toEqual(numbers.map((row) => n(row ?? 0)));
  });

  test("of a file that was replaced are those of the new one", async () => {
    const first = async () => {
      const { rows } = await client().rows("@public/table.b2nd", { sort: ["n"], start: 0, stop: 2, numbers: "row" });
      return column(rows, "row").map(Number);
    };
    expect(await first()).toEqual(byN.slice(0, 2));
    await server.put("table.b2nd", table(1));
    expect(await first()).toEqual([99, 199]);
    await server.put("table.b2nd", table());
    expect(await first()).toEqual(byN.slice(0, 2));
  });

  test("an index is one row without a dimension, and the field of the numbers is no other one's", async () => {
    const array = await client().rows("@public/table.b2nd", { sort: ["n"], start: 0, stop: 1 });
    expect(array.rows.shape).toEqual([1]);
    expect((await get("sort=n&slice_=3")).status).toBe(200);
    expect((await get("sort=n&rows=s")).status).toBe(400);
  });

  test.each([
    ["sort=nope", 400, "field.unknown"],
    ["sort=n&order=up", 422, "request.unprocessable"],
    ["sort=n,f&order=desc,asc", 200, undefined],
    ["sort=n,f&order=desc,asc,asc", 400, "request.invalid"],
    ["sort=n,f,s&order=desc,asc", 400, "request.invalid"],
    ["order=desc", 400, "request.invalid"],
    ["sort=n&field=n", 400, "request.invalid"],
    ["sort=n&filter=n%20%3E", 400, "expression.invalid"],
    ["sort=n&slice_=0:3,1", 400, "slice.invalid"],
  ])("%s: %i %s", async (query, status, code) => {
    const answer = await get(query);
    const body = answer.ok ? undefined : Object(await answer.json()).code;
    expect([answer.status, body]).toEqual([status, code]);
  });

  test("an array without fields has no rows to sort", async () => {
    const answer = await fetch(`${server.url}/api/fetch/@public/plain.b2nd?sort=n`);
    expect([answer.status, Object(await answer.json()).code]).toEqual([400, "dataset.wrong_kind"]);
  });
});
