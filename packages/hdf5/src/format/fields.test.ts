import { expect, it } from "vitest";
import { FieldReader } from "./fields.ts";

const widths = { offset: 8, length: 4 };

it("reads numbers of every width, little-endian", () => {
  for (let width = 1; width <= 6; width += 1) {
    const bytes = Uint8Array.from({ length: width }, (_, index) => index + 1);
    const expected = bytes.reduce((sum, byte, index) => sum + byte * 256 ** index, 0);
    expect(new FieldReader(bytes, widths).uint(width)).toBe(expected);
  }
  expect(new FieldReader(Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 0), widths).uint(8)).toBe(0x07060504030201);
});

it("refuses numbers that are no counts, and those that are cut short", () => {
  const malformed = expect.objectContaining({ code: "hdf5.malformed" });
  expect(() => new FieldReader(new Uint8Array(8).fill(0xfe), widths).uint(8)).toThrow(malformed);
  expect(() => new FieldReader(new Uint8Array(7).fill(0xff), widths).address()).toThrow(malformed);
});

it("takes all ones for no address, and goes on behind it", () => {
  const fields = new FieldReader(Uint8Array.of(...new Array<number>(8).fill(0xff), 5, 0, 0, 0), widths);
  expect(fields.address()).toBeUndefined();
  expect(fields.extent()).toBe(5);
  expect(fields.remaining).toBe(0);
});
