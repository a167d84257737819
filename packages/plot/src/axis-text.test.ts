import { expect, test } from "vitest";
import { withCoordinates } from "./axis-text.ts";

const ticks = [0, 2, 4].map((value) => ({ value, position: value / 4, label: String(value) }));

test("ticks say coordinates, in few digits; where there are none, indices", () => {
  const labels = (text: Parameters<typeof withCoordinates>[1]) =>
    withCoordinates(ticks, text).map(({ label }) => label);
  expect(labels(undefined)).toEqual(["0", "2", "4"]);
  expect(labels({ title: "x" })).toEqual(["0", "2", "4"]);
  expect(labels({ coordinates: [1 / 3, 9, -2.5, 9] })).toEqual(["0.3333", "\u22122.5", "4"]);
});
