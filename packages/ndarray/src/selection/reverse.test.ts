import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { NDArray } from "../array-source.ts";
import { parseDType } from "../dtype/parse.ts";
import { applySelection } from "./apply.ts";
import { reverseDimensions } from "./reverse.ts";
import { parseReversibleSlice, parseSliceText } from "./slice-text.ts";

function counting(shape: readonly number[]): NDArray {
  const count = shape.reduce((total, extent) => total * extent, 1);
  return { dtype: parseDType("u1"), shape, data: Uint8Array.from({ length: count }, (_, index) => index) };
}

function take(text: string, array: NDArray): NDArray {
  const { selection, reversed } = parseReversibleSlice(text, array.shape);
  return reverseDimensions(applySelection(array, selection), reversed);
}

/** The positions that Python's `range(*slice(start, stop, step).indices(extent))` has. */
function positions(start: number | undefined, stop: number | undefined, step: number, extent: number): number[] {
  const found: number[] = [];
  const [low, high] = step < 0 ? [-1, extent - 1] : [0, extent];
  const bound = (value: number) => Math.max(low, Math.min(high, value < 0 ? value + extent : value));
  const end = stop === undefined ? (step < 0 ? -1 : extent) : bound(stop);
  for (
    let at = start === undefined ? (step < 0 ? extent - 1 : 0) : bound(start);
    step < 0 ? at > end : at < end;
    at += step
  )
    found.push(at);
  return found;
}

describe("slices with negative steps", () => {
  test.each([
    ["::-1", [6], [5, 4, 3, 2, 1, 0]],
    ["4:1:-2", [6], [4, 2]],
    ["-1:-7:-5", [6], [5, 0]],
    ["2:2:-1", [6], []],
    ["1, ::-2", [2, 3], [5, 3]],
    ["::-1, ::-1", [2, 2], [3, 2, 1, 0]],
    ["::-1, 1", [3, 2], [5, 3, 1]],
    [":-100:-1", [3], [2, 1, 0]],
  ])("%s of shape %j", (text, shape, wanted) => {
    expect([...take(text, counting(shape)).data]).toEqual(wanted);
  });

  test("select along each axis what Python's slices do", () => {
    const bound = fc.option(fc.integer({ min: -9, max: 9 }), { nil: undefined });
    const step = fc.integer({ min: -4, max: 4 }).filter((value) => value !== 0);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 7 }), bound, bound, step, (extent, start, stop, by) => {
        const array = counting([2, extent]);
        const wanted = positions(start, stop, by, extent);
        const { shape, data } = take(`::-1, ${start ?? ""}:${stop ?? ""}:${by}`, array);
        expect(shape).toEqual([2, wanted.length]);
        expect([...data]).toEqual([...wanted.map((at) => extent + at), ...wanted]);
      }),
    );
  });

  test("a step of 0 is none, and texts without one mean the same as ever", () => {
    expect(() => parseReversibleSlice("::0", [3])).toThrow("at least 1");
    expect(parseReversibleSlice("1, 0:5:2", [3, 4])).toEqual({
      selection: parseSliceText("1, 0:5:2", [3, 4]),
      reversed: [],
    });
  });
});
