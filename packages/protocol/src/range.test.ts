import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type ByteSpan, contentRange, formatRange, mergeSpans, parseRange, unsatisfiedRange } from "./range.ts";

const SIZE = 5271;

const spans = (...pairs: readonly (readonly [number, number])[]) => ({
  kind: "spans",
  spans: pairs.map(([first, last]) => ({ first, last })),
});

describe("parseRange of a resource of 5271 bytes", () => {
  test.each([
    ["bytes=0-31", spans([0, 31])],
    ["bytes=5000-", spans([5000, 5270])],
    ["bytes=-10", spans([5261, 5270])],
    ["bytes=-99999", spans([0, 5270])],
    ["bytes=5200-9999", spans([5200, 5270])],
    ["bytes=0-9, 20-29", spans([0, 9], [20, 29])],
    ["bytes=20-29,0-9", spans([0, 9], [20, 29])],
    ["bytes=0-9,10-19", spans([0, 19])],
    ["bytes=0-15,10-19", spans([0, 19])],
    ["bytes=0-9,9000-9009", spans([0, 9])],
    ["BYTES=0-9", spans([0, 9])],
    ["bytes = 0-9", spans([0, 9])],
    ["bytes=0-9,abc", spans([0, 9])],
    ["bytes=0-9,,", spans([0, 9])],
    ["bytes=0-99999999999999999999999", spans([0, 5270])],
  ])("%s is satisfied", (header, expected) => {
    expect(parseRange(header, SIZE)).toEqual(expected);
  });

  test.each(["bytes=9000-", "bytes=5271-5271", "bytes=-0", "bytes=99999999999999999999-"])(
    "%s is outside",
    (header) => {
      expect(parseRange(header, SIZE)).toEqual({ kind: "unsatisfiable" });
    },
  );

  test.each(["bytes=abc", "bytes=", "bytes=-", "bytes=9-5", "bytes=0-9,9-5", "bytes", "bytes=1.5-3", "bytes=0x1-0x9"])(
    "%s is no range",
    (header) => {
      expect(parseRange(header, SIZE).kind).toBe("invalid");
    },
  );

  test.each([undefined, "items=0-9", "lines=abc"])("%s asks for the whole", (header) => {
    expect(parseRange(header, SIZE)).toEqual({ kind: "whole" });
  });

  test("nothing is within an empty resource", () => {
    expect(parseRange("bytes=0-", 0)).toEqual({ kind: "unsatisfiable" });
    expect(parseRange("bytes=-5", 0)).toEqual({ kind: "unsatisfiable" });
  });

  test("a list of thousands of spans is refused", () => {
    const header = `bytes=${Array.from({ length: 5000 }, (_, index) => `${2 * index}-${2 * index}`).join(",")}`;
    expect(parseRange(header, 1_000_000).kind).toBe("invalid");
  });
});

const anySpan = fc
  .tuple(fc.nat(2000), fc.nat(300))
  .map(([first, length]): ByteSpan => ({ first, last: first + length }));

function covered(list: readonly ByteSpan[], size: number): boolean[] {
  return Array.from({ length: size }, (_, at) => list.some(({ first, last }) => first <= at && at <= last));
}

test("whatever the spans, the answer covers the same bytes, sorted, apart, within the size", () => {
  fc.assert(
    fc.property(fc.array(anySpan, { minLength: 1, maxLength: 20 }), fc.integer({ min: 1, max: 2500 }), (list, size) => {
      const answer = parseRange(formatRange(list), size);
      const got = answer.kind === "spans" ? answer.spans : [];
      expect(covered(got, size)).toEqual(covered(list, size));
      for (const [index, span] of got.entries()) {
        expect(span.first).toBeLessThanOrEqual(span.last);
        expect(span.last).toBeLessThan(size);
        expect(span.first).toBeGreaterThan((got[index - 1]?.last ?? -2) + 1);
      }
    }),
    { seed: 1 },
  );
});

test("any text is answered and never throws", () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.string().map((text) => `bytes=${text}`),
      ),
      fc.nat(10_000),
      (header, size) => {
        const answer = parseRange(header, size);
        expect(["whole", "spans", "unsatisfiable", "invalid"]).toContain(answer.kind);
      },
    ),
    { seed: 2 },
  );
});

test("merging twice changes nothing", () => {
  fc.assert(
    fc.property(fc.array(anySpan), (list) => {
      const once = mergeSpans(list);
      expect(mergeSpans(once)).toEqual(once);
    }),
    { seed: 3 },
  );
});

test("writes Content-Range", () => {
  expect(contentRange({ first: 0, last: 31 }, SIZE)).toBe("bytes 0-31/5271");
  expect(unsatisfiedRange(SIZE)).toBe("bytes */5271");
});
