import { type ErrorCode, isCatervaError } from "@caterva2/ndarray";
import { memoryStorage } from "@caterva2/storage";
import { expect, it } from "vitest";
import { locate, visibleRoots } from "./path.ts";
import type { Caller, UserCaller } from "./types.ts";

const roots = { public: memoryStorage(), shared: memoryStorage(), personal: () => personal };
const personal = memoryStorage();
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
  expect(locate(roots, anonymous, path)).toEqual({ storage: roots.public, root: "@public", scope: "@public", key });
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

const ID = "01234567-89ab-cdef-0123-456789abcdef";
const user = (access: Partial<UserCaller["access"]> = {}, id = ID): Caller => {
  const all = { public: "write", shared: "write", personal: "write" } as const;
  return { kind: "user", id, superuser: false, access: { ...all, ...access } };
};
const refusedWith = (code: ErrorCode) => expect.toSatisfy((error) => isCatervaError(error, code));

it("gives each user a root of their own", () => {
  const asked: string[] = [];
  const own = (id: string) => {
    asked.push(id);
    return personal;
  };
  const place = locate({ ...roots, personal: own }, user(), "@personal/dir/x");
  expect(place).toEqual({ storage: personal, root: "@personal", scope: `@personal/${ID}`, key: "dir/x" });
  expect(asked).toEqual([ID]);
  for (const id of ["", "..", "x/../y", `${ID}/..`, ID.toUpperCase()]) {
    expect(() => locate(roots, user({}, id), "@personal/x")).toThrow(refusedWith("path.invalid"));
  }
});

it.each([
  [anonymous, "@public/x", "read", undefined],
  [anonymous, "@public/x", "write", "request.unauthenticated"],
  [anonymous, "@shared/x", "write", "request.unauthenticated"],
  [anonymous, "@nope/x", "write", "root.unknown"],
  [user(), "@shared/x", "write", undefined],
  [user({ shared: "read" }), "@shared/x", "read", undefined],
  [user({ shared: "read" }), "@shared/x", "write", "root.forbidden"],
  [user({ shared: "none" }), "@shared/x", "read", "root.forbidden"],
  [user({ public: "read" }), "@public/x", "write", "root.forbidden"],
  [user({ personal: "read" }), "@personal/x", "write", "root.forbidden"],
] as const)("%j, %s, %s: %s", (caller, path, wanted, code) => {
  const call = () => locate(roots, caller, path, wanted);
  if (code === undefined) expect(call().key).toBe("x");
  else expect(call).toThrow(refusedWith(code));
});

it("shows the roots that may be read, and serves no others than it has", () => {
  expect(visibleRoots(anonymous)).toEqual(["@public"]);
  expect(visibleRoots(user())).toEqual(["@public", "@shared", "@personal"]);
  expect(visibleRoots(user({ public: "none", personal: "read" }))).toEqual(["@shared", "@personal"]);
  expect(() => locate({ public: roots.public }, user(), "@shared/x")).toThrow(refusedWith("root.forbidden"));
  expect(() => locate({ public: roots.public }, user(), "@personal/x")).toThrow(refusedWith("root.forbidden"));
});
