import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isCatervaError } from "@caterva2/ndarray";
import { memoryStorage } from "@caterva2/storage";
import { afterEach, beforeEach, expect, test } from "vitest";
import { fileTarget } from "./file-target.ts";

let base: string;
beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), "publish-"));
});
afterEach(() => rm(base, { recursive: true }));

const content = new TextEncoder().encode("an array");
const stored = () => memoryStorage({ "run.b2nd": content }).open("run.b2nd");

test.each([
  "s3://bucket/prefix",
  "S3://bucket",
  "https://example.org/out",
  "gs://bucket",
  "memory:out",
  "ftp:out",
  "file://host/out",
  "file:///out?x=1",
  "file:///out#x",
  "file:///a%2fb",
  "",
  "  ",
])("%j is no place to publish to", (root) => {
  try {
    fileTarget(root);
  } catch (error) {
    expect(isCatervaError(error, "usage.invalid")).toBe(true);
    expect(String(error)).toContain("publish_root");
    return;
  }
  expect.unreachable("it was taken");
});

test.each([
  ["a path", (directory: string) => directory],
  ["a URL", (directory: string) => `file://${directory}`],
  ["a URL with one slash", (directory: string) => `file:${directory}`],
  ["a URL with a slash at its end", (directory: string) => `file://${directory}/`],
])("%s is one, and is made", async (_name, root) => {
  const directory = join(base, "not", "there yet");
  const target = fileTarget(root(directory.replace(" ", root(directory).startsWith("file:") ? "%20" : " ")));
  await target.store("@public/dir/run.b2nd", await stored());
  expect(await readFile(join(directory, "@public/dir/run.b2nd"))).toEqual(Buffer.from(content));
  expect(await readdir(join(directory, "@public/dir"))).toEqual(["run.b2nd"]);
  expect(target.urlOf("@public/dir/run.b2nd").endsWith("yet/@public/dir/run.b2nd")).toBe(true);
});

test("what is in the way is told by a code, and nothing is left", async () => {
  await writeFile(join(base, "file"), "");
  const within = fileTarget(join(base, "file", "out"));
  await expect(within.store("@public/run.b2nd", await stored())).rejects.toMatchObject({ code: "storage.read_only" });
  const target = fileTarget(join(base, "out"));
  await target.store("@public/dir/run.b2nd", await stored());
  await expect(target.store("@public/dir", await stored())).rejects.toMatchObject({ code: "path.taken" });
  await expect(target.store("@public/dir/run.b2nd/x", await stored())).rejects.toMatchObject({ code: "path.invalid" });
  await target.recover();
  expect((await readdir(base, { recursive: true })).filter((path) => path.includes("partial/"))).toEqual([]);
});
