import { describe, expect, it } from "vitest";
import { finiteSample, minMaxLimits, percentileLimits, positiveMin, symmetricLimits } from "./limits.ts";

describe("limits", () => {
  it("leave one hot pixel and the holes out", () => {
    const data = Float64Array.from({ length: 10_000 }, (_, i) => i / 100);
    data[17] = 1e9;
    data[18] = Number.NaN;
    data[19] = -Infinity;
    expect(minMaxLimits(data)).toEqual({ low: 0, high: 1e9 });
    const limits = percentileLimits(data);
    expect(limits?.low).toBeCloseTo(0.1, 1);
    expect(limits?.high).toBeCloseTo(99.9, 1);
  });

  it("take the whole range where the percentiles are one value", () => {
    const data = new Uint8Array(100_000);
    data[500] = 9;
    expect(percentileLimits(data)).toEqual({ low: 0, high: 9 });
  });

  it("know nothing of data without finite values", () => {
    expect(minMaxLimits(Float32Array.of(Number.NaN, Infinity))).toBeUndefined();
    expect(percentileLimits(Float32Array.of(Number.NaN, Infinity))).toBeUndefined();
    expect(percentileLimits(new Int16Array(0))).toBeUndefined();
  });

  it("read big integers", () => {
    expect(percentileLimits(BigInt64Array.of(-5n, 3n, 8n))).toEqual({ low: -5, high: 8 });
  });

  it("sample evenly, and at most as many as asked", () => {
    const data = Float32Array.from({ length: 100_003 }, (_, i) => i);
    const sample = finiteSample(data, 1000);
    expect(sample.length).toBeGreaterThan(900);
    expect(sample.length).toBeLessThanOrEqual(1000);
    expect(sample.at(-1)).toBeGreaterThan(99_800);
  });

  it("find where a log scale may begin, and what is even about zero", () => {
    expect(positiveMin(Float32Array.of(-1, 0, 0.5, 2, Number.NaN))).toBe(0.5);
    expect(positiveMin(Float32Array.of(-1, 0))).toBeUndefined();
    expect(symmetricLimits({ low: -2, high: 7 })).toEqual({ low: -7, high: 7 });
  });
});
