import { CatervaError } from "@caterva2/ndarray";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeMsgpack } from "./decode.ts";
import { encodeMsgpack } from "./encode.ts";
import type { MsgpackValue } from "./types.ts";

function hex(text: string): Uint8Array {
  return Uint8Array.fromHex(text.replaceAll(" ", ""));
}

const code = (run: () => unknown) => {
  try {
    run();
  } catch (error) {
    return error instanceof CatervaError ? error.code : error;
  }
  return "no error";
};

describe("decodeMsgpack", () => {
  test.each<[string, MsgpackValue]>([
    ["c0", null],
    ["c2", false],
    ["c3", true],
    ["7f", 127],
    ["e0", -32],
    ["cc ff", 255],
    ["cd 0100", 256],
    ["ce ffffffff", 4294967295],
    ["cf 001fffffffffffff", Number.MAX_SAFE_INTEGER],
    ["cf ffffffffffffffff", 18446744073709551615n],
    ["d0 80", -128],
    ["d1 8000", -32768],
    ["d2 80000000", -2147483648],
    ["d3 8000000000000000", -9223372036854775808n],
    ["ca 3fc00000", 1.5],
    ["cb 7ff8000000000000", Number.NaN],
    ["a3 666f6f", "foo"],
    ["d9 03 efbbbf", "\ufeff"],
    ["a2 1200", "\u0012\0"],
    ["a1 ff", hex("ff")],
    ["c4 02 0102", hex("0102")],
    ["92 01 90", [1, []]],
    ["81 01 a1 61", new Map<MsgpackValue, MsgpackValue>([[1, "a"]])],
    ["dc 0001 c0", [null]],
    ["d4 2a 07", { type: 42, data: hex("07") }],
    ["c7 03 ff 070809", { type: -1, data: hex("070809") }],
    ["d8 00 00112233445566778899aabbccddeeff", { type: 0, data: hex("00112233445566778899aabbccddeeff") }],
  ])("%s", (text, value) => {
    expect(decodeMsgpack(hex(text))).toEqual(value);
  });

  test("keys cannot reach an object's prototype", () => {
    const value = decodeMsgpack(hex("81 a9 5f5f70726f746f5f5f 81 a1 78 01"));
    expect(value).toEqual(new Map([["__proto__", new Map([["x", 1]])]]));
    expect(({} as Record<string, unknown>).x).toBeUndefined();
  });

  test("binary values do not share the input's memory", () => {
    const input = hex("c4 01 05");
    const value = decodeMsgpack(input);
    input[2] = 6;
    expect(value).toEqual(hex("05"));
  });

  test.each([
    ["", "blosc2.malformed"],
    ["c1", "blosc2.malformed"],
    ["01 02", "blosc2.malformed"],
    ["a5 6162", "blosc2.malformed"],
    ["dd ffffffff 00", "blosc2.malformed"],
    ["df 80000000 00", "blosc2.malformed"],
    ["c6 ffffffff 00", "blosc2.malformed"],
    ["91".repeat(100_000), "limit.exceeded"],
  ])("refuses %.20s", (text, expected) => {
    expect(code(() => decodeMsgpack(hex(text)))).toBe(expected);
  });

  test("refuses more values than allowed", () => {
    expect(code(() => decodeMsgpack(hex(`dc 0010 ${"c0".repeat(16)}`), { values: 16 }))).toBe("limit.exceeded");
  });

  test("any bytes give a value or a typed error", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        const outcome = code(() => decodeMsgpack(bytes));
        expect(["no error", "blosc2.malformed", "limit.exceeded"]).toContain(outcome);
      }),
      { seed: 7, numRuns: 2000 },
    );
  });
});

const leaf = fc.oneof(
  fc.constant(null),
  fc.boolean(),
  fc.maxSafeInteger(),
  fc.double(),
  fc.bigInt({ min: 2n ** 53n, max: 2n ** 64n - 1n }),
  fc.bigInt({ min: -(2n ** 63n), max: -(2n ** 53n) }),
  fc.string({ unit: "binary", maxLength: 40 }),
  fc.uint8Array({ maxLength: 300 }),
  fc.record({ type: fc.integer({ min: -128, max: 127 }), data: fc.uint8Array({ maxLength: 300 }) }),
);

const { tree } = fc.letrec<{ tree: MsgpackValue }>((tie) => ({
  tree: fc.oneof(
    { depthSize: "small" },
    leaf,
    fc.array(tie("tree"), { maxLength: 20 }),
    fc
      .array(fc.tuple(fc.oneof(fc.string(), fc.integer()), tie("tree")), { maxLength: 20 })
      .map((list) => new Map(list)),
  ),
}));

describe("encodeMsgpack", () => {
  test("what it writes decodes to the same value", () => {
    fc.assert(
      fc.property(tree, (value) => {
        expect(decodeMsgpack(encodeMsgpack(value))).toEqual(value);
      }),
      { seed: 11, numRuns: 500 },
    );
  });

  test.each([0, 127, 128, 255, 256, 65535, 65536, 2 ** 32 - 1, 2 ** 32, -32, -33, -128, -129, -32769, -(2 ** 31) - 1])(
    "the integer %d",
    (value) => {
      expect(decodeMsgpack(encodeMsgpack(value))).toBe(value);
    },
  );

  test("long strings, lists and maps take the longer heads", () => {
    const text = "x".repeat(70_000);
    const list = new Array<number>(70_000).fill(1);
    const map = new Map(list.map((_, index) => [index, index]));
    expect(encodeMsgpack(text)[0]).toBe(0xdb);
    expect(decodeMsgpack(encodeMsgpack(text))).toBe(text);
    expect(decodeMsgpack(encodeMsgpack(list))).toEqual(list);
    expect(decodeMsgpack(encodeMsgpack(map))).toEqual(map);
  });

  test("refuses integers beyond 64 bits and cycles", () => {
    const cycle: MsgpackValue[] = [];
    cycle.push(cycle);
    expect(code(() => encodeMsgpack(2n ** 64n))).toBe("request.invalid");
    expect(code(() => encodeMsgpack(cycle))).toBe("request.invalid");
  });
});
