import fc from "fast-check";
import { expect, test } from "vitest";
import { formatHttpDate, parseHttpDate } from "./http-date.ts";

test.each(["Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"])(
  "reads the form %s of RFC 9110",
  (text) => {
    expect(parseHttpDate(text)).toBe(Date.UTC(1994, 10, 6, 8, 49, 37));
  },
);

test.each(["", "now", "2026-01-01", "Sun, 06 Foo 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:37 CET"])(
  "%s is no date",
  (text) => {
    expect(parseHttpDate(text)).toBeUndefined();
  },
);

test("reads back every second of four centuries", () => {
  fc.assert(
    fc.property(fc.integer({ min: Date.UTC(1900, 0) / 1000, max: Date.UTC(2300, 0) / 1000 }), (seconds) => {
      expect(parseHttpDate(formatHttpDate(seconds * 1000))).toBe(seconds * 1000);
    }),
    { seed: 1 },
  );
});
