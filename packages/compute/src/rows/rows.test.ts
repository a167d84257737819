import { elementReader, isCatervaError, type NDArray, parseDType } from "@caterva2/ndarray";
import { describe, expect, test } from "vitest";
import { memoryArray } from "../../test/memory-array.ts";
import { filterRows } from "./filter.ts";
import { sortedPage } from "./sort.ts";

const DTYPE = parseDType("[('A', '<i4'), ('B', '>f4'), ('C', '?'), ('S', 'S3')]");

function table(): NDArray {
  const rows = 50;
  const data = new Uint8Array(rows * DTYPE.itemsize);
  const view = new DataView(data.buffer);
  for (let row = 0; row < rows; row += 1) {
    const at = row * DTYPE.itemsize;
    view.setInt32(at, (row * 7) % 10, true);
    view.setFloat32(at + 4, row === 3 ? Number.NaN : row / 2, false);
    view.setUint8(at + 8, row % 4 === 0 ? 1 : 0);
    view.setUint8(at + 9, 0x61 + (row % 3));
  }
  return { dtype: DTYPE, shape: [rows], data };
}

async function positionsOf(text: string): Promise<readonly number[]> {
  return (await filterRows(memoryArray(table(), [8]), text)).positions;
}

describe("filters", () => {
  const rows = Array.from({ length: 50 }, (_, row) => row);
  test.each<[string, (row: number) => boolean]>([
    ["A > 6", (row) => (row * 7) % 10 > 6],
    ["C", (row) => row % 4 === 0],
    ["~C & (B >= 20)", (row) => row % 4 !== 0 && row / 2 >= 20],
    ["C == True", (row) => row % 4 === 0],
    ["S == b'b'", (row) => row % 3 === 1],
    ["A > mean(A)", (row) => (row * 7) % 10 > 4.5],
    ["isnan(B)", (row) => row === 3],
    ["A > 100", () => false],
  ])("%s", async (text, holds) => {
    expect(await positionsOf(text)).toEqual(rows.filter(holds));
  });

  test("the rows come with all their fields", async () => {
    const { rows: found } = await filterRows(memoryArray(table()), "B == 5");
    expect(found.shape).toEqual([1]);
    expect(elementReader(DTYPE)(found.data, 0)).toEqual({ A: 0, B: 5, C: false, S: Uint8Array.of(0x62) });
  });

  test("a limit stops reading", async () => {
    const source = memoryArray(table(), [5]);
    const { positions } = await filterRows(source, "A >= 0", { limit: 3 });
    expect(positions).toEqual([0, 1, 2]);
  });

  test.each(["A + 1", "sum(A) > 3", "D > 1", "A >", "A['x']"])("%s is refused", async (text) => {
    const failed = await positionsOf(text).catch((error: unknown) => error);
    expect(isCatervaError(failed, "expression.invalid")).toBe(true);
  });

  test("an array without fields is refused", async () => {
    const plain = memoryArray({ dtype: parseDType("<i4"), shape: [1], data: new Uint8Array(4) });
    const failed = await filterRows(plain, "A > 1").catch((error: unknown) => error);
    expect(isCatervaError(failed, "dataset.wrong_kind")).toBe(true);
  });
});

describe("sorting", () => {
  const order = (by: (row: number) => number) => {
    return Array.from({ length: 50 }, (_, row) => row).sort((a, b) => by(a) - by(b) || a - b);
  };

  test("ties keep their order; descending is that read backwards", async () => {
    const expected = order((row) => (row * 7) % 10);
    const page = await sortedPage(memoryArray(table()), { by: ["A"], start: 5, count: 10 });
    expect([page.total, page.positions]).toEqual([50, expected.slice(5, 15)]);
    const back = await sortedPage(memoryArray(table()), { by: ["A"], descending: true, start: 0, count: 4 });
    expect(back.positions).toEqual([...expected].reverse().slice(0, 4));
    expect(back.rows.shape).toEqual([4]);
  });

  test("NaN comes last, texts and several fields have an order, a filter comes first", async () => {
    const nan = await sortedPage(memoryArray(table()), { by: ["B"], start: 49, count: 9 });
    expect(nan.positions).toEqual([3]);
    const both = await sortedPage(memoryArray(table()), { by: ["S", "A"], filter: "A < 5", start: 0, count: 99 });
    const wanted = order((row) => (row % 3) * 100 + ((row * 7) % 10)).filter((row) => (row * 7) % 10 < 5);
    expect(both.positions).toEqual(wanted);
  });
});
