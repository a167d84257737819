import { expect, it } from "vitest";
import { resolveReference } from "./references.ts";

it.each([
  ["tomo.b2nd", "@public/dir/tomo.b2nd"],
  ["./a%20b.png?raw=1#x", "@public/dir/a b.png"],
  ["../other/x.md", "@public/other/x.md"],
  ["../../../etc/passwd", undefined],
  ["https://example.org/x", undefined],
  ["javascript:alert(1)", undefined],
  ["#part", undefined],
  ["/roots/@public", undefined],
])("resolves %s in a document", (reference, path) => {
  expect(resolveReference("@public/dir", reference)).toBe(path);
});
