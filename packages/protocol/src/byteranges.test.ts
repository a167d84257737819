import fc from "fast-check";
import { expect, test } from "vitest";
import { planByteranges } from "./byteranges.ts";
import { mergeSpans } from "./range.ts";

test("frames two spans as RFC 9110 shows it", () => {
  const data = "abcdefghij";
  const plan = planByteranges(
    [
      { first: 0, last: 1 },
      { first: 5, last: 7 },
    ],
    data.length,
    "text/plain",
    "BOUND",
  );
  const body = plan.parts.map(({ head, span }) => head + data.slice(span.first, span.last + 1)).join("") + plan.tail;
  expect(body).toBe(
    "--BOUND\r\nContent-Type: text/plain\r\nContent-Range: bytes 0-1/10\r\n\r\nab\r\n" +
      "--BOUND\r\nContent-Type: text/plain\r\nContent-Range: bytes 5-7/10\r\n\r\nfgh\r\n--BOUND--\r\n",
  );
  expect(plan.mediaType).toBe("multipart/byteranges; boundary=BOUND");
  expect(plan.length).toBe(body.length);
});

test("says its length for any spans", () => {
  const span = fc.tuple(fc.nat(10_000), fc.nat(500)).map(([first, more]) => ({ first, last: first + more }));
  fc.assert(
    fc.property(fc.array(span, { minLength: 1, maxLength: 30 }), (list) => {
      const spans = mergeSpans(list);
      const plan = planByteranges(spans, 20_000, "application/octet-stream", "b");
      const data = spans.reduce((sum, { first, last }) => sum + last - first + 1, 0);
      expect(plan.length).toBe(plan.parts.map(({ head }) => head).join("").length + data + plan.tail.length);
    }),
    { seed: 1 },
  );
});
