import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import {
  appendFile,
  chmod,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  symlink,
  truncate,
  utimes,
  writeFile,
} from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { isCatervaError } from "@caterva2/ndarray";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { byteSourceContract } from "../../ndarray/test/byte-source-contract.ts";
import { storageContract } from "../test/storage-contract.ts";
import { writingContract } from "../test/writing-contract.ts";
import { fsStorage } from "./fs-storage.ts";
import type { Storage } from "./types.ts";

async function replace(root: string, key: string, bytes: Uint8Array): Promise<void> {
  const path = join(root, key);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(`${root}.new`, bytes);
  await rename(`${root}.new`, path);
}

async function temporary(): Promise<{ base: string; root: string }> {
  const base = await mkdtemp(join(tmpdir(), "storage-"));
  const root = join(base, "root");
  await mkdir(root);
  return { base, root };
}

storageContract("fsStorage", async () => {
  const { base, root } = await temporary();
  return {
    storage: fsStorage(root),
    put: (key, bytes) => replace(root, key, bytes),
    remove: (key) => rm(join(root, key)),
    dispose: () => rm(base, { recursive: true }),
  };
});

writingContract("fsStorage", async () => {
  const { base, root } = await temporary();
  return {
    storage: fsStorage(root),
    other: fsStorage(join(base, "other")),
    everything: async () => (await readdir(base, { recursive: true })).filter((path) => !path.endsWith("-partial")),
    dispose: () => rm(base, { recursive: true }),
  };
});

byteSourceContract("a file of fsStorage", async (bytes) => {
  const { base, root } = await temporary();
  await writeFile(join(root, "f"), bytes);
  const source = await fsStorage(root).open("f");
  return {
    source,
    async dispose() {
      await source.close();
      await rm(base, { recursive: true });
    },
  };
});

describe("fsStorage on a file system", () => {
  let base: string;
  let root: string;
  let storage: Storage;
  const text = (value: string) => new TextEncoder().encode(value);
  /** Both listings must tell the same. */
  const names = async (key: string) => {
    const sorted = (entries: { name: string; kind: string }[]) =>
      entries.map(({ kind, name }) => `${name}\0${kind}`).sort();
    const listed = sorted(await storage.list(key));
    expect(sorted(await storage.names(key))).toEqual(listed);
    return listed.map((line) => line.split("\0")[0]);
  };
  const absent = (error: unknown) => isCatervaError(error, "path.not_found");

  beforeEach(async () => {
    ({ base, root } = await temporary());
    storage = fsStorage(root);
    await writeFile(join(base, "secret"), "secret");
    await mkdir(join(base, "root-sibling"));
    await writeFile(join(base, "root-sibling", "secret"), "secret");
    await replace(root, "dir/file", text("inside"));
  });
  afterEach(() => rm(base, { recursive: true }));

  it("follows links that stay inside, and no others", async () => {
    const links: Record<string, string> = {
      "to-file": "dir/file",
      "to-dir": "dir",
      "absolute-inside": join(root, "dir", "file"),
      "to-link": "to-file",
      "out-file": "../secret",
      "out-absolute": join(base, "secret"),
      "out-sibling": "../root-sibling",
      "out-and-in": "../root-sibling/../secret",
      "out-parent": "..",
      dangling: "nothing-here",
      loop: "loop",
    };
    for (const [name, target] of Object.entries(links)) await symlink(target, join(root, name));
    expect(await names("")).toEqual(["absolute-inside", "dir", "to-dir", "to-file", "to-link"]);
    for (const key of ["to-file", "absolute-inside", "to-link", "to-dir/file"]) {
      const file = await storage.open(key);
      expect(await file.read(0, 6)).toEqual(text("inside"));
      await file.close();
    }
    for (const key of [
      "out-file",
      "out-absolute",
      "out-and-in",
      "dangling",
      "loop",
      "out-sibling/secret",
      "out-parent/secret",
    ]) {
      expect(await storage.stat(key)).toBeUndefined();
      await expect(storage.open(key)).rejects.toSatisfy(absent);
    }
    for (const key of ["out-sibling", "out-parent"]) await expect(storage.list(key)).rejects.toSatisfy(absent);
  });

  it("works when the root itself is a link", async () => {
    await symlink(root, join(base, "link-to-root"));
    storage = fsStorage(join(base, "link-to-root"));
    expect(await names("dir")).toEqual(["file"]);
  });

  it("finds nothing in a root that is not there, until it is", async () => {
    storage = fsStorage(join(base, "later"));
    expect(await storage.stat("")).toBeUndefined();
    await expect(storage.list("")).rejects.toSatisfy(absent);
    await mkdir(join(base, "later"));
    expect(await names("")).toEqual([]);
  });

  it("does not see special files, and does not wait for a fifo's writer", async () => {
    execFileSync("mkfifo", [join(root, "fifo")]);
    await symlink("fifo", join(root, "to-fifo"));
    await symlink("/dev/zero", join(root, "device"));
    const server = createServer().listen(join(root, "socket"));
    await new Promise((resolve) => server.once("listening", resolve));
    expect(await names("")).toEqual(["dir"]);
    for (const key of ["fifo", "to-fifo", "device", "socket"]) {
      expect(await storage.stat(key)).toBeUndefined();
      await expect(storage.open(key)).rejects.toSatisfy(absent);
    }
    await new Promise((resolve) => server.close(resolve));
  });

  it.each([10, 100_000])("notices a file of %i bytes that shrinks, grows or is written in place", async (size) => {
    const path = join(root, "f");
    const writes = [
      () => truncate(path, 4),
      () => appendFile(path, "more"),
      () => writeFile(path, Buffer.alloc(size, 2)),
    ];
    for (const write of writes) {
      await writeFile(path, Buffer.alloc(size, 1));
      await utimes(path, 1, 1);
      const file = await storage.open("f");
      expect((await file.read(0, size)).every((byte) => byte === 1)).toBe(true);
      await write();
      await expect(file.read(0, size)).rejects.toSatisfy((error) => isCatervaError(error, "source.changed"));
      await file.close();
    }
  });

  it("closes every descriptor", async () => {
    const open = () => readdirSync("/proc/self/fd").length;
    await replace(root, "large", Buffer.alloc(500_000));
    const before = open();
    for (let round = 0; round < 20; round++) {
      const file = await storage.open("large");
      const reading = file.read(0, 500_000);
      await file.close();
      expect((await reading).length).toBe(500_000);
      await expect(file.read(0, 1)).rejects.toSatisfy((error) => isCatervaError(error, "source.unreadable"));
      await storage.open("dir").catch(() => {});
      await storage.open("nothing").catch(() => {});
    }
    expect(open()).toBe(before);
  });

  it("copies files of several pieces as they are, their modes too, and leaves no descriptor open", async () => {
    const content = Buffer.alloc(3_300_000);
    for (let at = 0; at < content.length; at += 4) content.writeUInt32LE(at, at);
    const own = fsStorage(root);
    const open = () => readdirSync("/proc/self/fd").length;
    for (const [name, bytes] of Object.entries({ small: content.subarray(0, 1000), large: content })) {
      await replace(root, `tree/${name}`, bytes);
      await chmod(join(root, "tree", name), 0o666);
    }
    await own.copyFrom(own, "tree/large", "dir/once");
    const before = open();
    await own.copyFrom(own, "tree", "copy");
    await own.copyFrom(own, "tree/large", "dir/file");
    for (const path of ["copy/small", "copy/large", "dir/file"]) {
      const wanted = path === "copy/small" ? content.subarray(0, 1000) : content;
      expect(Buffer.compare(await readFile(join(root, path)), wanted)).toBe(0);
      expect((await stat(join(root, path))).mode & 0o777).toBe(0o666);
    }
    await expect.poll(open).toBe(before);
  });

  it("lists a large directory whole", async () => {
    await mkdir(join(root, "many"));
    for (let index = 0; index < 1000; index++) await writeFile(join(root, "many", `f${index}`), "");
    expect((await storage.list("many")).length).toBe(1000);
  });
});
