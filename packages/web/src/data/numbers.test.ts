import { type NDArray, parseDType } from "@caterva2/ndarray";
import { expect, it } from "vitest";
import type { ComplexPart } from "../state/place.ts";
import { numericSlice } from "./numbers.ts";

const plain = { transpose: false, part: "amplitude" } as const;
const swapped = { ...plain, transpose: true };

const array = (dtype: string, shape: number[], values: ArrayBufferView<ArrayBuffer>): NDArray => ({
  dtype: parseDType(dtype),
  shape,
  data: new Uint8Array(values.buffer, values.byteOffset, values.byteLength),
});

it("counts what is no number, and leaves it out of the rest", () => {
  const values = new Float32Array([1, 2, 3, Number.NaN, Number.POSITIVE_INFINITY, 6]);
  const { statistics } = numericSlice(array("<f4", [2, 3], values), plain);
  expect(statistics).toMatchObject({ count: 6, nan: 1, infinite: 1, min: 1, max: 6, mean: 3 });
  expect(statistics.bins.reduce((sum, count) => sum + count)).toBe(4);
});

it("keeps one hot pixel from squeezing limits and histogram", () => {
  const values = new Uint16Array(10_000).map((_, index) => index % 100);
  values[5] = 60_000;
  const { statistics } = numericSlice(array("<u2", [100, 100], values), plain);
  expect(statistics).toMatchObject({ max: 60_000, low: 0, high: 99 });
  expect(statistics.binHigh).toBeCloseTo(132);
});

it("swaps rows and columns, and keeps colours together", () => {
  const whole = numericSlice(array("|u1", [2, 3], new Uint8Array([1, 2, 3, 4, 5, 6])), swapped);
  expect([whole.shape, [...whole.values]]).toEqual([
    [3, 2],
    [1, 4, 2, 5, 3, 6],
  ]);
  const colour = numericSlice(array("|u1", [1, 2, 3], new Uint8Array([1, 2, 3, 4, 5, 6])), swapped);
  expect([colour.shape, [...colour.values]]).toEqual([
    [2, 1, 3],
    [1, 2, 3, 4, 5, 6],
  ]);
});

it("takes the wanted part of complex numbers, and refuses texts", () => {
  const field = array("<c8", [2], new Float32Array([3, 4, 0, -2]));
  const part = (name: ComplexPart) => [...numericSlice(field, { transpose: false, part: name }).values];
  expect([part("amplitude"), part("real"), part("imaginary")]).toEqual([
    [5, 2],
    [3, 0],
    [4, -2],
  ]);
  expect(part("phase")[1]).toBeCloseTo(-Math.PI / 2);
  expect(() => numericSlice(array("<U1", [1], new Uint32Array([65])), plain)).toThrow(
    expect.objectContaining({ code: "dataset.wrong_kind" }),
  );
});

it("has nothing to say about a slice of NaN alone", () => {
  const { statistics } = numericSlice(array("<f8", [2], new Float64Array([Number.NaN, Number.NaN])), plain);
  expect(statistics).toMatchObject({ count: 2, nan: 2, min: Number.NaN, low: Number.NaN });
});
