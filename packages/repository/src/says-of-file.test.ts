import { CatervaError } from "@caterva2/ndarray";
import { expect, test } from "vitest";
import { saysOfFile } from "./says-of-file.ts";

test.each([
  ["blosc2.malformed", true],
  ["expression.invalid", true],
  ["limit.exceeded", true],
  ["request.cancelled", false],
  ["source.changed", false],
  ["source.unreadable", false],
  ["server.busy", false],
] as const)("%s: %s", (code, expected) => {
  expect(saysOfFile(new CatervaError(code, "why"))).toBe(expected);
});

test("other errors are faults of ours", () => {
  expect(saysOfFile(new TypeError("x"))).toBe(false);
});
