import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ByteCursor, isCatervaError } from "./index.ts";

const BYTES = Uint8Array.of(0x80, 0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x87);

function codeOf(action: () => unknown): string | undefined {
  try {
    action();
  } catch (error) {
    if (isCatervaError(error)) return error.code;
    throw error;
  }
  return undefined;
}

describe("ByteCursor", () => {
  test("numbers in both byte orders, signed and not", () => {
    const at = () => new ByteCursor(BYTES);
    expect(at().u8()).toBe(0x80);
    expect(at().i8()).toBe(-128);
    expect(at().u16le()).toBe(0x0180);
    expect(at().u16be()).toBe(0x8001);
    expect(at().i16be()).toBe(0x8001 - 0x10000);
    expect(at().i16le()).toBe(0x0180);
    expect(at().u32be()).toBe(0x80010203);
    expect(at().u32le()).toBe(0x03020180);
    expect(at().i32be()).toBe(0x80010203 - 2 ** 32);
    expect(at().i32le()).toBe(0x03020180);
    expect(at().u64be()).toBe(0x8001020304050687n);
    expect(at().i64be()).toBe(0x8001020304050687n - 2n ** 64n);
    expect(at().u64le()).toBe(0x8706050403020180n);
    expect(at().i64le()).toBe(0x8706050403020180n - 2n ** 64n);
    const floats = new Uint8Array(12);
    new DataView(floats.buffer).setFloat32(0, 1.5, true);
    new DataView(floats.buffer).setFloat64(4, -0.1, false);
    const cursor = new ByteCursor(floats);
    expect([cursor.f32le(), cursor.f64be()]).toEqual([1.5, -0.1]);
    new DataView(floats.buffer).setFloat64(0, -0.1, true);
    new DataView(floats.buffer).setFloat32(8, 1.5, false);
    const again = new ByteCursor(floats);
    expect([again.f64le(), again.f32be()]).toEqual([-0.1, 1.5]);
  });

  test("moves on, from an offset, over a view that does not begin its buffer", () => {
    const cursor = new ByteCursor(BYTES.subarray(1), { offset: 2 });
    expect([cursor.position, cursor.remaining]).toEqual([2, 5]);
    expect(cursor.u8()).toBe(0x03);
    cursor.skip(1);
    expect([...cursor.bytes(2)]).toEqual([0x05, 0x06]);
    expect([cursor.position, cursor.remaining]).toEqual([6, 1]);
    expect(cursor.bytes(0).length).toBe(0);
  });

  test("a 64-bit count must be a safe integer", () => {
    const count = Uint8Array.of(0, 0x20, 0, 0, 0, 0, 0, 0);
    expect(codeOf(() => new ByteCursor(count).u64beNumber())).toBe("blosc2.malformed");
    expect(codeOf(() => new ByteCursor(count).i64beNumber())).toBe("blosc2.malformed");
    expect(new ByteCursor(count).u64leNumber()).toBe(0x2000);
    expect(new ByteCursor(count).i64leNumber()).toBe(0x2000);
    expect(new ByteCursor(new Uint8Array(8).fill(0xff)).i64leNumber()).toBe(-1);
    expect(codeOf(() => new ByteCursor(new Uint8Array(8).fill(0xff)).u64leNumber())).toBe("blosc2.malformed");
  });

  test("never reads beyond the end, and throws the owner's code", () => {
    const cursor = () => new ByteCursor(new Uint8Array(3), { code: "dtype.invalid" });
    expect(codeOf(() => cursor().u32le())).toBe("dtype.invalid");
    for (const length of [4, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(codeOf(() => cursor().bytes(length))).toBe("dtype.invalid");
      expect(codeOf(() => cursor().skip(length))).toBe("dtype.invalid");
    }
    expect(codeOf(() => new ByteCursor(BYTES, { offset: 9 }))).toBe("blosc2.malformed");
  });

  test("any run of reads ends in numbers or in the code", () => {
    const reads = ["u8", "u16be", "u32le", "i32be", "i64le", "u64beNumber", "f64le", "f32be"] as const;
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), fc.array(fc.constantFrom(...reads)), (bytes, names) => {
        const cursor = new ByteCursor(bytes);
        const code = codeOf(() => {
          for (const name of names) cursor[name]();
        });
        expect([undefined, "blosc2.malformed"]).toContain(code);
        expect(cursor.position + cursor.remaining).toBe(bytes.length);
      }),
      { seed: 1 },
    );
  });
});
