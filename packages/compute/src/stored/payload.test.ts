import { isCatervaError } from "@caterva2/ndarray";
import { describe, expect, test } from "vitest";
import { type CarrierParts, decodeLazyPayload, encodeExpressionPayload } from "./payload.ts";
import { relativeReference, resolveReference } from "./references.ts";

const map = (value: Readonly<Record<string, unknown>>): Map<string, unknown> => {
  return new Map(
    Object.entries(value).map(([name, one]) => {
      const plain = typeof one === "object" && one !== null && !(one instanceof Map);
      return [name, plain ? map(Object.fromEntries(Object.entries(one))) : one];
    }),
  );
};

describe("stored lazy arrays", () => {
  const operands = { x: { kind: "urlpath", version: 1, urlpath: "a.b2nd" } };
  const content = { kind: "lazyexpr", version: 1, expression: "x + y*2", operands };
  const marker = { kind: "lazyexpr", version: 1 };
  const parts = (b2o: Record<string, unknown>, stored: Record<string, unknown>): CarrierParts => {
    return { b2o: map(b2o), vlmeta: map({ b2o: stored }) };
  };

  test("what is written is read again, in the form of python-blosc2", () => {
    const { metalayers, vlmeta } = encodeExpressionPayload(
      "x + y*2",
      new Map([["x", { kind: "file", path: "a.b2nd" }]]),
    );
    expect(metalayers.get("b2o")).toEqual(map(marker));
    expect(vlmeta.get("b2o")).toEqual(map(content));
    expect(decodeLazyPayload({ b2o: metalayers.get("b2o"), vlmeta })).toEqual({
      kind: "expression",
      text: "x + y*2",
      operands: new Map([["x", { kind: "file", path: "a.b2nd" }]]),
    });
  });

  test("the older forms: expressions and plain functions", () => {
    const old = (lazyArray: number, stored: Record<string, unknown>) => {
      return decodeLazyPayload({ lazyArray, vlmeta: map({ _LazyArray: stored }) });
    };
    const paths = new Map([["a", { kind: "file", path: "/s/a.b2nd" }]]);
    expect(old(0, { expression: "a + 1", UDF: null, operands: { a: "/s/a.b2nd" } })).toEqual({
      kind: "expression",
      text: "a + 1",
      operands: paths,
    });
    expect(old(1, { UDF: "def f(): pass", operands: { a: "/s/a.b2nd" }, name: "f" })).toEqual({
      kind: "function",
      language: "python",
      name: "f",
      source: "def f(): pass",
      operands: paths,
    });
  });

  test("members of containers, and references that lead elsewhere", () => {
    const references = {
      h: { kind: "hdf5", version: 1, urlpath: "f.h5", key: "/g/d" },
      c: { kind: "c2array", version: 1, path: "p", urlbase: "http://host" },
    };
    const read = decodeLazyPayload(parts(marker, { ...content, operands: references }));
    expect([...read.operands]).toEqual([
      ["h", { kind: "member", path: "f.h5", key: "/g/d" }],
      ["c", { kind: "elsewhere", what: '"c2array"' }],
    ]);
  });

  test.each<[string, CarrierParts]>([
    ["an unknown version", parts({ ...marker, version: 2 }, content)],
    ["kinds that disagree", parts({ ...marker, kind: "lazyudf" }, content)],
    ["an unknown kind", parts({ ...marker, kind: "x" }, { ...content, kind: "x" })],
    ["no text", parts(marker, { ...content, expression: "" })],
    ["a text too long", parts(marker, { ...content, expression: "x".repeat(70_000) })],
    ["no operands", parts(marker, { ...content, operands: 3 })],
    ["an operand without a path", parts(marker, { ...content, operands: { x: { kind: "urlpath", version: 1 } } })],
    ["nothing", { vlmeta: new Map() }],
  ])("%s is refused", (_, carrier) => {
    expect(() => decodeLazyPayload(carrier)).toThrow("cannot be read");
    try {
      decodeLazyPayload(carrier);
    } catch (error) {
      expect(isCatervaError(error, "expression.invalid")).toBe(true);
    }
  });
});

describe("references", () => {
  test.each([
    ["d/e.b2nd", "d/a.b2nd", "a.b2nd"],
    ["d/e.b2nd", "d/sub/b.b2nd", "sub/b.b2nd"],
    ["d/f/e.b2nd", "a.b2nd", "../../a.b2nd"],
    ["e.b2nd", "d/a.b2nd", "d/a.b2nd"],
  ])("from %s to %s is %s, and back", (carrier, operand, path) => {
    expect(relativeReference(carrier, operand)).toBe(path);
    expect(resolveReference(carrier, path)).toBe(operand);
  });

  test.each(["../../x", "/etc/passwd", "", "..", "a\\b", "http://host/a", "\0"])("%j leads nowhere", (path) => {
    expect(resolveReference("d/e.b2nd", path)).toBeUndefined();
  });
});
