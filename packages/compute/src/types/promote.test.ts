import { describe, expect, test } from "vitest";
import { constantOf, promote, weakType, wrappedInteger } from "./promote.ts";

describe("NumPy 2's promotion", () => {
  test.each([
    ["i4", "f4", "f8"],
    ["i2", "f4", "f4"],
    ["u2", "f4", "f4"],
    ["u4", "f4", "f8"],
    ["i1", "f2", "f2"],
    ["i2", "f2", "f4"],
    ["u8", "i8", "f8"],
    ["u8", "i1", "f8"],
    ["u4", "i4", "i8"],
    ["u1", "i1", "i2"],
    ["bool", "u1", "u1"],
    ["f4", "c8", "c8"],
    ["f8", "c8", "c16"],
    ["i4", "c8", "c16"],
    ["i2", "c8", "c8"],
  ] as const)("%s with %s is %s", (a, b, expected) => {
    expect([promote([a, b]), promote([b, a])]).toEqual([expected, expected]);
  });

  test("Python's numbers take the type of the arrays", () => {
    expect(weakType("float", "f4")).toBe("f4");
    expect(weakType("integer", "u1")).toBe("u1");
    expect(weakType("float", "i4")).toBe("f8");
    expect(weakType("integer", "bool")).toBe("i8");
    expect(weakType("complex", "f4")).toBe("c8");
    expect(weakType("complex", "i4")).toBe("c16");
    expect([weakType("integer", undefined), weakType("float", undefined)]).toEqual(["i8", "f8"]);
  });

  test("an integer wraps to what is left of it in the bits of a type", () => {
    expect([-3n, 300n, 2n ** 63n].map((value) => wrappedInteger(value, "u1"))).toEqual([253n, 44n, 0n]);
    expect([-129n, 200n].map((value) => wrappedInteger(value, "i1"))).toEqual([127n, -56n]);
    expect([wrappedInteger(-1n, "u8"), wrappedInteger(2n ** 63n, "i8")]).toEqual([2n ** 64n - 1n, -(2n ** 63n)]);
  });

  test("an integer that does not fit is refused, a float is rounded", () => {
    expect(() => constantOf({ kind: "integer", value: 300n }, "u1")).toThrow("does not fit u1");
    expect(() => constantOf({ kind: "integer", value: -1n }, "u8")).toThrow("does not fit u8");
    expect(constantOf({ kind: "integer", value: 2n ** 63n }, "u8")).toBe(2n ** 63n);
    expect(constantOf({ kind: "float", value: 0.1 }, "f4")).toBe(Math.fround(0.1));
  });
});
