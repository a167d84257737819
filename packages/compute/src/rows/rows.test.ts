import { elementReader, isCatervaError, type NDArray, parseDType } from "@caterva2/ndarray";
import { describe, expect, test } from "vitest";
import { memoryArray } from "../../test/memory-array.ts";
import { filterRows } from "./filter.ts";
import { findRows, gatherRows, type RowQuery } from "./sort.ts";

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
  const all = Array.from({ length: 50 }, (_, row) => row);
  const order = (by: (row: number) => number) => all.toSorted((a, b) => by(a) - by(b) || a - b);
  const found = async (query: RowQuery, chunks = [8]) => [...(await findRows(memoryArray(table(), chunks), query))];
  /** Keys by the names of their fields, with a minus for descending. */
  const by = (...names: string[]) =>
    names.map((name) => ({ field: name.replace("-", ""), descending: name.startsWith("-") }));

  test("ties keep their order in either direction; without keys the array's own may be read backwards", async () => {
    expect(await found({ by: by("A") })).toEqual(order((row) => (row * 7) % 10));
    expect(await found({ by: by("-A") })).toEqual(order((row) => -((row * 7) % 10)));
    expect(await found({ by: [], backwards: true })).toEqual(all.toReversed());
  });

  test("each key has a direction of its own", async () => {
    expect(await found({ by: by("S", "-A") })).toEqual(order((row) => (row % 3) * 100 - ((row * 7) % 10)));
    expect(await found({ by: by("-S", "A") })).toEqual(order((row) => -(row % 3) * 100 + ((row * 7) % 10)));
    expect(await found({ by: by("-C", "-B") })).toEqual(
      order((row) => (row % 4 === 0 ? 0 : 1000) - (row === 3 ? -500 : row)),
    );
  });

  test("NaN comes last, texts and several fields have an order, a filter comes first", async () => {
    for (const key of ["B", "-B"]) expect((await found({ by: by(key) })).at(-1), key).toBe(3);
    const wanted = order((row) => (row % 3) * 100 + ((row * 7) % 10)).filter((row) => (row * 7) % 10 < 5);
    expect(await found({ by: by("S", "A"), filter: "A < 5" })).toEqual(wanted);
    expect(await found({ by: [], filter: "A < 5" })).toEqual(all.filter((row) => (row * 7) % 10 < 5));
  });

  test("the array is read once", async () => {
    const source = memoryArray(table(), [8]);
    await findRows(source, { by: by("B", "A"), filter: "A < 5" });
    expect(source.reads).toBe(1);
  });

  test("sorting stops between its passes when nobody waits for it any more", async () => {
    const source = memoryArray(table(), [8]);
    let calls = 0;
    let last = Number.POSITIVE_INFINITY;
    const onProgress = () => {
      calls += 1;
      if (calls === last) throw new Error("stopped");
    };
    await findRows(source, { by: by("B", "A") }, { onProgress });
    // Before each of two fields, and before each of the two digits of either.
    expect(calls).toBe(6);
    [calls, last] = [0, 5];
    await expect(findRows(source, { by: by("B", "A") }, { onProgress })).rejects.toThrow("stopped");
    expect(calls).toBe(5);
  });

  test("rows are gathered in the order asked for", async () => {
    const { data, shape } = await gatherRows(memoryArray(table()), [7, 2, 7]);
    const read = elementReader(DTYPE);
    expect(shape).toEqual([3]);
    expect([0, 1, 2].map((row) => Object(read(data, row)).B)).toEqual([3.5, 1, 3.5]);
  });

  test.each([
    [{ by: by("D") }, "field.unknown"],
    [{ by: by("A"), filter: "A" }, "expression.invalid"],
  ])("%j is refused", async (query, code) => {
    await expect(found(query)).rejects.toMatchObject({ code });
  });
});
