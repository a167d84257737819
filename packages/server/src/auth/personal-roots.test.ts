import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { personalRoots } from "./personal-roots.ts";

const ID = "0d6f6d4e-1c58-4d2c-9c58-0f1a7d0c3b11";
let state: string;
beforeAll(async () => {
  state = await mkdtemp(join(tmpdir(), "cat2-roots-"));
  await mkdir(join(state, "personal", ID, "dir"), { recursive: true });
  await mkdir(join(state, "public"));
  await writeFile(join(state, "public", "kept.txt"), "x");
  await writeFile(join(state, "personal", ID, "dir", "a.txt"), "x");
});
afterAll(() => rm(state, { recursive: true }));

test.each(["", ".", "..", "../public", "x", `${ID}/../../public`, ID.toUpperCase(), `${ID}\n`])(
  "%j names no root",
  async (id) => {
    await expect(personalRoots(state).remove(id)).rejects.toMatchObject({ code: "account.unknown" });
  },
);

test("a root goes whole, a missing one is gone already, and a link is not followed", async () => {
  const roots = personalRoots(state);
  await roots.remove(ID);
  await roots.remove(ID);
  await symlink(join(state, "public"), join(state, "personal", ID));
  await roots.remove(ID);
  expect(await readdir(join(state, "personal"))).toEqual([]);
  expect(await readdir(join(state, "public"))).toEqual(["kept.txt"]);
});
