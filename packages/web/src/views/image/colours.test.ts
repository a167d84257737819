import { expect, it } from "vitest";
import type { Statistics } from "../../data/port.ts";
import { chooseColours } from "./colours.ts";

const statistics = (low: number, high: number): Statistics => ({
  count: 9,
  nan: 0,
  infinite: 0,
  min: low - 1,
  max: high + 1,
  mean: 0,
  low,
  high,
  bins: new Uint32Array(4),
  binLow: low,
  binHigh: high,
  positiveLow: 0.25,
});

it("begins a log scale at the least positive values where there are others", () => {
  const log = { scale: "log" } as const;
  expect(chooseColours(log, statistics(0, 9), false).limits).toEqual({ low: 0.25, high: 9 });
  expect(chooseColours(log, statistics(3, 9), false).limits).toEqual({ low: 3, high: 9 });
  expect(chooseColours(log, statistics(-3, 0.1), false).limits).toEqual({ low: -3, high: 0.1 });
});

it("takes viridis over the percentiles", () => {
  expect(chooseColours({}, statistics(3, 9), false)).toMatchObject({ map: "viridis", limits: { low: 3, high: 9 } });
});

it("takes blue-red about zero only where both sides count", () => {
  expect(chooseColours({}, statistics(-5, 9), false)).toMatchObject({ map: "blue-red", limits: { low: -9, high: 9 } });
  expect(chooseColours({}, statistics(-1, 90), false).map).toBe("viridis");
  expect(chooseColours({ map: "grey" }, statistics(-5, 9), false)).toMatchObject({
    map: "grey",
    limits: { low: -5, high: 9 },
  });
});

it("keeps what a link fixes, and shows phases over a whole turn", () => {
  expect(chooseColours({ lim: [1, 2] }, statistics(-5, 9), false).limits).toEqual({ low: 1, high: 2 });
  expect(chooseColours({ part: "phase" }, statistics(-3, 3), true)).toMatchObject({
    map: "twilight",
    limits: { high: Math.PI },
  });
  expect(chooseColours({ map: "nope" }, undefined, false)).toMatchObject({ map: "viridis", limits: undefined });
});
