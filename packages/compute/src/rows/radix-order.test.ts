import { type NDArray, parseDType } from "@caterva2/ndarray";
import fc from "fast-check";
import { expect, test } from "vitest";
import { orderOf } from "./radix-order.ts";

/** What a comparison sort gives: ties keep their order. */
function compared<T>(values: readonly T[], compare: (a: T, b: T) => number): number[] {
  const rows = values.map((_, row) => row);
  return rows.sort((a, b) => compare(values[a] as T, values[b] as T) || a - b);
}

/** Of one column in both directions: what is missing comes last in either. */
function expectOrder<T>(
  items: NDArray,
  values: readonly T[],
  compare: (a: T, b: T) => number,
  missing: (value: T) => boolean = () => false,
): void {
  const last = (a: T, b: T) => Number(missing(a)) - Number(missing(b));
  for (const descending of [false, true]) {
    const expected = compared(values, (a, b) => last(a, b) || (descending ? compare(b, a) : compare(a, b)));
    expect([...orderOf([{ items, descending }], values.length)], `descending: ${descending}`).toEqual(expected);
  }
}

const bytes = (array: ArrayBufferView) => new Uint8Array(array.buffer.slice(0), array.byteOffset, array.byteLength);
const swapped = (data: Uint8Array, size: number) => {
  for (let at = 0; at < data.length; at += size) data.subarray(at, at + size).reverse();
  return data;
};
const numbers = (a: number, b: number) => (a < b ? -1 : a > b ? 1 : 0);
const bigs = (a: bigint, b: bigint) => (a < b ? -1 : a > b ? 1 : 0);

const KINDS = {
  "|i1": Int8Array,
  "|u1": Uint8Array,
  "<i2": Int16Array,
  ">u2": Uint16Array,
  "<i4": Int32Array,
  "<u4": Uint32Array,
  "<f2": Float16Array,
  "<f4": Float32Array,
  ">f8": Float64Array,
} as const;

test.each(Object.entries(KINDS))("numbers of dtype %s", (text, make) => {
  const value = text.includes("f") ? fc.double() : fc.integer({ min: -(2 ** 32), max: 2 ** 32 });
  fc.assert(
    fc.property(fc.array(value), (values) => {
      const items = make.from(values.length > 3 ? [...values, 0, -0, Number.NaN, values[0] ?? 0] : values);
      const list = Array.from(items);
      const data = text.startsWith(">") ? swapped(bytes(items), items.BYTES_PER_ELEMENT) : bytes(items);
      const column = { dtype: parseDType(text), shape: [items.length], data };
      expectOrder(column, list, numbers, Number.isNaN);
    }),
  );
});

test.each([
  ["<i8", BigInt64Array],
  ["<u8", BigUint64Array],
] as const)("whole numbers of 64 bits, %s", (text, make) => {
  fc.assert(
    fc.property(fc.array(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 64n - 1n })), (values) => {
      const items = make.from(values);
      const column = { dtype: parseDType(text), shape: [items.length], data: bytes(items) };
      expectOrder(column, Array.from(items), bigs);
    }),
  );
});

test("texts, by code points and by bytes", () => {
  const compare = (a: string, b: string) => {
    const [left, right] = [Array.from(a), Array.from(b)];
    for (let at = 0; at < Math.max(left.length, right.length); at += 1) {
      const way = (left[at]?.codePointAt(0) ?? 0) - (right[at]?.codePointAt(0) ?? 0);
      if (way !== 0) return way;
    }
    return 0;
  };
  const text = fc.string({ unit: fc.constantFrom("a", "b", "z", "é", "€", "😀", ""), maxLength: 5 });
  fc.assert(
    fc.property(fc.array(text), (values) => {
      const points = new Uint32Array(5 * values.length);
      for (const [row, value] of values.entries())
        for (const [at, letter] of Array.from(value).entries()) points[row * 5 + at] = letter.codePointAt(0) ?? 0;
      const column = { dtype: parseDType("<U5"), shape: [values.length], data: bytes(points) };
      expectOrder(column, values, compare);
      const latin = values.map((value) => value.replace(/[^ab]/gu, "z"));
      const letters = new Uint8Array(5 * values.length);
      for (const [row, value] of latin.entries()) letters.set(new TextEncoder().encode(value).subarray(0, 5), 5 * row);
      const short = { dtype: parseDType("|S5"), shape: [values.length], data: letters };
      expectOrder(short, latin, compare);
    }),
  );
});

test("times, NaT last", () => {
  const nat = -(2n ** 63n);
  const items = BigInt64Array.from([5n, nat, -7n, 2n ** 63n - 1n, 0n, nat, nat + 1n, 5n]);
  const column = { dtype: parseDType("<M8[s]"), shape: [items.length], data: bytes(items) };
  expectOrder(column, [...items], bigs, (value) => value === nat);
});

test("several columns: the first counts most", () => {
  const column = (descending: boolean, ...values: number[]) => ({
    items: { dtype: parseDType("|u1"), shape: [4], data: Uint8Array.from(values) },
    descending,
  });
  expect([...orderOf([column(false, 2, 1, 2, 1), column(false, 9, 8, 1, 8)], 4)]).toEqual([1, 3, 2, 0]);
  expect([...orderOf([column(true, 2, 1, 2, 1), column(false, 9, 8, 1, 8)], 4)]).toEqual([2, 0, 1, 3]);
  expect([...orderOf([column(false, 2, 1, 2, 1), column(true, 9, 8, 1, 8)], 4)]).toEqual([1, 3, 0, 2]);
  expect([...orderOf([], 3)]).toEqual([0, 1, 2]);
});

test("items without an order are refused", () => {
  const items = { dtype: parseDType("<c8"), shape: [1], data: new Uint8Array(8) };
  expect(() => orderOf([{ items, descending: false }], 1)).toThrow(
    expect.objectContaining({ code: "expression.invalid" }),
  );
});
