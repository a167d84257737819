import { expect, test } from "vitest";
import type { FolderEntry } from "../data/port.ts";
import { commonStart, complete } from "./complete.ts";

const entry = (name: string, kind: FolderEntry["kind"]): FolderEntry => ({ name, kind, size: null, mtime: "" });
const folder = async (path: string) => {
  if (path === "") return [entry("@public", "directory"), entry("@personal", "directory")];
  if (path !== "@public") throw new Error("none");
  return [entry("dir", "directory"), entry("ds-1d.b2nd", "array"), entry("ds-2d.b2nd", "array")];
};
const at = async (text: string) => {
  const { start, choices } = await complete(text, text.length, folder);
  return { start, choices: choices.map((choice) => choice.text) };
};

test("completes roots, folders and files, wherever the path stands", async () => {
  expect(await at("x = @p")).toEqual({ start: 4, choices: ["@public/", "@personal/"] });
  expect(await at("x = sin(@public/ds")).toEqual({ start: 8, choices: ["@public/ds-1d.b2nd", "@public/ds-2d.b2nd"] });
  expect(await at("rm @public/di")).toEqual({ start: 3, choices: ["@public/dir/"] });
  expect((await at("x = @none/a")).choices).toEqual([]);
});

test("completes functions and says what they take, and nothing where nothing is begun", async () => {
  expect((await at("x = arcs")).choices).toEqual(["arcsin(", "arcsinh("]);
  const { choices } = await complete("x = cli", 7, folder);
  expect(choices).toEqual([{ text: "clip(", hint: "x, min?, max?)" }]);
  expect((await at("x = 1 + ")).choices).toEqual([]);
});

test("completes commands at the start of a line, each by the name that is begun", async () => {
  expect((await at("m")).choices).toEqual(["mv "]);
  expect((await at("mo")).choices).toEqual(["move "]);
  expect((await at("sin")).choices).toEqual([]);
});

test("goes as far as all choices agree", () => {
  const choices = (...texts: string[]) => texts.map((text) => ({ text, hint: "" }));
  expect(commonStart(choices("@public/ds-1d.b2nd", "@public/ds-2d.b2nd"))).toBe("@public/ds-");
  expect([commonStart([]), commonStart(choices("one"))]).toEqual(["", "one"]);
});
