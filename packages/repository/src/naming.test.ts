import { expect, it } from "vitest";
import { isCompressedName, isHidden, nameKind, shownName } from "./naming.ts";

it.each([
  ["README.md.b2", "README.md"],
  ["README.md", "README.md"],
  ["a.tar.gz.b2", "a.tar.gz"],
  ["noext.b2", "noext"],
  [".b2", ".b2"],
  ["a.b2nd", "a.b2nd"],
  ["a.b2nd.b2", "a.b2nd.b2"],
  ["a.h5.b2", "a.h5.b2"],
  ["a.B2ND.b2", "a.B2ND"],
  ["a.b2.b2", "a.b2"],
])("shows %j as %j", (stored, shown) => {
  expect(shownName(stored)).toBe(shown);
  expect(isCompressedName(stored)).toBe(stored !== shown);
});

it.each([
  ["a.b2nd", "array"],
  ["a.b2frame", "schunk"],
  ["a.b2z", "container"],
  ["a.h5", "container"],
  ["a.hdf5", "container"],
  ["a.H5", "plain"],
  ["b2nd", "plain"],
  ["a.constructor", "plain"],
  ["a.txt", "plain"],
])("takes %j for %s", (name, kind) => {
  expect(nameKind(name)).toBe(kind);
});

it("hides lock sidecars", () => {
  expect(isHidden("a.b2nd.b2lock")).toBe(true);
  expect(isHidden("a.b2nd")).toBe(false);
});
