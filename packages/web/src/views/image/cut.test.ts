import { expect, it } from "vitest";
import { statisticsOf } from "../../data/numbers.ts";
import { cutOf } from "./cut.ts";
import type { ReadPlane } from "./plane.ts";

function plane(values: Float32Array | BigInt64Array, columns: number, step = 1, x = 0, y = 0): ReadPlane {
  const rows = values.length / columns;
  return {
    slice: { shape: [rows, columns], values, statistics: statisticsOf(values) },
    placement: { x, y, step, width: 100, height: 100 },
  };
}

it("takes the row and the column of a position, with where their values stand", () => {
  const small = plane(Float32Array.of(1, 2, 3, 4, 5, 6), 3);
  expect(cutOf(small, { x: 1, y: 1 }, "row")).toEqual({
    name: "row 1",
    data: Float32Array.of(4, 5, 6),
    start: 0,
    step: 1,
  });
  expect(cutOf(small, { x: 1, y: 1 }, "column")?.data).toEqual(Float32Array.of(2, 5));
  expect(cutOf(small, { x: 3, y: 1 }, "row")).toBeUndefined();
});

it("says of a thinned part which row it has, and keeps integers whole", () => {
  const part = plane(BigInt64Array.of(2n ** 60n, 2n, 3n, 2n ** 60n + 1n), 2, 5, 40, 20);
  const cut = cutOf(part, { x: 43, y: 27 }, "column");
  expect(cut).toEqual({ name: "column 40", data: BigInt64Array.of(2n ** 60n, 3n), start: 20, step: 5 });
  expect(cutOf(part, { x: 43, y: 27 }, "row")?.name).toBe("row 25");
});
