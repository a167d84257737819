import fc from "fast-check";
import { expect, test } from "vitest";
import { contentDisposition } from "./content-disposition.ts";

test.each([
  ["README.md", 'attachment; filename="README.md"'],
  ["a b.txt", 'attachment; filename="a b.txt"'],
  ["naïve.txt", "attachment; filename=\"na_ve.txt\"; filename*=UTF-8''na%C3%AFve.txt"],
  ['a"b\\c.txt', "attachment; filename=\"a_b_c.txt\"; filename*=UTF-8''a%22b%5Cc.txt"],
  ["50%.txt", "attachment; filename=\"50_.txt\"; filename*=UTF-8''50%25.txt"],
  ["it's (1)*.txt", 'attachment; filename="it\'s (1)*.txt"'],
  ["é'(*).txt", "attachment; filename=\"_'(*).txt\"; filename*=UTF-8''%C3%A9%27%28%2A%29.txt"],
  ["a\r\nX-Evil: 1", "attachment; filename=\"a__X-Evil: 1\"; filename*=UTF-8''a%0D%0AX-Evil%3A%201"],
  ["\ud800.txt", "attachment; filename=\"_.txt\"; filename*=UTF-8''%EF%BF%BD.txt"],
])("%j", (name, expected) => {
  expect(contentDisposition("attachment", name)).toBe(expected);
});

test("any name gives a header that may be sent, and the exact name can be read from it", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (name) => {
      const header = contentDisposition("inline", name);
      expect(header).toMatch(/^inline; filename="[^"\\\r\n]*"(; filename\*=UTF-8''[\w!#$&+.^`|~%-]*)?$/);
      expect(header).toMatch(/^[\x20-\x7e]*$/);
      const exact = /filename\*=UTF-8''(.*)$/.exec(header)?.[1];
      const plain = /filename="([^"]*)"/.exec(header)?.[1];
      expect(exact === undefined ? plain : decodeURIComponent(exact)).toBe(name.toWellFormed());
    }),
    { seed: 1 },
  );
});
