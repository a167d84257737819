import { expect, test } from "vitest";
import { copyName, urlName } from "./names.ts";

test.each([
  ["@public/a/b.b2nd", "@public/a/b-copy.b2nd"],
  ["@public/a.b/folder", "@public/a.b/folder-copy"],
  ["@public/.hidden", "@public/.hidden-copy"],
  ["@public/x.tar.gz", "@public/x.tar-copy.gz"],
])("a copy of %s is called %s at first", (path, name) => {
  expect(copyName(path)).toBe(name);
});

test.each([
  ["https://example.org/data/run.h5", "run.h5"],
  ["https://example.org/data/run.h5?token=1#part", "run.h5"],
  ["https://example.org/", "example.org"],
  ["https://", "download"],
  ["", "download"],
])("a file from %s gets the name %s", (address, name) => {
  expect(urlName(address)).toBe(name);
});
