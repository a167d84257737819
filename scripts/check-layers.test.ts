import { expect, test } from "vitest";
import { breachesOf, cyclesOf, importsOf } from "./check-layers.ts";

test("finds every form of import and ignores comments", () => {
  const text = `import a from "./a.ts";
import type { B } from '@caterva2/ndarray';
export { c } from "node:fs";
// import d from "./d.ts";
/* import e from "./e.ts"; */
import "./side.css";
const f = await import("./f.ts");
import {
  g,
} from "./g.ts";`;
  expect(importsOf(text).sort()).toEqual(
    ["./a.ts", "./f.ts", "./g.ts", "./side.css", "@caterva2/ndarray", "node:fs"].sort(),
  );
});

test.each([
  ["ndarray/src/x.ts", "@caterva2/blosc2", "may not import"],
  ["web/src/x.ts", "@caterva2/server", "may not import"],
  ["server/src/x.ts", "@caterva2/blosc2/src/chunk/header.ts", "past the door"],
  ["blosc2/src/x.ts", "../../ndarray/src/errors.ts", "another package"],
  ["blosc2/src/chunk/x.ts", "node:fs", "away from the edges"],
])("%s must not import %s", (path, specifier, words) => {
  expect(breachesOf({ path, imports: [specifier] })[0]).toContain(words);
});

test.each([
  ["server/src/x.ts", "node:fs"],
  ["blosc2/src/node.ts", "node:zlib"],
  ["web/src/x.ts", "@caterva2/client"],
  ["server/src/x.ts", "@caterva2/blosc2/node"],
])("%s may import %s", (path, specifier) => {
  expect(breachesOf({ path, imports: [specifier] })).toEqual([]);
});

test("finds a cycle through three files and none in a diamond", () => {
  const file = (path: string, ...imports: string[]) => ({ path, imports });
  const cycle = [file("p/src/a.ts", "./b.ts"), file("p/src/b.ts", "./c.ts"), file("p/src/c.ts", "./a.ts")];
  expect(cyclesOf(cycle)).toEqual([["p/src/a.ts", "p/src/b.ts", "p/src/c.ts", "p/src/a.ts"]]);
  const diamond = [
    file("p/src/a.ts", "./b.ts", "./c.ts"),
    file("p/src/b.ts", "./d.ts"),
    file("p/src/c.ts", "./d.ts"),
    file("p/src/d.ts"),
  ];
  expect(cyclesOf(diamond)).toEqual([]);
});
