import { expect, test } from "vitest";
import { pathFor, placeMeant, referenceTo } from "./references.ts";

const USER = "0d6f6d4e-1c58-4d2c-9c58-0f1a7d0c3b11";
const OTHER = "1d6f6d4e-1c58-4d2c-9c58-0f1a7d0c3b11";
const own = { scope: `@personal/${USER}`, key: "dir/e.b2nd" };

test.each([
  [own, { scope: own.scope, key: "dir/a.b2nd" }, "a.b2nd"],
  [own, { scope: own.scope, key: "dir/sub/a.b2nd" }, "sub/a.b2nd"],
  [own, { scope: own.scope, key: "a.b2nd" }, "../a.b2nd"],
  [own, { scope: "@public", key: "x/a.b2nd" }, "../../../public/x/a.b2nd"],
  [{ scope: "@public", key: "e.b2nd" }, { scope: "@shared", key: "a.b2nd" }, "../shared/a.b2nd"],
])("from %j to %j is %s, and back", (from, to, reference) => {
  expect(referenceTo(from, to)).toEqual({ kind: "file", path: reference });
  expect(placeMeant(from, reference)).toEqual(to);
});

test("absolute paths count inside the state directory alone", () => {
  expect(placeMeant(own, "/srv/state/public/a.b2nd", "/srv/state")).toEqual({ scope: "@public", key: "a.b2nd" });
  expect(placeMeant(own, "/srv/state/personal/x/a.b2nd", "/srv/state")).toBeUndefined();
  expect(placeMeant(own, "/srv/state-two/public/a.b2nd", "/srv/state")).toBeUndefined();
  expect(placeMeant(own, "/srv/state/public/a.b2nd")).toBeUndefined();
});

test.each([
  "",
  "/etc/passwd",
  "../../../../etc/passwd",
  "../../../db.sqlite",
  "../../../media/x",
  "../../../personal",
  `../../../personal/${USER}`,
  "../../../personal/x/y.b2nd",
  "http://127.0.0.1/x",
  "a\0b",
])("%j means nothing", (reference) => {
  expect(placeMeant(own, reference, "/srv/state")).toBeUndefined();
});

test("nobody names what is in another's root", () => {
  const access = { public: "read", shared: "read", personal: "read" } as const;
  const caller = (id: string) => ({ kind: "user", id, superuser: false, access }) as const;
  expect(pathFor(caller(USER), own)).toBe("@personal/dir/e.b2nd");
  expect(pathFor(caller(OTHER), own)).toBeUndefined();
  expect(pathFor({ kind: "anonymous" }, own)).toBeUndefined();
  expect(pathFor({ kind: "anonymous" }, { scope: "@public", key: "a" })).toBe("@public/a");
});
