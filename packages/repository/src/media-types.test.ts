import { expect, it } from "vitest";
import { mediaType } from "./media-types.ts";

it.each([
  ["README.md", "text/markdown; charset=utf-8"],
  ["a.b.PNG", "image/png"],
  ["a.svg", "image/svg+xml"],
  ["n.ipynb", "application/x-ipynb+json"],
  ["a.b2nd", "application/octet-stream"],
  ["noext", "application/octet-stream"],
  ["a.constructor", "application/octet-stream"],
  ["a.", "application/octet-stream"],
])("guesses %j as %s", (name, type) => {
  expect(mediaType(name)).toBe(type);
});
