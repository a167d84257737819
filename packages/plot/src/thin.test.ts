import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bandIndex, bandOf, thin } from "./thin.ts";

const values = fc.array(fc.oneof(fc.double({ min: -9, max: 9 }), fc.constant(Number.NaN), fc.constant(Infinity)), {
  minLength: 1,
  maxLength: 2000,
});

function slowly(data: Float64Array, first: number, end: number) {
  const finite = [...data.subarray(first, end)].filter(Number.isFinite);
  return { low: Math.min(...finite), high: Math.max(...finite) };
}

describe("thinning", () => {
  it("finds the band of any run, as a plain loop does", () => {
    fc.assert(
      fc.property(values, fc.nat(2000), fc.nat(2000), (numbers, a, b) => {
        const data = Float64Array.from(numbers);
        const [first, end] = [Math.min(a, b, data.length), Math.min(Math.max(a, b), data.length)];
        expect(bandOf(bandIndex(data), first, end)).toEqual(slowly(data, first, end));
      }),
      { seed: 11, numRuns: 200 },
    );
  });

  it("loses no extreme, and neighbours share the value between them", () => {
    const data = Float32Array.from({ length: 100_000 }, (_, i) => Math.sin(i / 300));
    data[54_321] = 40;
    data[54_322] = -40;
    const bands = thin(bandIndex(data), 0, data.length - 1, 500);
    expect(Math.max(...bands.high)).toBe(40);
    expect(Math.min(...bands.low)).toBe(-40);
    for (let i = 1; i < 500; i++) {
      expect(bands.low[i]).toBeLessThanOrEqual(bands.high[i - 1] ?? Number.NaN);
      expect(bands.high[i]).toBeGreaterThanOrEqual(bands.low[i - 1] ?? Number.NaN);
    }
  });

  it("leaves gaps where there is no number", () => {
    const data = Float64Array.from({ length: 1000 }, (_, i) => (i >= 400 && i < 600 ? Number.NaN : i));
    const bands = thin(bandIndex(data), 0, 999, 10);
    expect([...bands.low].map(Number.isNaN)).toEqual([
      false,
      false,
      false,
      false,
      true,
      false,
      false,
      false,
      false,
      false,
    ]);
    expect(thin(bandIndex(data), 2000, 3000, 4).low.every(Number.isNaN)).toBe(true);
  });

  it("reads ten thousand values for a view of ten million, not all", () => {
    let reads = 0;
    const length = 1 << 20;
    const index = bandIndex(new Float32Array(length));
    const counted = new Proxy(index.data, {
      get(target, key) {
        if (typeof key === "string" && /^\d+$/.test(key)) reads += 1;
        return Reflect.get(target, key, target);
      },
    });
    thin({ ...index, data: counted }, 0, length - 1, 20);
    expect(reads).toBeLessThan(20 * 2 * 256);
  });
});
