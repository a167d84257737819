import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { errorCode } from "../../test/error-code.ts";
import { namedPartsLength, parseNamedParts, writeNamedParts } from "./named-parts.ts";

const part = fc.record({ name: fc.string({ maxLength: 31 }), content: fc.uint8Array({ maxLength: 40 }) });

describe("named parts", () => {
  test("what is written reads back, and fills exactly the announced length", () => {
    fc.assert(
      fc.property(fc.array(part, { maxLength: 16 }), fc.nat(9), (parts, start) => {
        const bytes = new Uint8Array(start + namedPartsLength(parts, 16));
        expect(writeNamedParts(bytes, 0, start, parts)).toBe(bytes.length);
        expect(parseNamedParts(bytes, start, 16)).toEqual(parts);
      }),
      { seed: 3, numRuns: 300 },
    );
  });

  test("refuses names that are too long, and too many parts", async () => {
    const content = new Uint8Array(0);
    expect(await errorCode(() => namedPartsLength([{ name: "é".repeat(16), content }], 16))).toBe("request.invalid");
    const many = Array.from({ length: 17 }, (_, index) => ({ name: `${index}`, content }));
    expect(await errorCode(() => namedPartsLength(many, 16))).toBe("request.invalid");
  });

  test("any change of one byte gives parts or a typed error", async () => {
    const parts = [
      { name: "one", content: Uint8Array.of(1, 2, 3) },
      { name: "two", content: new Uint8Array(20) },
    ];
    const bytes = new Uint8Array(namedPartsLength(parts, 16));
    writeNamedParts(bytes, 0, 0, parts);
    for (let position = 0; position < bytes.length; position += 1) {
      for (const value of [0, 1, 0x7f, 0x80, 0xff]) {
        const mutant = bytes.slice();
        mutant[position] = value;
        expect(["none", "blosc2.malformed"]).toContain(await errorCode(() => parseNamedParts(mutant, 0, 16)));
      }
    }
  });
});
