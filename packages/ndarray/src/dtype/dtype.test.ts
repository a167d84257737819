import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type DType,
  descrText,
  elementReader,
  formatDType,
  formatElement,
  isCatervaError,
  parseDType,
} from "../index.ts";
import { alignmentOf, packStruct, subarrayOf } from "./layout.ts";

interface DTypeCase {
  readonly text: string;
  readonly str: string;
  readonly descr: string | null;
  readonly stored: string | null;
  readonly layout: DType;
  /** Only where NumPy does not read its own text back as the same. */
  readonly readBack?: DType;
  readonly alignment: number;
}

interface ItemCase {
  readonly dtype: string;
  readonly hex: string;
  readonly texts: readonly string[];
}

const fixture: { dtypes: DTypeCase[]; items: ItemCase[] } = JSON.parse(
  readFileSync(new URL("../../test/fixtures/dtypes.json", import.meta.url), "utf8"),
);

describe("dtypes as NumPy has them", () => {
  test.each(fixture.dtypes.map((one) => [one.text.slice(0, 80), one] as const))("%s", (_, one) => {
    expect(parseDType(one.text)).toEqual(one.readBack ?? one.layout);
    expect(formatDType(one.layout)).toBe(one.text);
    expect(alignmentOf(one.layout)).toBe(one.alignment);
    if (one.layout.kind !== "struct" && one.layout.kind !== "subarray") {
      expect(parseDType(one.str)).toEqual(one.layout);
      expect(descrText(one.layout)).toBe(one.str);
    }
    if (one.stored !== null) expect(descrText(one.layout)).toBe(one.stored);
  });

  test("descr gives the places back, though not the flag of alignment", () => {
    const known = fixture.dtypes.filter(
      (one) => one.layout.kind === "struct" && one.layout.fields.length > 0 && one.descr !== null,
    );
    expect(known.length).toBeGreaterThan(15);
    for (const one of known) {
      const read = parseDType(one.descr ?? "");
      expect(places(read), one.descr ?? "").toEqual(places(one.layout));
      expect(read.itemsize).toBe(one.layout.itemsize);
    }
  });

  test("descr of a simple dtype is that dtype", () => {
    expect(formatDType(parseDType("[('', '<f8')]"))).toBe("float64");
    expect(formatDType(parseDType("[('', '|V6')]"))).toBe("|V6");
  });

  test("forms that only other writers use", () => {
    expect(formatDType(parseDType("[('a', 'i1'), ('b', '<f8')], align=True"))).toBe(
      "{'names': ['a', 'b'], 'formats': ['i1', '<f8'], 'offsets': [0, 8], 'itemsize': 16, 'aligned': True}",
    );
    expect(formatDType(parseDType("{'names': ['a', 'b'], 'formats': ['i1', '<f8']}"))).toBe(
      "[('a', 'i1'), ('b', '<f8')]",
    );
    expect(formatDType(parseDType("  '<f4' "))).toBe("float32");
    expect(formatDType(parseDType("('<f4', 3)"))).toBe("('<f4', (3,))");
    expect(formatDType(parseDType("('<f4', ())"))).toBe("float32");
    expect(parseDType("|u1")).toEqual(parseDType("uint8"));
    expect(parseDType(">i1")).toEqual(parseDType("int8"));
    expect(parseDType("=f8")).toEqual(parseDType("float64"));
  });
});

/** Name, offset and kind of every field, without the aligned flags that `descr` does not keep. */
function places(dtype: DType): unknown {
  if (dtype.kind === "subarray") return [dtype.shape, places(dtype.base)];
  if (dtype.kind !== "struct") return formatDType(dtype);
  return dtype.fields.map((field) => [field.name, field.title, field.offset, places(field.dtype)]);
}

describe("items as NumPy prints them", () => {
  test.each(fixture.items.map((one, index) => [`${one.dtype} (${index})`, one] as const))("%s", (_, one) => {
    const dtype = parseDType(one.dtype);
    const data = new Uint8Array(Buffer.from(one.hex, "hex"));
    const read = elementReader(dtype);
    const texts = one.texts.map((_text, index) => formatElement(read(data, index), dtype));
    if (dtype.kind !== "float") {
      expect(texts).toEqual(one.texts);
      return;
    }
    // The digits must be those of NumPy; where the point and the exponent stand is a matter of style.
    expect(texts.map(digits)).toEqual(one.texts.map(digits));
    expect(texts.map(asNumber)).toEqual(one.texts.map(asNumber));
  });
});

function digits(text: string): string {
  const plain = text.replace(/e.*$/, "").replace(/[-.]/g, "").replace(/^0+/, "");
  return plain.replace(/0+$/, "");
}

function asNumber(text: string): number {
  return Number(text.replace("nan", "NaN").replace("inf", "Infinity"));
}

describe("what is no dtype", () => {
  test.each([
    "",
    "O",
    "object",
    "T",
    "float7",
    "i3",
    "f",
    "<c4",
    "M8[xx]",
    "M8[0s]",
    "datetime64[]",
    "S99999999999",
    "<U600000000",
    "[",
    "[('a')]",
    "[('a', '<i4')",
    "[('a', '<i4')] x",
    "[('a' '<i4')]",
    "[('a', '<i4'), ('a', '<i4')]",
    "[(('a', 'b'), '<i4'), ('a', '<i4')]",
    "[('a', 'O')]",
    "[('a', __import__('os'))]",
    "('<f8', (-1,))",
    "('<f8', (4.5,))",
    "('<f8', (65536, 65536))",
    "('V0', (1000000, 0, 1000000))",
    "{'names': ['a'], 'formats': ['i4'], 'offsets': [-1]}",
    "{'names': ['a'], 'formats': ['i4'], 'offsets': [4], 'itemsize': 4}",
    "{'names': ['a'], 'formats': ['i4'], 'offsets': [1], 'itemsize': 8, 'aligned': True}",
    "{'names': ['a'], 'formats': ['i4'], 'itemsize': 6, 'aligned': True}",
    "{'names': ['a', 'b'], 'formats': ['i4']}",
    "{'names': 'a', 'formats': ['i4']}",
    "{'a': ('i4', 0)}",
    "{1: 2}",
    "12",
    "None",
    "('<f8', (4,), 1)",
    "[('a', '\\xzz')]",
    "[('a\n', '<i4')]",
    `${"[('a', ".repeat(40)}'i4'${")]".repeat(40)}`,
  ])("%j", (text) => {
    expect(thrownBy(() => parseDType(text))).toBe("dtype.invalid");
  });

  test("texts that are too deep or too long", () => {
    for (const text of ["[".repeat(60_000), "i".repeat(70_000), "(".repeat(33) + ")".repeat(33)]) {
      expect(thrownBy(() => parseDType(text))).toBe("dtype.invalid");
    }
  });

  test("32 levels are read", () => {
    const text = `${"[('a', ".repeat(16)}'i4'${")]".repeat(16)}`;
    expect(parseDType(text).itemsize).toBe(4);
  });

  test("many fields over the same bytes are refused, for an item must be read in time linear in its size", () => {
    const count = 1000;
    const list = (value: string) => `[${Array.from({ length: count }, () => value).join(", ")}]`;
    const names = `[${Array.from({ length: count }, (_, index) => `'f${index}'`).join(", ")}]`;
    const text = `{'names': ${names}, 'formats': ${list("('u1', (100000,))")}, 'offsets': ${list("0")}}`;
    expect(thrownBy(() => parseDType(text))).toBe("dtype.invalid");
    expect(parseDType("{'names': ['a', 'b'], 'formats': ['<u4', '<u2'], 'offsets': [0, 2]}").itemsize).toBe(4);
  });
});

function thrownBy(action: () => unknown): string | undefined {
  try {
    action();
  } catch (error) {
    if (isCatervaError(error)) return error.code;
    throw error;
  }
  return undefined;
}

const scalars = fixture.dtypes
  .map((one) => one.layout)
  .filter((one) => one.kind !== "struct" && one.kind !== "subarray");
const names = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 6, unit: "grapheme" }), {
  minLength: 1,
  maxLength: 5,
});
/** Structs are aligned all the way down or not at all: NumPy's text does not show the flag of inner ones. */
function dtypesOf(aligned: boolean): fc.Arbitrary<DType> {
  return fc.letrec<{ dtype: DType }>((tie) => ({
    dtype: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      fc.constantFrom(...scalars),
      structsOf(tie("dtype"), aligned),
      fc
        .tuple(tie("dtype"), fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 3 }))
        .map(([base, shape]) => subarrayOf(base, shape)),
    ),
  })).dtype;
}

function structsOf(inner: fc.Arbitrary<DType>, aligned: boolean): fc.Arbitrary<DType> {
  const fields = names.chain((labels) =>
    fc.tuple(...labels.map((name) => fc.record({ name: fc.constant(name), dtype: inner }))),
  );
  return fields.map((plans) => packStruct(plans, aligned));
}

const dtypes = fc.oneof(dtypesOf(false), structsOf(dtypesOf(true), true));

describe("properties", () => {
  test("a text read and written again stays the same", () => {
    fc.assert(
      fc.property(dtypes, (dtype) => {
        expect(parseDType(formatDType(dtype))).toEqual(dtype);
        expect(parseDType(descrText(dtype))).toEqual(dtype);
      }),
      { seed: 1, numRuns: 300 },
    );
  });

  test("any text gives a dtype or dtype.invalid", () => {
    const pieces = fc.constantFrom(
      ..."[](){}',:\\ <>|".split(""),
      ..."'a' 'b' '<i4' 'S3' (2,) (0,) 4 -1 1e9 99999999 True None 'names': 'formats': 'offsets': 'titles': 'itemsize': 'aligned': V6 M8[ns] align=True".split(
        " ",
      ),
    );
    const soup = fc.oneof(
      fc.string(),
      fc.array(pieces, { maxLength: 40 }).map((list) => list.join("")),
    );
    fc.assert(
      fc.property(soup, (text) => {
        const code = thrownBy(() => parseDType(text));
        expect([undefined, "dtype.invalid"]).toContain(code);
      }),
      { seed: 2, numRuns: 3000 },
    );
  });

  test("a damaged text gives a dtype or dtype.invalid", () => {
    const texts = fc.constantFrom(...fixture.dtypes.map((one) => one.text).filter((text) => text.length > 12));
    fc.assert(
      fc.property(texts, fc.nat(), fc.string({ maxLength: 3 }), fc.nat(3), (text, seed, put, cut) => {
        const at = seed % text.length;
        const code = thrownBy(() => parseDType(text.slice(0, at) + put + text.slice(at + cut)));
        expect([undefined, "dtype.invalid"]).toContain(code);
      }),
      { seed: 3, numRuns: 3000 },
    );
  });
});
