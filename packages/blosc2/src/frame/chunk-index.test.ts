import { describe, expect, test } from "vitest";
import { errorCode } from "../../test/error-code.ts";
import { parseChunkIndex } from "./chunk-index.ts";

function indexOf(...offsets: bigint[]) {
  const table = BigUint64Array.from(offsets);
  return parseChunkIndex(new Uint8Array(table.buffer), offsets.length);
}

describe("parseChunkIndex", () => {
  test("tells offsets from specials", () => {
    const index = indexOf(0n, 0x81n << 56n, 0x82n << 56n, 0x84n << 56n, 2n ** 40n);
    expect([0, 1, 2, 3, 4].map((n) => index.entry(n))).toEqual([
      { special: "none", offset: 0 },
      { special: "zeros" },
      { special: "nan" },
      { special: "uninit" },
      { special: "none", offset: 2 ** 40 },
    ]);
  });

  test("finds the next chunk in whatever order they lie", () => {
    const index = indexOf(500n, 0x81n << 56n, 100n, 300n, 100n);
    expect(index.nextOffset(100, 900)).toBe(300);
    expect(index.nextOffset(300, 900)).toBe(500);
    expect(index.nextOffset(500, 900)).toBe(900);
    expect(index.nextOffset(100, 200)).toBe(200);
  });

  test("one entry may stand for all chunks", () => {
    const index = parseChunkIndex(new Uint8Array(BigUint64Array.of(0x81n << 56n).buffer), 1e9);
    expect(index.nchunks).toBe(1e9);
    expect(index.entry(123_456_789)).toEqual({ special: "zeros" });
  });

  test("refuses a special of no known kind", async () => {
    expect(await errorCode(() => indexOf(0x80n << 56n).entry(0))).toBe("blosc2.malformed");
  });
});
