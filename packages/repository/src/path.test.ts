import { isCatervaError } from "@caterva2/ndarray";
import { memoryStorage } from "@caterva2/storage";
import { expect, it } from "vitest";
import { locate } from "./path.ts";

const roots = { public: memoryStorage(), shared: memoryStorage(), personal: memoryStorage() };
const anonymous = { kind: "anonymous" } as const;

it.each([
  ["@public", ""],
  ["@public/", ""],
  ["@public/a/b.b2nd", "a/b.b2nd"],
  ["@public/a/", "a"],
  ["@public/%2e%2e/x", "%2e%2e/x"],
  ["@public/..a/...", "..a/..."],
  ["@public/a\\..\\b", "a\\..\\b"],
])("takes %j to the key %j", (path, key) => {
  expect(locate(roots, anonymous, path)).toEqual({ storage: roots.public, root: "@public", key });
});

it.each([
  ["", "path.invalid"],
  ["/", "path.invalid"],
  ["/@public/a", "path.invalid"],
  ["..", "path.invalid"],
  ["@public/..", "path.invalid"],
  ["@public/../@shared/x", "path.invalid"],
  ["@public/a/../../x", "path.invalid"],
  ["@shared/../x", "path.invalid"],
  ["@nope/../x", "path.invalid"],
  ["@public//a", "path.invalid"],
  ["@public/a//", "path.invalid"],
  ["@public/./a", "path.invalid"],
  ["@public/a\0.b2nd", "path.invalid"],
  ["@public/\udc00", "path.invalid"],
  [`@public/${"a/".repeat(2000)}b`, "path.invalid"],
  ["public/a", "root.unknown"],
  ["@nope", "root.unknown"],
  ["@PUBLIC/a", "root.unknown"],
  ["@publicx/a", "root.unknown"],
  ["constructor", "root.unknown"],
  ["@shared", "root.forbidden"],
  ["@shared/x", "root.forbidden"],
  ["@personal/x", "root.forbidden"],
] as const)("refuses %j with %s", (path, code) => {
  expect(() => locate(roots, anonymous, path)).toThrow(expect.toSatisfy((error) => isCatervaError(error, code)));
});
