import { type NDArray, parseDType } from "@caterva2/ndarray";
import { describe, expect, it } from "vitest";
import { csvText } from "./csv.ts";
import { npyFile } from "./npy.ts";

const bytesOf = (items: ArrayBufferView) => new Uint8Array(items.buffer, items.byteOffset, items.byteLength);
const array = (dtype: string, shape: number[], items: ArrayBufferView): NDArray => ({
  dtype: parseDType(dtype),
  shape,
  data: bytesOf(items),
});

describe("NPY", () => {
  const headerOf = (value: NDArray) => {
    const [header] = npyFile(value);
    expect(header.length % 64).toBe(0);
    expect([...header.subarray(0, 6)]).toEqual([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59]);
    const start = header[6] === 1 ? 10 : 12;
    const view = new DataView(header.buffer);
    expect(start + (start === 10 ? view.getUint16(8, true) : view.getUint32(8, true))).toBe(header.length);
    const text = new TextDecoder().decode(header.subarray(start));
    expect(text.endsWith("\n")).toBe(true);
    return { version: header[6], text: text.trim() };
  };

  it("says type and shape as NumPy does, and leaves the bytes alone", () => {
    const value = array("float32", [2, 3], new Float32Array(6));
    expect(headerOf(value)).toEqual({
      version: 1,
      text: "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }",
    });
    expect(npyFile(value)[1]).toBe(value.data);
    expect(headerOf(array("int64", [], new BigInt64Array(1))).text).toContain("'shape': ()");
    expect(headerOf(array("bool", [1], new Uint8Array(1))).text).toContain("'descr': '|b1'");
    expect(headerOf(array("datetime64[ms]", [1], new BigInt64Array(1))).text).toContain("'descr': '<M8[ms]'");
  });

  it("lists fields with what lies between them, and arrays within them", () => {
    const dtype = "{'names': ['a', 'p'], 'formats': ['<i2', ('<f4', (3,))], 'offsets': [0, 4], 'itemsize': 20}";
    expect(headerOf(array(dtype, [1], new Uint8Array(20))).text).toContain(
      "'descr': [('a', '<i2'), ('', '|V2'), ('p', '<f4', (3,)), ('', '|V4')]",
    );
  });

  it("takes the version for names in all letters where there are some", () => {
    expect(headerOf(array("[('Δt', '<f8')]", [1], new Float64Array(1))).version).toBe(3);
  });
});

describe("CSV", () => {
  it("has a line a row, and numbers that are read back as the same", () => {
    expect(csvText(array("float64", [2, 2], Float64Array.of(0.1, -2, Number.NaN, 1e300)))).toBe(
      "0.1,-2\r\nnan,1e+300\r\n",
    );
    expect(csvText(array("float32", [2], Float32Array.of(0.1, 3)))).toBe("0.1\r\n3\r\n");
    expect(csvText(array("uint64", [1, 1], BigUint64Array.of(2n ** 64n - 1n)))).toBe("18446744073709551615\r\n");
    expect(csvText(array("float64", [0, 4], new Float64Array(0)))).toBe("");
  });

  it("writes arrays within items in full", () => {
    const items = Float32Array.from({ length: 40 }, (_, index) => index);
    const [head, line] = csvText(array("[('p', '<f4', (2, 20))]", [1], items)).split("\r\n");
    expect(head).toBe("p");
    expect(JSON.parse(JSON.parse(line ?? ""))).toEqual([[...items.subarray(0, 20)], [...items.subarray(20)]]);
  });

  it("names fields, and quotes what would be read as something else", () => {
    const data = new Uint8Array(2 * 7);
    data.set([1, 0, 0, 0, ...new TextEncoder().encode('a"b')], 0);
    data.set([2, 0, 0, 0, ...new TextEncoder().encode("c,d")], 7);
    expect(csvText(array("[('run', '<i4'), ('tag', 'S3')]", [2], data))).toBe('run,tag\r\n1,"a""b"\r\n2,"c,d"\r\n');
  });
});
