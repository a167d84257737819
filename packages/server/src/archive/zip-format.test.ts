import { describe, expect, test } from "vitest";
import { centralRecord, dataDescriptor, endRecords, localHeader } from "./zip-format.ts";

const GIB = 1024 ** 3;
const small = { name: "a/ü.txt", mtimeMs: Date.UTC(2026, 10, 28, 19, 30, 42), size: 5 };
const sums = { crc: 0x12345678, packed: 7 };
const viewOf = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

describe("records have the lengths and fields of the format", () => {
  test("a local header", () => {
    const view = viewOf(localHeader(small));
    expect(view.byteLength).toBe(30 + 8 + 9);
    expect(view.getUint32(0, true)).toBe(0x04034b50);
    expect([view.getUint16(6, true), view.getUint16(8, true)]).toEqual([0x0808, 8]);
    expect(view.getUint16(10, true)).toBe((19 << 11) | (30 << 5) | 21);
    expect(view.getUint16(12, true)).toBe((46 << 9) | (11 << 5) | 28);
    expect([view.getUint16(26, true), view.getUint16(28, true)]).toEqual([8, 9]);
  });

  test("what is large has 64-bit sizes wherever they stand", () => {
    const large = { ...small, size: 5 * GIB };
    expect(localHeader(large).byteLength).toBe(30 + 8 + 9 + 20);
    expect([dataDescriptor(small, sums).byteLength, dataDescriptor(large, sums).byteLength]).toEqual([16, 24]);
    const view = viewOf(centralRecord(large, { crc: 1, packed: 4.5 * GIB }, 10));
    expect(view.byteLength).toBe(46 + 8 + 9 + 28);
    expect([view.getUint32(20, true), view.getUint32(24, true), view.getUint32(42, true)]).toEqual(
      new Array(3).fill(0xffff_ffff),
    );
    const extra = 46 + 8 + 9 + 4;
    expect([0, 8, 16].map((at) => Number(view.getBigUint64(extra + at, true)))).toEqual([5 * GIB, 4.5 * GIB, 10]);
  });

  test("a small file far behind in the archive, too", () => {
    const view = viewOf(centralRecord(small, sums, 6 * GIB));
    expect(view.getUint32(42, true)).toBe(0xffff_ffff);
    expect(Number(view.getBigUint64(46 + 8 + 9 + 4 + 16, true))).toBe(6 * GIB);
  });

  test.each([
    [0, { offset: 0, length: 0 }, 22],
    [65_534, { offset: 100, length: 5000 }, 22],
    [65_535, { offset: 100, length: 5000 }, 22 + 56 + 20],
    [1, { offset: 5 * GIB, length: 60 }, 22 + 56 + 20],
  ])("the end of %i files at %j", (count, directory, bytes) => {
    expect(endRecords(count, directory).byteLength).toBe(bytes);
  });

  test("times before and behind those of the format are its first and last", () => {
    const dates = [-1, 0, 1e15].map((mtimeMs) => viewOf(localHeader({ ...small, mtimeMs })).getUint16(12, true) >> 9);
    expect(dates).toEqual([0, 0, 127]);
  });
});
