import { parseDType } from "@caterva2/ndarray";
import { expect, it } from "vitest";
import type { Facts } from "../data/facts.ts";
import type { ViewState } from "../state/place.ts";
import { curlSnippet, pythonSnippet, typescriptSnippet } from "./snippet.ts";

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

const wish = (facts: Facts, view: string, state: ViewState = {}) => ({
  origin: "http://host:8000",
  facts,
  view,
  state,
});

it("reads the slice on screen, names quoted", () => {
  const text = pythonSnippet(wish(volume, "image", { at: [7, "y", "x"] }));
  expect(text.split("\n").slice(2, 5)).toEqual([
    'client = caterva2.Client("http://host:8000")',
    'dataset = client.get("@public/a \\"b\\".b2nd")',
    "data = dataset[7, :, :]",
  ]);
  expect(last(pythonSnippet(wish(volume, "line")))).toBe("data = dataset[4, 10, :]");
  expect(last(pythonSnippet(wish(volume, "table")))).toBe("data = dataset[4, :, :]");
  expect(last(pythonSnippet(wish(volume, "info")))).toBe("data = dataset[...]");
});

it("reads it in TypeScript and by curl, too", () => {
  expect(
    typescriptSnippet(wish(volume, "image", { at: [7, "y", "x"] }))
      .split("\n")
      .slice(3),
  ).toEqual([
    'const client = createClient({ baseUrl: "http://host:8000" });',
    'const array = await client.openArray("@public/a \\"b\\".b2nd");',
    'const { shape, dtype, data } = await array.read(parseSliceText("7, :, :", array.shape));',
    "",
  ]);
  expect(typescriptSnippet(wish(volume, "info"))).toContain("array.read(wholeSelection(array.shape))");
  expect(curlSnippet(wish(volume, "image", { at: [7, "y", "x"] }))).toBe(
    "curl -o slice.b2nd 'http://host:8000/api/fetch/@public/a%20%22b%22.b2nd?slice_=7,:,:'\n",
  );
});

it("takes the rows of a table that its filter finds", () => {
  const table: Facts = { ...volume, shape: [9], dtype: parseDType("[('run', '<i4')]") };
  expect(last(pythonSnippet(wish(table, "table", { filter: "run > 5" })))).toBe('data = dataset["run > 5"][:]');
});

it("downloads what is no array", () => {
  const file: Facts = { kind: "file", path: "@public/it's.txt", mtime: undefined, content: "text", storage };
  expect(last(pythonSnippet(wish(file, "text")))).toBe("path = dataset.download()");
  expect(typescriptSnippet(wish(file, "text"))).toContain(`client.downloadUrl("@public/it's.txt")`);
  expect(curlSnippet(wish(file, "text"))).toBe(`curl -OJ 'http://host:8000/api/download/@public/it'\\''s.txt'\n`);
});
