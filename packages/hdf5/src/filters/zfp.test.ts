import fc from "fast-check";
import { expect, it } from "vitest";
import { parseZfp, zfp } from "./zfp.ts";

const VERSION = 0x10105111;
const MAGIC = 0x0570667a;

it("reads the modes of ZFP from the parameters that h5py finds", () => {
  const form = (...values: number[]) => parseZfp([VERSION, MAGIC, ...values]);
  const any = { minBits: 1, maxBits: 16_658, maxPlanes: 64, minExponent: -1074, reversible: false };
  const volume = { scalar: "float32", shape: [5, 10, 11] };
  expect(form(0x9000aa, 0x27f00040)).toEqual({ ...volume, ...any, minBits: 640, maxBits: 640 });
  expect(form(0x9000aa, 0x80d00040)).toEqual({ ...volume, ...any, maxPlanes: 14 });
  expect(form(0x9000aa, 0xcac00040)).toEqual({ ...volume, ...any, minExponent: -7 });
  expect(form(0x9000aa, 0x88000040)).toEqual({ ...volume, ...any, reversible: true });
  expect(form(0x631, 0x88000000)).toEqual({ scalar: "int64", shape: [100], ...any, reversible: true });
  const long = { minBits: 1, maxBits: 16_657, maxPlanes: 40, minExponent: -20, reversible: false };
  expect(form(0x9000aa, 0xfff00040, 0xe0880000, 0x80b69)).toEqual({ ...volume, ...long });
});

it("refuses another version, and more than a chunk", async () => {
  expect(() => parseZfp([VERSION, 0x0470667a, 0x631])).toThrow(expect.objectContaining({ code: "hdf5.unsupported" }));
  expect(() => parseZfp([])).toThrow(expect.objectContaining({ code: "hdf5.unsupported" }));
  const decode = zfp(() => new Uint8Array());
  const context = { values: [VERSION, MAGIC, 0x9000aa, 0x88000040], chunkBytes: 2200, maxBytes: 2199 };
  expect(() => decode(new Uint8Array(), context)).toThrow(expect.objectContaining({ code: "hdf5.corrupt" }));
});

it("makes something bounded of any parameters", () => {
  const words = fc.array(fc.integer({ min: 0, max: 0xffff_ffff }), { maxLength: 8 });
  fc.assert(
    fc.property(words, (values) => {
      const { shape, minBits, maxBits, maxPlanes, minExponent } = parseZfp([VERSION, MAGIC, ...values]);
      expect(shape.every((extent) => extent >= 1 && extent <= 2 ** 48)).toBe(true);
      expect(Math.min(minBits, maxBits, maxPlanes)).toBeGreaterThan(0);
      expect(Math.max(minBits, maxBits)).toBeLessThanOrEqual(2 ** 15);
      expect(minExponent).toBeGreaterThanOrEqual(-1074);
    }),
  );
});
