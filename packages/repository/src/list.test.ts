import { mkdir, mkdtemp, rm, symlink, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fsStorage, memoryStorage, type Storage } from "@caterva2/storage";
import { expect, it } from "vitest";
import { folderEntries } from "./folder.ts";
import { listFiles, NameLister } from "./list.ts";
import { resolve } from "./resolve.ts";

const KEYS = [
  "README.md.b2",
  "b.b2nd",
  "b.b2nd.b2lock",
  "a-x.b2nd",
  "a/z.h5",
  "a/b.b2nd",
  "a/.hidden",
  "a.b2nd",
  "_.h5",
  "store.b2d/embed.b2e",
  "store.b2d/x.b2nd",
  "both.txt",
  "both.txt.b2",
  "x.b2nd.b2",
  "dir2/dir3/dir4/deep.b2frame",
  "é.txt",
]; // prettier-ignore

const storage = memoryStorage(Object.fromEntries(KEYS.map((key) => [key, new Uint8Array(key.length)])));
const names = async (key: string) => (await listFiles(storage, key, "start")).map((file) => file.name);

it("lists recursively, sorted as texts, each name as clients see it", async () => {
  expect(await names("")).toEqual([
    "README.md",
    "_.h5",
    "a-x.b2nd",
    "a.b2nd",
    "a/.hidden",
    "a/b.b2nd",
    "a/z.h5",
    "b.b2nd",
    "both.txt",
    "dir2/dir3/dir4/deep.b2frame",
    "store.b2d",
    "x.b2nd.b2",
    "é.txt",
  ]); // prettier-ignore
  expect(await names("a")).toEqual([".hidden", "b.b2nd", "z.h5"]);
  expect(await names("dir2")).toEqual(["dir3/dir4/deep.b2frame"]);
});

it("serves the plain file when its compressed form is there, too", async () => {
  const both = (await listFiles(storage, "", "start")).find((file) => file.name === "both.txt");
  expect(both?.entry.name).toBe("both.txt");
  const found = await resolve({ storage, root: "@public", scope: "@public", key: "both.txt" });
  expect(found).toMatchObject({ kind: "file", stored: "plain", key: "both.txt" });
});

it("shows one level of a folder, directories first", async () => {
  const root = await resolve({ storage, root: "@public", scope: "@public", key: "" });
  if (root.kind !== "directory") return expect.unreachable();
  const entries = await folderEntries(root);
  expect(entries.map((entry) => `${entry.kind} ${entry.name} ${entry.size}`)).toEqual([
    "directory a null",
    "directory dir2 null",
    "file README.md 12",
    "container _.h5 4",
    "array a-x.b2nd 8",
    "array a.b2nd 6",
    "array b.b2nd 6",
    "file both.txt 8",
    "container store.b2d null",
    "file x.b2nd.b2 9",
    "file é.txt 5",
  ]); // prettier-ignore
  expect(entries[0]?.mtime).toBe("1970-01-01T00:00:00Z");
});

it("lists 20,000 files with one listing a directory", async () => {
  const many = memoryStorage();
  for (let index = 0; index < 20_000; index++) many.put(`f${index}.txt`, new Uint8Array(0));
  let listings = 0;
  const counted = {
    ...many,
    list(key: string) {
      listings += 1;
      return many.list(key);
    },
  };
  expect((await listFiles(counted, "", "start")).length).toBe(20_000);
  expect(listings).toBe(1);
});

async function rootOf(root: Storage) {
  const found = await resolve({ storage: root, root: "@public", scope: "@public", key: "" });
  if (found.kind !== "directory") throw new Error("The root is no directory.");
  return found;
}

it("lists names as it lists files", async () => {
  expect(await new NameLister().all(await rootOf(storage))).toEqual(await names(""));
});

it("stops at a depth, where directories are shown as such", async () => {
  const shallow = [
    "README.md",
    "_.h5",
    "a-x.b2nd",
    "a.b2nd",
    "a/",
    "b.b2nd",
    "both.txt",
    "dir2/",
    "store.b2d",
    "x.b2nd.b2",
    "é.txt",
  ]; // prettier-ignore
  const lister = new NameLister();
  expect(await lister.all(await rootOf(storage), 1)).toEqual(shallow);
  expect(await lister.all(await rootOf(storage), 2)).toContain("dir2/dir3/");
  expect(await lister.all(await rootOf(storage), 4)).toEqual(await names(""));
});

it("pages hold every name once, whatever their size", async () => {
  const lister = new NameLister();
  const root = await rootOf(storage);
  for (const limit of [1, 3, 12, 13, 100]) {
    const seen: string[] = [];
    let after: string | undefined;
    do {
      const page = await lister.page(root, { limit, after });
      expect(page.names.length).toBeLessThanOrEqual(limit);
      expect(page.total).toBe(13);
      seen.push(...page.names);
      after = page.next ?? undefined;
    } while (after !== undefined);
    expect(seen).toEqual(await names(""));
  }
});

it("reads directories that have not changed only once, and sees every change", async () => {
  const base = await mkdtemp(join(tmpdir(), "list-"));
  await mkdir(join(base, "dir"));
  await writeFile(join(base, "dir", "a"), "x");
  const settled = async () => {
    const past = new Date(Date.now() - 60_000);
    for (const path of ["dir", ""]) await utimes(join(base, path), past, past);
  };
  await settled();
  const read: string[] = [];
  const disk = fsStorage(base);
  const counted: Storage = {
    ...disk,
    names(key) {
      read.push(key);
      return disk.names(key);
    },
  };
  const lister = new NameLister();
  const list = async () => lister.all(await rootOf(counted));
  expect([await list(), await list(), read]).toEqual([["dir/a"], ["dir/a"], ["", "dir"]]);
  await writeFile(join(base, "dir", "b"), "x");
  expect([await list(), read]).toEqual([
    ["dir/a", "dir/b"],
    ["", "dir", "dir"],
  ]);
  // It changed just now, so it is not trusted to show the next change.
  await writeFile(join(base, "dir", "c"), "x");
  expect(await list()).toEqual(["dir/a", "dir/b", "dir/c"]);
  await settled();
  await rm(join(base, "dir"), { recursive: true });
  expect(await list()).toEqual([]);
  await rm(base, { recursive: true });
});

it("does not follow links that lead back up", async () => {
  const base = await mkdtemp(join(tmpdir(), "list-"));
  await mkdir(join(base, "a/b"), { recursive: true });
  await mkdir(join(base, "c"));
  await writeFile(join(base, "a/b/file"), "x");
  await symlink("..", join(base, "a/b/up"));
  await symlink("../a", join(base, "c/to-a"));
  await symlink("../../c", join(base, "a/b/to-c"));
  const disk = fsStorage(base);
  const version = (await disk.stat(""))?.version ?? "";
  const found = (await listFiles(disk, "", version)).map((file) => file.name);
  expect(found).toEqual(["a/b/file", "c/to-a/b/file"]);
  expect(await new NameLister().all(await rootOf(disk))).toEqual(found);
  await rm(base, { recursive: true });
});
