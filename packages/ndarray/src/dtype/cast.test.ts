import { describe, expect, test } from "vitest";
import { isCatervaError } from "../errors.ts";
import { castArray } from "./cast.ts";
import { elementReader } from "./element.ts";
import { parseDType } from "./parse.ts";

function cast(values: ArrayBufferView<ArrayBuffer>, from: string, to: string): unknown[] {
  const dtype = parseDType(from);
  const data = new Uint8Array(values.buffer);
  const count = data.length / dtype.itemsize;
  const target = parseDType(to);
  const result = castArray({ dtype, shape: [count], data }, target);
  expect(result.data.length).toBe(count * target.itemsize);
  const read = elementReader(target);
  return Array.from({ length: count }, (_, index) => read(result.data, index));
}

describe("castArray does as NumPy's assignment", () => {
  const halves = Float64Array.of(2.5, -2.5, 0, 255.9, 70000);
  test.each([
    ["<i4", [2, -2, 0, 255, 70000]],
    [">i2", [2, -2, 0, 255, 4464]],
    ["|u1", [2, 254, 0, 255, 112]],
    ["<i8", [2n, -2n, 0n, 255n, 70000n]],
    ["|b1", [true, true, false, true, true]],
    [">f4", [2.5, -2.5, 0, Math.fround(255.9), 70000]],
    ["<f2", [2.5, -2.5, 0, 255.875, Number.POSITIVE_INFINITY]],
    ["<c8", [2.5, -2.5, 0, Math.fround(255.9), 70000].map((re) => ({ re, im: 0 }))],
  ])("float64 to %s", (to, expected) => expect(cast(halves, "<f8", to)).toEqual(expected));

  test.each([
    [BigInt64Array.of(-1n, 2n ** 40n + 7n), "<i8", "<u2", [65535, 7]],
    [BigInt64Array.of(-1n, 2n ** 53n + 1n), "<i8", "<u8", [2n ** 64n - 1n, 2n ** 53n + 1n]],
    [BigUint64Array.of(2n ** 64n - 1n), "<u8", "<f8", [2 ** 64]],
    [Float32Array.of(1.5, 9), "<c8", "<i2", [1]],
    [Int8Array.of(-1, 5), "|i1", "<u4", [2 ** 32 - 1, 5]],
    [Uint8Array.of(97, 98, 99, 100), "|S4", "|S2", [Uint8Array.of(97, 98)]],
    [Uint8Array.of(97, 98), "|S2", "|S4", [Uint8Array.of(97, 98)]],
    [Uint32Array.of(97, 0x1f600), "<U2", ">U1", ["a"]],
    [BigInt64Array.of(5n), "<M8[ns]", ">M8[ns]", [{ count: 5n }]],
  ])("%o of %s to %s", (values, from, to, expected) => expect(cast(values, from, to)).toEqual(expected));

  test("every float16 keeps its bits", () => {
    const bits = Uint16Array.from({ length: 0x7c01 }, (_, index) => index);
    const wide = castArray(
      { dtype: parseDType("<f2"), shape: [0x7c01], data: new Uint8Array(bits.buffer) },
      parseDType("<f8"),
    );
    expect(castArray(wide, parseDType("<f2")).data).toEqual(new Uint8Array(bits.buffer));
  });

  test("structs by position, sub-arrays item by item", () => {
    const from = "[('a', '<i4'), ('b', '<f4', (2,))]";
    const data = new Uint8Array(12);
    new DataView(data.buffer).setInt32(0, 300, true);
    new DataView(data.buffer).setFloat32(8, 2.5, true);
    expect(cast(data, from, "[('x', '|u1'), ('y', '>i2', (2,))]")).toEqual([{ x: 44, y: [0, 2] }]);
  });

  test.each([
    ["<f8", "|S3"],
    ["<M8[ns]", "<M8[D]"],
    ["<i4", "[('a', '<i4')]"],
  ])("refuses %s to %s", (from, to) => {
    const dtype = parseDType(from);
    const run = () => castArray({ dtype, shape: [1], data: new Uint8Array(dtype.itemsize) }, parseDType(to));
    expect(run).toThrow(expect.toSatisfy((error) => isCatervaError(error, "dtype.invalid")));
  });
});
