import { describe, expect, test } from "vitest";
import {
  elementReader,
  extractField,
  fieldOf,
  formatElement,
  isCatervaError,
  type NDArray,
  parseDType,
  toTypedArray,
} from "../index.ts";

function arrayOf(dtype: string, shape: number[], bytes: Iterable<number>): NDArray {
  return { dtype: parseDType(dtype), shape, data: Uint8Array.from(bytes) };
}

function texts(array: NDArray, count: number): string[] {
  const read = elementReader(array.dtype);
  return Array.from({ length: count }, (_, index) => formatElement(read(array.data, index), array.dtype));
}

function codeOf(action: () => unknown): string | undefined {
  try {
    action();
  } catch (error) {
    if (isCatervaError(error)) return error.code;
    throw error;
  }
  return undefined;
}

describe("items", () => {
  test("bytes end at their last byte that is not zero; void shows them all", () => {
    const bytes = [0x61, 0x5c, 0x00, 0xff, 0x0a, 0x00];
    expect(texts(arrayOf("S6", [1], bytes), 1)).toEqual(["a\\\\\\x00\\xff\\x0a"]);
    expect(texts(arrayOf("V6", [1], bytes), 1)).toEqual(["\\x61\\x5c\\x00\\xff\\x0a\\x00"]);
    expect(texts(arrayOf("S2", [2], [0, 0, 0x61, 0x62]), 2)).toEqual(["", "ab"]);
  });

  test("what is no code point reads as U+FFFD", () => {
    const units = Uint32Array.of(0x41, 0x110000, 0xd800, 0x1f600);
    const array = { dtype: parseDType("<U4"), shape: [1], data: new Uint8Array(units.buffer) };
    expect(texts(array, 1)).toEqual(["A\ufffd\ufffd😀"]);
  });

  test("complex numbers in both byte orders", () => {
    const data = new Uint8Array(16);
    const view = new DataView(data.buffer);
    for (const [index, value] of [1.5, -0.1, Number.NaN, Number.POSITIVE_INFINITY].entries())
      view.setFloat32(index * 4, value);
    expect(texts({ dtype: parseDType(">c8"), shape: [2], data }, 2)).toEqual(["1.5-0.1j", "nan+infj"]);
    expect(elementReader(parseDType(">c8"))(data, 0)).toEqual({ re: 1.5, im: Math.fround(-0.1) });
  });

  test("structs, nested and with sub-arrays", () => {
    const dtype = "[('a', '<i2'), ('b', [('c', 'u1'), ('__proto__', 'S2')], (2,)), ('d', '?')]";
    const array = arrayOf(dtype, [1], [1, 0, 2, 0x78, 0, 3, 0x79, 0x7a, 1]);
    expect(texts(array, 1)).toEqual(["(1, [(2, x), (3, yz)], true)"]);
    const item = elementReader(array.dtype)(array.data, 0);
    expect(Object.keys(item as object)).toEqual(["a", "b", "d"]);
  });

  test("long sub-arrays are cut, with the number of what is left out", () => {
    const array = arrayOf("('u1', (20,))", [1], new Uint8Array(20));
    expect(texts(array, 1)).toEqual([`[${"0, ".repeat(16)}… 4 more]`]);
    expect(texts(arrayOf("('u1', (2, 0, 1000000))", [1], []), 1)).toEqual(["[]"]);
  });

  test("there is no item beyond the data", () => {
    const read = elementReader(parseDType("<i4"));
    const data = new Uint8Array(10);
    expect(read(data, 1)).toBe(0);
    for (const index of [2, -1, 0.5, Number.NaN]) expect(codeOf(() => read(data, index))).toBe("index.out_of_range");
  });

  test("one reader serves several buffers in turn", () => {
    const read = elementReader(parseDType(">u2"));
    const buffer = Uint8Array.of(9, 0, 1, 0, 2);
    expect([read(buffer.subarray(1), 0), read(buffer.subarray(3), 0), read(buffer.subarray(1), 1)]).toEqual([1, 2, 2]);
  });
});

describe("fields", () => {
  const dtype =
    "{'names': ['a', 'b', 'm'], 'formats': ['<i2', 'u1', ('u1', (2,))], 'offsets': [1, 0, 4], 'titles': ['T', None, None], 'itemsize': 6}";
  const rows = arrayOf(dtype, [2, 1], [7, 1, 2, 0, 8, 9, 10, 3, 4, 0, 11, 12]);

  test("one field becomes an array", () => {
    expect(extractField(rows, "a")).toEqual({
      dtype: parseDType("<i2"),
      shape: [2, 1],
      data: Uint8Array.of(1, 2, 3, 4),
    });
    expect(extractField(rows, "T")).toEqual(extractField(rows, "a"));
    expect([...extractField(rows, "b").data]).toEqual([7, 10]);
  });

  test("a sub-array field adds its shape at the end, also one within another", () => {
    expect(extractField(rows, "m")).toEqual({
      dtype: parseDType("u1"),
      shape: [2, 1, 2],
      data: Uint8Array.of(8, 9, 11, 12),
    });
    const nested = arrayOf("[('a', (('u1', (2,)), (1,)))]", [3], [1, 2, 3, 4, 5, 6]);
    expect(extractField(nested, "a")).toMatchObject({ shape: [3, 1, 2], dtype: { kind: "uint" } });
  });

  test("an unknown name is refused with the known ones", () => {
    expect(() => fieldOf(rows.dtype, "zz")).toThrow("a, b, m");
    expect(codeOf(() => fieldOf(rows.dtype, "zz"))).toBe("field.unknown");
    expect(codeOf(() => fieldOf(parseDType("<f8"), "a"))).toBe("field.unknown");
    expect(codeOf(() => extractField(rows, "zz".repeat(1000)))).toBe("field.unknown");
  });

  test("no rows give no bytes", () => {
    expect(extractField(arrayOf(dtype, [0, 5], []), "m")).toMatchObject({ shape: [0, 5, 2], data: new Uint8Array(0) });
  });
});

describe("typed arrays", () => {
  test("aligned little-endian numbers are a view", () => {
    const data = new Uint8Array(Float64Array.of(1, 2.5).buffer);
    const typed = toTypedArray({ dtype: parseDType("<f8"), shape: [2], data });
    expect(typed).toEqual(Float64Array.of(1, 2.5));
    expect(typed?.buffer).toBe(data.buffer);
  });

  test("others are copied: misaligned, big-endian, float16", () => {
    const data = new Uint8Array(9);
    data.set(Uint8Array.of(0x39, 0x30, 0xc7, 0xcf), 1);
    const odd = toTypedArray({ dtype: parseDType("<i2"), shape: [2], data: data.subarray(1, 5) });
    expect(odd).toEqual(Int16Array.of(12345, -12345));
    expect(toTypedArray(arrayOf(">i8", [1], [0, 0, 0, 0, 0, 0, 1, 2]))).toEqual(BigInt64Array.of(258n));
    expect(toTypedArray(arrayOf(">u4", [1], [255, 0, 0, 1]))).toEqual(Uint32Array.of(0xff000001));
    expect(toTypedArray(arrayOf("<f2", [4], [0, 0x3c, 0, 0xfc, 1, 0, 0xff, 0x7b]))).toEqual(
      Float32Array.of(1, Number.NEGATIVE_INFINITY, 2 ** -24, 65504),
    );
    expect(toTypedArray(arrayOf(">f2", [1], [0xc0, 0]))).toEqual(Float32Array.of(-2));
  });

  test("bool is 0 and 1 of uint8, bytes keep their kind", () => {
    expect(toTypedArray(arrayOf("?", [2], [1, 0]))).toEqual(Uint8Array.of(1, 0));
    expect(toTypedArray(arrayOf("i1", [2], [255, 1]))).toEqual(Int8Array.of(-1, 1));
  });

  test.each(["c8", "<f16", "S3", "<U1", "V2", "M8[s]", "m8", "[('a', 'u1')]", "('u1', (2,))"])(
    "%s has none",
    (text) => {
      const dtype = parseDType(text);
      expect(toTypedArray({ dtype, shape: [1], data: new Uint8Array(dtype.itemsize) })).toBeUndefined();
    },
  );
});
