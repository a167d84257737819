import { parseDType } from "@caterva2/ndarray";
import { expect, it } from "vitest";
import type { ArrayFacts, Facts, StorageFacts } from "../data/facts.ts";
import { contentKind } from "../data/facts.ts";
import { isColour } from "./view-props.ts";
import { chooseView, viewsFor } from "./views.ts";

const storage: StorageFacts = {
  nbytes: 8,
  cbytes: 8,
  ratio: 1,
  nchunks: 1,
  codec: "zstd",
  clevel: 5,
  filters: [],
  vlmeta: {},
};
const array = (shape: number[], dtypeText: string): ArrayFacts => ({
  kind: "array",
  path: "@public/a.b2nd",
  mtime: undefined,
  shape,
  dtype: parseDType(dtypeText),
  dtypeText,
  chunks: shape,
  blocks: shape,
  storage,
  attributes: {},
});
const file = (name: string): Facts => ({
  kind: "file",
  path: name,
  mtime: undefined,
  content: contentKind(name),
  storage,
});
const struct = "[('a', '<i4'), ('b', '<f8')]";

it.each([
  ["1-D", array([9], "float64"), "line"],
  ["2-D", array([9, 9], "int16"), "image"],
  ["5-D", array([2, 3, 4, 9, 9], "float32"), "image"],
  ["complex", array([9, 9], "complex64"), "image"],
  ["bool", array([9, 9], "bool"), "image"],
  ["RGB", array([9, 9, 3], "uint8"), "image"],
  ["scalar", array([], "float64"), "value"],
  ["one item", array([1, 1], "int64"), "value"],
  ["structured", array([9], struct), "table"],
  ["structured 2-D", array([9, 2], struct), "table"],
  ["text", array([9], "<U6"), "table"],
  ["times", array([9, 2], "<M8[s]"), "table"],
  ["nothing in it", array([0, 4], "float64"), "table"],
  ["markdown", file("README.md"), "page"],
  ["code", file("run.py"), "text"],
  ["image", file("a.PNG"), "picture"],
  ["unknown file", file("a.bin"), "info"],
  ["unreadable", { kind: "opaque", path: "x", mtime: undefined, reason: "no", size: 1 } satisfies Facts, "info"],
])("shows %s at first as it is best seen", (_, facts, view) => {
  expect(chooseView(facts, undefined)?.id).toBe(view);
});

it("takes the view of a link only where it fits", () => {
  expect(chooseView(array([9, 9], "int16"), "table")?.id).toBe("table");
  expect(chooseView(array([9], struct), "image")?.id).toBe("table");
  expect(viewsFor(array([9, 9], "int16")).map((view) => view.id)).toEqual(["image", "line", "table", "info"]);
});

it("knows colours by three or four bytes a pixel", () => {
  expect([array([9, 9, 3], "uint8"), array([5, 9, 9, 4], "uint8")].every(isColour)).toBe(true);
  expect([array([9, 9, 3], "uint16"), array([9, 3], "uint8"), array([9, 9, 5], "uint8")].some(isColour)).toBe(false);
});
