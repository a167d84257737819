import { expect, test } from "vitest";
import { fetchLane } from "./lane.ts";

test.each([
  ["3", "light"],
  ["3, 5:10, -1", "light"],
  ["0:256, 0:256", "light"],
  [":10", "light"],
  ["-10:-5", "light"],
  ["0:256, 0:257", "heavy"],
  ["0:1000000", "heavy"],
  [":", "heavy"],
  ["5:", "heavy"],
  ["-10:", "heavy"],
  ["-10:10", "heavy"],
  ["10:5", "heavy"],
  ["a:b", "heavy"],
])("slice %s is %s", (slice, lane) => {
  expect(fetchLane({ slice })).toBe(lane);
});

test("all of a dataset is light, gathered points, filters and fields are heavy", () => {
  expect(fetchLane({})).toBe("light");
  expect(fetchLane({ field: "a" })).toBe("heavy");
  expect(fetchLane({ indices: "[[1]]" })).toBe("heavy");
  expect(fetchLane({ slice: "0:3", filter: "a > 1" })).toBe("heavy");
});
