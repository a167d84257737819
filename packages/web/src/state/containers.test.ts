import { expect, test } from "vitest";
import { containerOf, isInContainer, knownDirectories, learnFrom, opensLikeFolder } from "./containers.ts";

test.each([
  ["@public/run.h5", "@public/run.h5", false],
  ["@public/dir/run.hdf5/entry/x", "@public/dir/run.hdf5", true],
  ["@public/run.h5/inner.h5/x", "@public/run.h5", true],
  ["@public/run.H5/x", undefined, false],
  ["@public/h5/x", undefined, false],
  ["", undefined, false],
])("%s is in %s", (path, container, inside) => {
  expect(containerOf(path)).toBe(container);
  expect(isInContainer(path)).toBe(inside);
});

test("folders and HDF5 files open, stores and files that are called alike do not", () => {
  expect(opensLikeFolder({ kind: "directory", name: "x" })).toBe(true);
  expect(opensLikeFolder({ kind: "container", name: "x.h5" })).toBe(true);
  expect(opensLikeFolder({ kind: "container", name: "x.b2z" })).toBe(false);
  expect(opensLikeFolder({ kind: "file", name: "x.h5" })).toBe(false);
});

test("directories that are called like containers are none, once a listing has said so", () => {
  let told = 0;
  const stop = knownDirectories.subscribe(() => {
    told += 1;
  });
  const before = knownDirectories.value();
  learnFrom("@public", [
    { name: "runs.h5", kind: "directory" },
    { name: "file.h5", kind: "container" },
    { name: "other", kind: "directory" },
  ]);
  expect(
    ["@public/runs.h5", "@public/runs.h5/a.b2nd", "@public/runs.h5/in.h5/a", "@public/file.h5/a"].map(containerOf),
  ).toEqual([undefined, undefined, "@public/runs.h5/in.h5", "@public/file.h5"]);
  expect(isInContainer("@public/runs.h5/a.b2nd")).toBe(false);
  learnFrom("@public", [{ name: "runs.h5", kind: "directory" }]);
  expect([told, knownDirectories.value() === before]).toEqual([1, false]);
  // Somebody has put a file in its place.
  learnFrom("@public", [{ name: "runs.h5", kind: "container" }]);
  expect([told, containerOf("@public/runs.h5/a")]).toEqual([2, "@public/runs.h5"]);
  stop();
});
