import { formatDType, parseDType } from "@caterva2/ndarray";
import { describe, expect, test } from "vitest";
import { errorCode } from "../../test/error-code.ts";
import { encodeB2ndMeta, parseB2ndMeta } from "./meta.ts";

const meta = { shape: [5, 2 ** 40], chunks: [2, 1000], blocks: [1, 100], dtype: parseDType("<i4") };

describe("the b2nd metalayer", () => {
  test("what is written reads back, up to rank 16", () => {
    expect(parseB2ndMeta(encodeB2ndMeta(meta))).toEqual(meta);
    const ones = new Array<number>(16).fill(1);
    const wide = { shape: ones, chunks: ones, blocks: ones, dtype: parseDType("[('a', '<i4'), ('b', 'S3')]") };
    const bytes = encodeB2ndMeta(wide);
    expect(bytes[3]).toBe(0xa0);
    expect(parseB2ndMeta(bytes)).toEqual(wide);
    expect(formatDType(wide.dtype)).toBe("[('a', '<i4'), ('b', 'S3')]");
  });

  test("an old layer of five entries has no dtype", () => {
    const bytes = encodeB2ndMeta(meta).slice(0, -9);
    bytes[0] = 0x95;
    expect(parseB2ndMeta(bytes)).toEqual({ ...meta, dtype: undefined });
  });

  test.each<[string, number, number, string]>([
    ["a newer version", 1, 1, "blosc2.unsupported"],
    ["17 dimensions", 2, 17, "blosc2.malformed"],
    ["a negative extent", 5, 0x80, "blosc2.malformed"],
    ["an extent of another type", 4, 0xcf, "blosc2.malformed"],
    ["a dtype of an unknown format", 44, 1, "blosc2.unsupported"],
    ["a dtype that is cut off", 46, 1, "blosc2.malformed"],
    ["a dtype that is none", 50, 0x7a, "dtype.invalid"],
  ])("refuses %s", async (_, position, value, code) => {
    const bytes = encodeB2ndMeta(meta);
    bytes[position] = value;
    expect(await errorCode(() => parseB2ndMeta(bytes))).toBe(code);
  });

  test("any change of one byte gives a layer or a typed error", async () => {
    const bytes = encodeB2ndMeta(meta);
    for (let position = 0; position < bytes.length; position += 1) {
      for (const value of [0, 1, 15, 16, 0x7f, 0x80, 0xff]) {
        const mutant = bytes.slice();
        mutant[position] = value;
        const outcome = await errorCode(() => parseB2ndMeta(mutant));
        expect(["none", "blosc2.malformed", "blosc2.unsupported", "dtype.invalid"]).toContain(outcome);
      }
    }
  });
});
