import { parseDType } from "@caterva2/ndarray";
import { expect, it } from "vitest";
import type { Facts } from "../data/facts.ts";
import { pythonSnippet } from "./snippet.ts";

const storage = { nbytes: 1, cbytes: 1, ratio: 1, nchunks: 1, codec: "lz4", clevel: 1, filters: [], vlmeta: {} };
const volume: Facts = {
  kind: "array",
  path: '@public/a "b".b2nd',
  mtime: undefined,
  shape: [9, 20, 30],
  dtype: parseDType("uint16"),
  dtypeText: "uint16",
  chunks: undefined,
  blocks: undefined,
  storage,
  attributes: {},
};
const last = (text: string) => text.trim().split("\n").at(-1);

it("reads the slice on screen, names quoted", () => {
  const text = pythonSnippet("http://host:8000", volume, "image", { at: [7, "y", "x"] });
  expect(text.split("\n").slice(2, 5)).toEqual([
    'client = caterva2.Client("http://host:8000")',
    'dataset = client.get("@public/a \\"b\\".b2nd")',
    "data = dataset[7, :, :]",
  ]);
  expect(last(pythonSnippet("", volume, "line", {}))).toBe("data = dataset[4, 10, :]");
  expect(last(pythonSnippet("", volume, "table", {}))).toBe("data = dataset[...]");
});

it("downloads what is no array", () => {
  const file: Facts = { kind: "file", path: "@public/a.txt", mtime: undefined, content: "text", storage };
  expect(last(pythonSnippet("", file, "text", {}))).toBe("path = dataset.download()");
});
