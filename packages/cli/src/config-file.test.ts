import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { configPlaces, readServerTable, warningOfMissing } from "./config-file.ts";

let directory: string;
const file = (name: string) => join(directory, name);

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "cat2-config-"));
  await writeFile(file("a.toml"), '[server]\nlisten = "x:1"\n[client]\nurl = "y"\n');
  await writeFile(file("b.toml"), '[server]\nlisten = "x:2"\n');
  await writeFile(file("empty.toml"), "");
  await writeFile(file("list.toml"), "server = [1]\n");
  await writeFile(file("broken.toml"), "[server\n");
});
afterAll(() => rm(directory, { recursive: true }));

test("takes a named file as it is, and as empty if it is missing", () => {
  expect(readServerTable(file("a.toml"), [file("b.toml")])).toEqual({ listen: "x:1" });
  expect(readServerTable(file("none.toml"), [file("b.toml")])).toEqual({});
  expect(readServerTable(file("empty.toml"))).toEqual({});
});

test("says that a named file is missing", () => {
  expect(warningOfMissing(file("none.toml"))).toContain(file("none.toml"));
  expect(warningOfMissing(file("a.toml"))).toBeUndefined();
  expect(warningOfMissing(undefined)).toBeUndefined();
});

test("else the first place that exists counts", () => {
  expect(readServerTable(undefined, [file("none.toml"), file("b.toml"), file("a.toml")])).toEqual({ listen: "x:2" });
  expect(readServerTable(undefined, [file("none.toml")])).toEqual({});
  expect(configPlaces().map((place) => place.split("/").at(-1))).toEqual([
    "caterva2-server.toml",
    ".caterva2-server.toml",
    "caterva2-server.toml",
  ]);
});

test.each(["broken.toml", "list.toml", "."])("%s is refused", (name) => {
  expect(() => readServerTable(file(name))).toThrow(expect.objectContaining({ code: "usage.invalid" }));
});
