import { describe, expect, it } from "vitest";
import type { FolderEntry } from "../data/port.ts";
import { treeStep } from "./tree-keys.ts";
import { type Folder, type TreeState, treeRows, typeAhead } from "./tree-model.ts";

const entry = (name: string, kind: FolderEntry["kind"] = "array"): FolderEntry => ({ name, kind, size: 1, mtime: "" });
const ready = (...entries: FolderEntry[]): Folder => ({ status: "ready", entries });

const state: TreeState = {
  folders: new Map<string, Folder>([
    ["", ready(entry("@public", "directory"))],
    ["@public", ready(entry("dir", "directory"), entry("empty", "directory"), entry("tomo.b2nd"), entry("Table.b2nd"))],
    ["@public/dir", ready(entry("deep.b2nd"))],
    ["@public/empty", ready()],
  ]),
  expanded: new Set(["@public", "@public/dir", "@public/empty"]),
};
const texts = (filter = "", tree = state) =>
  treeRows(tree, filter).map((row) => `${row.level} ${row.type === "entry" ? row.entry.name : `(${row.note})`}`);

describe("rows", () => {
  it("are what is open, with a word for an empty folder", () => {
    expect(texts()).toEqual([
      "1 @public",
      "2 dir",
      "3 deep.b2nd",
      "2 empty",
      "3 (empty)",
      "2 tomo.b2nd",
      "2 Table.b2nd",
    ]);
  });

  it("say what is loading and what failed", () => {
    const folders = new Map(state.folders).set("@public/dir", { status: "failed", message: "no" });
    folders.delete("@public/empty");
    expect(texts("", { ...state, folders })).toContain("3 (failed)");
    expect(texts("", { ...state, folders })).toContain("3 (loading)");
  });

  it("of a filter are the matches and the folders that lead to them", () => {
    expect(texts("DEEP")).toEqual(["1 @public", "2 dir", "3 deep.b2nd"]);
    expect(texts("t")).toEqual(["1 @public", "2 empty", "2 tomo.b2nd", "2 Table.b2nd"]);
    expect(texts("nothing")).toEqual([]);
  });

  it("of a large folder are all there, and filtered by name", () => {
    const many = Array.from({ length: 20_000 }, (_, index) => entry(`f${index}`));
    const folders = new Map(state.folders).set("@public", ready(...many));
    expect(treeRows({ ...state, folders }, "")).toHaveLength(20_001);
    expect(treeRows({ ...state, folders }, "f1999")).toHaveLength(12);
  });
});

describe("keys", () => {
  const rows = treeRows(state, "");
  it("move, open and fold", () => {
    expect(treeStep(rows, 0, "ArrowDown", 5)).toEqual({ kind: "move", index: 1 });
    expect(treeStep(rows, 0, "ArrowUp", 5)).toEqual({ kind: "move", index: 0 });
    expect(treeStep(rows, 1, "PageDown", 50)).toEqual({ kind: "move", index: 6 });
    expect(treeStep(rows, 1, "ArrowLeft", 5)).toEqual({ kind: "collapse" });
    expect(treeStep(rows, 2, "ArrowLeft", 5)).toEqual({ kind: "move", index: 1 });
    expect(treeStep(rows, 1, "ArrowRight", 5)).toEqual({ kind: "move", index: 2 });
    expect(treeStep(rows, 5, "ArrowRight", 5)).toEqual({ kind: "move", index: 5 });
    expect(treeStep(rows, 5, "Enter", 5)).toEqual({ kind: "open" });
    expect(treeStep(rows, 5, "Tab", 5)).toBeUndefined();
  });

  it("find names by their first letters, on and around", () => {
    expect(typeAhead(rows, 0, "t")).toBe(5);
    expect(typeAhead(rows, 5, "t")).toBe(6);
    expect(typeAhead(rows, 6, "t")).toBe(5);
    expect(typeAhead(rows, 5, "ta")).toBe(6);
    expect(typeAhead(rows, 0, "zz")).toBeUndefined();
  });
});
