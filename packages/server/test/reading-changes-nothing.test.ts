import { mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createChunkCodec, encodeB2nd } from "@caterva2/blosc2";
import { nodeCompressors } from "@caterva2/blosc2/node";
import { parseDType } from "@caterva2/ndarray";
import { afterAll, beforeAll, expect, test } from "vitest";
import { get, type WritingApp, writingApp } from "./writing-app.ts";

const codec = await createChunkCodec({ compressors: nodeCompressors });

let under: WritingApp;
beforeAll(async () => {
  under = await writingApp();
});
afterAll(() => under.close());

/** Every file below a directory: its bytes, inode and times. */
async function snapshot(directory: string): Promise<unknown[]> {
  const names = (await readdir(directory, { recursive: true })).sort();
  return Promise.all(
    names.map(async (name) => {
      const { ino, mtimeMs, size } = await stat(join(directory, name));
      const content = await readFile(join(directory, name), "latin1").catch(() => undefined);
      return { name, ino, mtimeMs, size, content };
    }),
  );
}

/** What a state directory may hold that other programs have put there. */
async function fill(root: string): Promise<string[]> {
  const frame = encodeB2nd({ dtype: parseDType("u1"), shape: [4], data: new Uint8Array(4) }, { codec });
  await mkdir(join(root, "store.b2d/dir"), { recursive: true });
  const files: Readonly<Record<string, string | Uint8Array>> = {
    "notes.txt": "plain, not compressed",
    "page.html": "<script>alert(1)</script>",
    "n.ipynb": '{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}',
    "a.b2nd": frame,
    "a.b2nd.b2lock": "0123456789abcdef",
    "junk.b2nd": "junk",
    "junk.h5": "junk",
    "junk.b2z": "junk",
    "junk.txt.b2": "junk",
    "store.b2d/embed.b2e": "left alone",
    "store.b2d/dir/leaf.b2nd": frame,
  };
  for (const [name, content] of Object.entries(files)) await writeFile(join(root, name), content);
  return ["", "store.b2d", "none", ...Object.keys(files)];
}

test("no call that reads changes a byte of the state directory", async () => {
  const names = await fill(join(under.stateDirectory, "public"));
  const before = await snapshot(under.stateDirectory);
  const calls = ["info", "list", "folder", "fetch", "download", "preview", "archive", "chunk"];
  for (const name of names) {
    for (const call of calls) {
      const query = call === "chunk" ? "?nchunk=0" : "";
      const { statusCode } = await get(under, `/api/${call}/@public/${name}${query}`);
      expect(statusCode, `${call} ${name}`).toBeLessThan(500);
    }
  }
  expect(await snapshot(under.stateDirectory)).toEqual(before);
});
