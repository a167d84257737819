import { expect, test } from "vitest";
import type { FolderEntry } from "../data/port.ts";
import { commonStart, complete } from "./complete.ts";

const entry = (name: string, kind: FolderEntry["kind"]): FolderEntry => ({ name, kind, size: null, mtime: "" });
const folder = async (path: string) => {
  if (path === "") return [entry("@public", "directory"), entry("@personal", "directory")];
  if (path !== "@public") throw new Error("none");
  return [entry("dir", "directory"), entry("ds-1d.b2nd", "array"), entry("ds-2d.b2nd", "array")];
};
const at = (text: string) => complete(text, text.length, folder);

test("completes roots, folders and files, wherever the path stands", async () => {
  expect(await at("x = @p")).toEqual({ start: 4, choices: ["@public/", "@personal/"] });
  expect(await at("x = sin(@public/ds")).toEqual({ start: 8, choices: ["@public/ds-1d.b2nd", "@public/ds-2d.b2nd"] });
  expect(await at("rm @public/di")).toEqual({ start: 3, choices: ["@public/dir/"] });
  expect((await at("x = @none/a")).choices).toEqual([]);
});

test("completes functions, and nothing where nothing is begun", async () => {
  expect((await at("x = arcs")).choices).toEqual(["arcsin(", "arcsinh("]);
  expect((await at("x = 1 + ")).choices).toEqual([]);
});

test("goes as far as all choices agree", () => {
  expect(commonStart(["@public/ds-1d.b2nd", "@public/ds-2d.b2nd"])).toBe("@public/ds-");
  expect([commonStart([]), commonStart(["one"])]).toEqual(["", "one"]);
});
