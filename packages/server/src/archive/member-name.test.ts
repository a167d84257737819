import fc from "fast-check";
import { expect, test } from "vitest";
import { memberName } from "./member-name.ts";

test.each([
  ["dir/a b.txt", "dir/a b.txt"],
  ["dir/Grüße 100%.b2nd", "dir/Grüße 100%.b2nd"],
  ["dir/..\\..\\evil.exe", "dir/..%5C..%5Cevil.exe"],
  ["C:/x", "C%3A/x"],
  ['a*?"<>|b', "a%2A%3F%22%3C%3E%7Cb"],
  ["a\nb\u0085", "a%0Ab%C2%85"],
  ["a%5Cb", "a%255Cb"],
])("%j is called %j", (path, name) => {
  expect(memberName(path)).toBe(name);
});

test("different paths have different names, of which none leads elsewhere", () => {
  const path = fc.string({ unit: fc.constantFrom("a", ".", "%", "5", "C", "\\", ":", "/", "*", "\n") });
  fc.assert(
    fc.property(path, path, (one, other) => {
      expect(memberName(one) === memberName(other)).toBe(one === other);
      expect(memberName(one)).not.toMatch(/[\\:*\n]/);
    }),
  );
});
