import { isCatervaError } from "@caterva2/ndarray";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { multipartBoundary, parseByteranges, parseContentRange } from "./byteranges.ts";

const bytesOf = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));
const part = (range: string, data: string) => `--B\r\nContent-Type: x/y\r\nContent-Range: ${range}\r\n\r\n${data}\r\n`;

describe("answers to range requests", () => {
  it("read a Content-Range, and nothing that is none", () => {
    expect(parseContentRange("bytes 0-31/5271")).toEqual({ first: 0, last: 31, size: 5271 });
    for (const text of [
      null,
      "",
      "bytes 5-3/9",
      "bytes 0-9/9",
      "bytes */9",
      "bytes 0-1/*",
      "items 0-1/9",
      "bytes 0-1/99999999999999999",
    ]) {
      expect(parseContentRange(text)).toBeUndefined();
    }
  });

  it("read the boundary, quoted or not", () => {
    expect(multipartBoundary("multipart/byteranges; boundary=abc")).toBe("abc");
    expect(multipartBoundary('Multipart/Byteranges;charset=x; boundary="a b;c"')).toBe("a b;c");
    expect(multipartBoundary("text/plain; boundary=abc")).toBeUndefined();
    expect(multipartBoundary(null)).toBeUndefined();
  });

  it("cut parts by their range, whatever the data look like", () => {
    const data = "--B--\r\n--B\r\n";
    const body = bytesOf(`${part(`bytes 5-${4 + data.length}/100`, data) + part("bytes 90-91/100", "hi")}--B--\r\n`);
    const parts = parseByteranges(body, "B", 64);
    expect(parts.map(({ bytes }) => String.fromCharCode(...bytes))).toEqual([data, "hi"]);
    expect(parts.map(({ range }) => range.first)).toEqual([5, 90]);
  });

  it.each([
    ["nothing", ""],
    ["another boundary", "--C\r\nContent-Range: bytes 0-1/9\r\n\r\nhi\r\n--C--"],
    ["no end", part("bytes 0-1/9", "hi")],
    ["a part cut short", "--B\r\nContent-Range: bytes 0-100/900\r\n\r\nhi"],
    ["no Content-Range", "--B\r\nContent-Type: x/y\r\n\r\nhi\r\n--B--"],
    ["a head without end", `--B\r\n${"x".repeat(9000)}`],
    ["too many parts", `${part("bytes 0-1/9", "hi").repeat(3)}--B--`],
  ])("refuse a body with %s", (_, text) => {
    expect(() => parseByteranges(bytesOf(text), "B", 2)).toThrowError(
      expect.objectContaining({ code: "source.short_read" }),
    );
  });

  it("answer hostile bodies with an error of the catalogue", () => {
    const body = `${part("bytes 0-1/9", "hi") + part("bytes 4-5/9", "ho")}--B--\r\n`;
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(body.length - 1), fc.nat(255)), { maxLength: 6 }),
        fc.nat(body.length),
        (edits, length) => {
          const bytes = bytesOf(body).slice(0, length);
          for (const [at, value] of edits) if (at < bytes.length) bytes[at] = value;
          try {
            expect(parseByteranges(bytes, "B", 64).length).toBeLessThanOrEqual(2);
          } catch (error) {
            if (!isCatervaError(error, "source.short_read")) throw error;
          }
        },
      ),
      { seed: 8, numRuns: 500 },
    );
  });
});
