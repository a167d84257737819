import { describe, expect, it } from "vitest";
import { parseInfo } from "./info.ts";

const schunk = {
  cbytes: 500,
  chunksize: 400,
  nbytes: 2000,
  nchunks: 5,
  cratio: 4,
  vlmeta: { unit: "K" },
  cparams: { codec: 5, clevel: 1, filters: [0, 0, 0, 0, 0, 1], typesize: 2 },
};
const array = {
  shape: [50, 20],
  chunks: [10, 20],
  blocks: [5, 20],
  dtype: "<u2",
  schunk,
  mtime: "2026-01-01T00:00:00Z",
  accept_ranges: "bytes",
};

describe("descriptions", () => {
  it("of arrays", () => {
    expect(parseInfo("@public/a.b2nd", array, '"e"')).toMatchObject({
      kind: "array",
      path: "@public/a.b2nd",
      shape: [50, 20],
      chunks: [10, 20],
      blocks: [5, 20],
      dtype: { kind: "uint", itemsize: 2 },
      dtypeText: "<u2",
      etag: '"e"',
      mtime: "2026-01-01T00:00:00Z",
      ranges: true,
      storage: {
        nbytes: 2000,
        cbytes: 500,
        ratio: 4,
        nchunks: 5,
        codec: 5,
        clevel: 1,
        filters: [1],
        vlmeta: { unit: "K" },
      },
    });
    expect(parseInfo("a", { ...array, accept_ranges: "none" }, undefined)).toMatchObject({ ranges: false });
  });

  it("of everything else", () => {
    const kind = (raw: unknown) => parseInfo("x", raw, undefined).kind;
    expect(kind(schunk)).toBe("schunk");
    expect(kind({ kind: "group", mtime: null, size: null, nfiles: 3 })).toBe("group");
    expect(kind({ mtime: null, size: 3 })).toBe("file");
    expect(parseInfo("x", { error: "Unrecognized format", mtime: null }, undefined)).toMatchObject({
      kind: "unreadable",
      reason: "Unrecognized format",
    });
    expect(kind({ kind: "ctable", nrows: 3 })).toBe("unreadable");
  });

  it("of a lazy array, which has no chunks and no size", () => {
    expect(parseInfo("x", { shape: [3], dtype: "float64", expression: "a + b", mtime: null }, undefined)).toMatchObject(
      {
        kind: "array",
        chunks: undefined,
        ranges: false,
        storage: { nbytes: 24, ratio: 1 },
      },
    );
  });

  it.each([
    [null, "request.invalid"],
    ["text", "request.invalid"],
    [[1], "request.invalid"],
    [{ ...array, shape: [-1, 3] }, "request.invalid"],
    [{ ...array, shape: "no" }, "request.invalid"],
    [{ ...array, shape: Array.from({ length: 17 }, () => 1) }, "request.invalid"],
    [{ ...array, shape: [2 ** 40, 2 ** 40] }, "limit.exceeded"],
    [{ ...array, dtype: 7 }, "request.invalid"],
    [{ ...array, dtype: "nonsense" }, "dtype.invalid"],
  ])("refuse %j", (raw, code) => {
    expect(() => parseInfo("x", raw, undefined)).toThrowError(expect.objectContaining({ code }));
  });

  it("ignore geometry that does not fit the shape", () => {
    expect(parseInfo("x", { ...array, chunks: [3], blocks: [1.5, 2] }, undefined)).toMatchObject({
      chunks: undefined,
      blocks: undefined,
    });
  });
});
