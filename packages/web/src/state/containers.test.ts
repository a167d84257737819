import { expect, test } from "vitest";
import { containerOf, isInContainer, opensLikeFolder } from "./containers.ts";

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
