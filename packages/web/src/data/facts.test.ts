import { parseDType } from "@caterva2/ndarray";
import { expect, it } from "vitest";
import { type ArrayFacts, typeLines, typeText } from "./facts.ts";

const storage = { nbytes: 1, cbytes: 1, ratio: 1, nchunks: 1, codec: "lz4", clevel: 1, filters: [], vlmeta: {} };
const facts = (dtypeText: string): ArrayFacts => ({
  kind: "array",
  path: "@public/a.b2nd",
  mtime: undefined,
  shape: [1],
  dtype: parseDType(dtypeText),
  dtypeText,
  chunks: undefined,
  blocks: undefined,
  storage,
  attributes: {},
});

it("names types as NumPy does, and texts by their letters", () => {
  expect(typeText(facts("float32"))).toBe("float32");
  expect(typeText(facts("<U80"))).toBe("text of 80");
  expect(typeText(facts("|S8"))).toBe("bytes of 8");
});

it("tells fields by name and type, one a line", () => {
  const table = facts("[('run', '<i4'), ('tag', 'S6'), ('t', '<M8[10ms]'), ('ok', '?'), ('pos', '<f4', (3,))]");
  expect(typeText(table)).toBe("5 fields");
  expect(typeLines(table).split("\n")).toEqual([
    "run: int32",
    "tag: bytes of 6",
    "t: datetime64[10ms]",
    "ok: bool",
    "pos: float32 × 3",
  ]);
});
