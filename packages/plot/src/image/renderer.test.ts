import { expect, it } from "vitest";
import { fullValue, plainNumbers } from "./renderer.ts";

it("knows what full light is, also of bytes that were made floats", () => {
  expect(fullValue(Uint8Array.of(3))).toBe(255);
  expect(fullValue(Uint16Array.of(3))).toBe(65535);
  expect(fullValue(Float32Array.of(0.2, 1, Number.NaN))).toBe(1);
  expect(fullValue(Float32Array.of(0, 254))).toBe(255);
  expect(fullValue(Int32Array.of(40_000))).toBe(65535);
  expect(fullValue(Float64Array.of(1e6))).toBe(1e6);
  expect(fullValue(Float32Array.of(Number.NaN))).toBe(1);
});

it("turns big integers into doubles and leaves others as they are", () => {
  expect(plainNumbers(BigUint64Array.of(7n))).toEqual(Float64Array.of(7));
  const data = Int16Array.of(1);
  expect(plainNumbers(data)).toBe(data);
});
