import { createChunkCodec, encodeB2nd } from "@caterva2/blosc2";
import { nodeCompressors } from "@caterva2/blosc2/node";
import { type ErrorCode, isCatervaError } from "@caterva2/ndarray";
import { memoryStorage, type WritableStorage } from "@caterva2/storage";
import { beforeEach, describe, expect, it } from "vitest";
import { int32 } from "../../test/int32.ts";
import { createRepository } from "../repository.ts";
import type { Caller, Repository, UserCaller } from "../types.ts";
import { PLAIN_CHUNK } from "./plain-file.ts";
import type { Writer } from "./types.ts";
import { createWriter } from "./writer.ts";

const codec = await createChunkCodec({ compressors: nodeCompressors });
const limits = { answerBytes: 100_000_000, chunkBytes: 100_000_000 };
const bytes = (text: string) => new TextEncoder().encode(text);
const refused = (code: ErrorCode) => expect.toSatisfy((error) => isCatervaError(error, code));
const ALL = { public: "write", shared: "write", personal: "write" } as const;
const userOf = (digit: string, access: UserCaller["access"] = ALL): Caller => ({
  kind: "user",
  id: `${digit.repeat(8)}-0000-0000-0000-000000000000`,
  superuser: false,
  access,
});
const ann = userOf("a");
const bob = userOf("b");
const nobody: Caller = { kind: "anonymous" };

async function* pieces(...parts: readonly (string | Uint8Array)[]): AsyncGenerator<Uint8Array> {
  for (const part of parts) yield typeof part === "string" ? bytes(part) : part;
}

let storages: { public: ReturnType<typeof memoryStorage>; shared: ReturnType<typeof memoryStorage> };
let personal: Map<string, WritableStorage>;
let repository: Repository;
let writer: Writer;

function setUp(quota?: number): void {
  storages = { public: memoryStorage(), shared: memoryStorage() };
  personal = new Map();
  const own = (id: string) => {
    const storage = personal.get(id) ?? memoryStorage();
    personal.set(id, storage);
    return storage;
  };
  const roots = { ...storages, personal: own };
  repository = createRepository({ roots, codec, limits });
  writer = createWriter({ roots, planner: repository.plans, quota });
}

const put = (caller: Caller, path: string, content: string | Uint8Array, more = {}) =>
  writer.upload(caller, { path, pieces: pieces(content), ...more });

async function read(caller: Caller, path: string): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const piece of (await repository.content(caller, path)).pieces) parts.push(piece.slice());
  return new TextDecoder().decode(Buffer.concat(parts));
}

const stored = async (storage: WritableStorage = storages.public, key = "") =>
  (await storage.names(key)).map(({ name }) => name);

beforeEach(() => setUp());

describe("upload", () => {
  it("stores datasets as they are and other files compressed", async () => {
    const frame = encodeB2nd(
      int32([4], (index) => index),
      { codec },
    );
    expect(await put(ann, "@public/a.b2nd", frame)).toBe("@public/a.b2nd");
    expect(await put(ann, "@public/dir/notes.txt", "hello")).toBe("@public/dir/notes.txt");
    expect(await put(ann, "@public/junk.h5", "not looked at")).toBe("@public/junk.h5");
    expect(await put(ann, "@public/empty", "")).toBe("@public/empty");
    expect(await stored()).toEqual(["a.b2nd", "dir", "empty.b2", "junk.h5"]);
    expect(await stored(storages.public, "dir")).toEqual(["notes.txt.b2"]);
    expect([await read(nobody, "@public/dir/notes.txt"), await read(nobody, "@public/empty")]).toEqual(["hello", ""]);
    expect((await repository.info(nobody, "@public/a.b2nd")).info).toMatchObject({ shape: [4] });
  });

  it("takes a file of several chunks, whatever its pieces", async () => {
    const whole = Buffer.alloc(2 * PLAIN_CHUNK + 12_344);
    for (let at = 0; at < whole.length; at += 4) whole.writeUInt32LE((at * 2_654_435_761) >>> 12, at);
    whole.fill(0, PLAIN_CHUNK, 2 * PLAIN_CHUNK);
    const cuts = [0, 1, 100_000, PLAIN_CHUNK - 1, PLAIN_CHUNK + 7, 2 * PLAIN_CHUNK, whole.length];
    const parts = cuts.slice(1).map((cut, index) => whole.subarray(cuts[index], cut));
    await writer.upload(ann, { path: "@public/big.bin", pieces: pieces(...parts) });
    const { size, pieces: back } = await repository.content(nobody, "@public/big.bin");
    expect(size).toBe(whole.length);
    const read: Uint8Array[] = [];
    for await (const piece of back) read.push(piece.slice());
    expect(Buffer.concat(read).equals(whole)).toBe(true);
    expect((await repository.info(nobody, "@public/big.bin")).info).toMatchObject({ nbytes: whole.length, nchunks: 3 });
  });

  it("goes into a directory under the client's name, of which only the last part counts", async () => {
    await writer.makeDirectory(ann, "@public/dir");
    expect(await put(ann, "@public/dir", "1", { name: "a.txt" })).toBe("@public/dir/a.txt");
    expect(await put(ann, "@public/new", "2", { name: "b.txt", directory: true })).toBe("@public/new/b.txt");
    expect(await put(ann, "@public", "3", { name: "../../etc/c.txt" })).toBe("@public/c.txt");
    expect(await put(ann, "@public/", "4", { name: "C:\\dir\\d\n.txt" })).toBe("@public/d.txt");
    for (const name of [undefined, "", "..", ".", "dir/", "a\\..", "x.b2lock"]) {
      await expect(put(ann, "@public/dir", "5", { name })).rejects.toThrow(refused("request.invalid"));
    }
  });

  it("replaces a file, in whichever form it is stored", async () => {
    storages.public.put("a.txt", bytes("dropped in by hand"));
    await put(ann, "@public/a.txt", "new");
    expect([await stored(), await read(nobody, "@public/a.txt")]).toEqual([["a.txt.b2"], "new"]);
    await put(ann, "@public/a.txt", "newer");
    expect(await read(nobody, "@public/a.txt")).toBe("newer");
    storages.public.put("x.b2nd.b2lock", new Uint8Array(16));
    await put(ann, "@public/x.b2nd", "1");
    expect(await stored()).toEqual(["a.txt.b2", "x.b2nd"]);
  });

  it("keeps names apart that end in .b2", async () => {
    await put(ann, "@public/x", "1");
    await put(ann, "@public/x.b2", "2");
    expect([await read(nobody, "@public/x"), await read(nobody, "@public/x.b2")]).toEqual(["1", "2"]);
    await writer.remove(ann, "@public/x.b2");
    expect(await repository.list(nobody, "@public")).toEqual(["x"]);
  });

  it.each([
    ["@public/file.txt/below", "path.invalid"],
    ["@public/data.h5/below.b2nd", "path.invalid"],
    ["@public/store.b2d/x", "path.invalid"],
    ["@public/x.b2nd.b2lock", "path.invalid"],
    ["@public/y.b2lock/x", "path.invalid"],
    ["@public/../x", "path.invalid"],
    ["@public//x", "path.invalid"],
    ["@nope/x", "root.unknown"],
  ] as const)("refuses %s: %s", async (path, code) => {
    await put(ann, "@public/file.txt", "1");
    await put(ann, "@public/data.h5", "2");
    storages.public.put("store.b2d/embed", bytes("3"));
    const before = await repository.list(nobody, "@public");
    await expect(put(ann, path, "x")).rejects.toThrow(refused(code));
    expect(await repository.list(nobody, "@public")).toEqual(before);
  });

  it("leaves what was there when the client breaks off", async () => {
    await put(ann, "@public/a.bin", "old");
    const broken = (async function* () {
      yield bytes("ne");
      throw new Error("gone");
    })();
    await expect(writer.upload(ann, { path: "@public/a.bin", pieces: broken })).rejects.toThrow("gone");
    expect(await read(nobody, "@public/a.bin")).toBe("old");
    expect(await stored()).toEqual(["a.bin.b2"]);
  });
});

describe("access", () => {
  it("is refused to who may not write", async () => {
    await put(ann, "@public/a.txt", "1");
    await put(ann, "@public/x.b2nd", "1");
    const reader = userOf("c", { public: "read", shared: "read", personal: "read" });
    const calls = (caller: Caller) => [
      () => put(caller, "@public/b.txt", "x"),
      () => put(caller, "@shared/b.txt", "x"),
      () => put(caller, "@personal/b.txt", "x"),
      () => writer.remove(caller, "@public/a.txt"),
      () => writer.move(caller, "@public/a.txt", "@public/b.txt"),
      () => writer.copy(caller, "@public/a.txt", "@shared/b.txt"),
      () => writer.makeDirectory(caller, "@public/dir"),
      () => writer.addNotebook(caller, "@public/n.ipynb"),
      () => writer.append(caller, "@public/x.b2nd", new Uint8Array()),
      () => writer.fillChunk(caller, "@public/x.b2nd", 0, new Uint8Array()),
      // Whoever may read an array may not publish it.
      () => writer.publish(caller, "@public/x.b2nd"),
      () => writer.storeLazy(caller, "@public/y.b2nd", { expression: "1", operands: {}, compute: false }),
    ];
    for (const call of calls(reader)) await expect(call()).rejects.toThrow(refused("root.forbidden"));
    for (const call of calls(nobody)) await expect(call()).rejects.toThrow(refused("request.unauthenticated"));
    expect(await stored()).toEqual(["a.txt.b2", "x.b2nd"]);
  });

  it("ends at a user's own root", async () => {
    await put(ann, "@personal/mine.txt", "ann");
    await put(bob, "@personal/mine.txt", "bob");
    expect([await read(ann, "@personal/mine.txt"), await read(bob, "@personal/mine.txt")]).toEqual(["ann", "bob"]);
    await writer.remove(ann, "@personal/mine.txt");
    expect(await read(bob, "@personal/mine.txt")).toBe("bob");
    await writer.copy(bob, "@personal/mine.txt", "@shared/theirs.txt");
    expect(await read(ann, "@shared/theirs.txt")).toBe("bob");
  });
});

describe("move and copy", () => {
  it.each([
    ["@public/a.txt", "@public/b.txt", "@public/b.txt"],
    ["@public/a.txt", "@shared", "@shared/a.txt"],
    ["@public/a.txt", "@shared/", "@shared/a.txt"],
    ["@public/a.txt", "@public/there", "@public/there/a.txt"],
    ["@public/a.txt", "@public/new", "@public/new/a.txt"],
    ["@public/a.txt", "@public/new.dir/", "@public/new.dir/a.txt"],
    ["@public/a.txt", "@public/file", "@public/file"],
    ["@public/a.txt", "@public/there/x/b.md", "@public/there/x/b.md"],
    ["@public/x.b2nd", "@shared/y.b2nd", "@shared/y.b2nd"],
    ["@public/x.b2nd", "@shared/as-bytes.dat", "@shared/as-bytes.dat"],
    ["@public/there", "@shared/copy.v2", "@shared/copy.v2"],
    ["@public/there", "@shared/copy", "@shared/copy/there"],
    ["@public/there", "@shared", "@shared/there"],
  ])("%s to %s is %s", async (src, dst, expected) => {
    const make = async () => {
      setUp();
      await put(ann, "@public/a.txt", "content");
      await put(ann, "@public/x.b2nd", "frame");
      await put(ann, "@public/there/inside.txt", "content");
      await put(ann, "@public/file", "old");
    };
    await make();
    expect(await writer.copy(ann, src, dst)).toBe(expected);
    const content = src.endsWith("x.b2nd") ? "frame" : "content";
    const where = (path: string) => (src.endsWith("there") ? `${path}/inside.txt` : path);
    expect([await read(ann, where(expected)), await read(ann, where(src))]).toEqual([content, content]);
    await make();
    expect(await writer.move(ann, src, dst)).toBe(expected);
    expect(await read(ann, where(expected))).toBe(content);
    await expect(repository.info(ann, src)).rejects.toThrow(refused("path.not_found"));
  });

  it("takes the lock sidecar of an array along, and leaves none behind", async () => {
    for (const name of ["a", "b"]) storages.public.put(`${name}.b2nd.b2lock`, bytes(name));
    for (const name of ["a", "b"]) storages.public.put(`${name}.b2nd`, bytes(name));
    await writer.copy(ann, "@public/a.b2nd", "@public/c.b2nd");
    expect(await stored()).toEqual(["a.b2nd", "a.b2nd.b2lock", "b.b2nd", "b.b2nd.b2lock", "c.b2nd"]);
    await writer.move(ann, "@public/a.b2nd", "@public/b.b2nd");
    expect(await stored()).toEqual(["b.b2nd", "b.b2nd.b2lock", "c.b2nd"]);
    await writer.remove(ann, "@public/b.b2nd");
    expect(await stored()).toEqual(["c.b2nd"]);
  });

  it.each([
    ["@public/a.txt", "..", "path.invalid"],
    ["@public/a.txt", "foo", "request.invalid"],
    ["@public/a.txt", "foo/bar", "request.invalid"],
    ["@nope/a.txt", "@public/b", "request.invalid"],
    ["@public", "@shared/all", "path.invalid"],
    ["@public/", "@shared/all", "path.invalid"],
    ["@public/nope", "@shared/x.txt", "path.not_found"],
    ["@public/d.h5/member", "@shared/x.txt", "path.not_found"],
    ["@public/a.txt", "@public/d.h5/member.txt", "path.invalid"],
    ["@public/a.txt", "@public/a.txt", "path.taken"],
    ["@public/dir", "@public/dir/sub/into", "path.invalid"],
    ["@public/dir", "@public/dir", "path.invalid"],
    ["@public/dir", "@shared/full", "path.taken"],
    ["@public/dir", "@public/a.txt", "path.taken"],
    ["@public/a.txt", "@public/b.b2nd", "dataset.wrong_kind"],
    ["@public/a.txt", "@public/x.b2lock", "path.invalid"],
  ] as const)("%s to %s is refused: %s", async (src, dst, code) => {
    await put(ann, "@public/a.txt", "1");
    await put(ann, "@public/d.h5", "2");
    await put(ann, "@public/dir/b.txt", "3");
    await put(ann, "@shared/full/dir/c.txt", "4");
    const all = async () => [await repository.list(ann, "@public"), await repository.list(ann, "@shared")];
    const before = await all();
    // Where a path itself is malformed, that is what is said.
    const expected = dst === ".." ? "request.invalid" : code;
    await expect(writer.move(ann, src, dst)).rejects.toThrow(refused(expected));
    await expect(writer.copy(ann, src, dst)).rejects.toThrow(refused(expected));
    expect(await all()).toEqual(before);
  });
});

describe("remove", () => {
  it("removes a file in both its forms, or a whole directory, never a root", async () => {
    await put(ann, "@public/a.txt", "1");
    storages.public.put("a.txt", bytes("dropped in by hand"));
    await put(ann, "@public/dir/sub/b.txt", "2");
    expect(await writer.remove(ann, "@public/a.txt")).toBe("@public/a.txt");
    expect(await writer.remove(ann, "@public/dir/")).toBe("@public/dir");
    expect(await stored()).toEqual([]);
    await expect(writer.remove(ann, "@public/a.txt")).rejects.toThrow(refused("path.not_found"));
    for (const root of ["@public", "@public/", "@shared", "@personal"]) {
      await expect(writer.remove(ann, root)).rejects.toThrow(refused("path.invalid"));
    }
  });
});

it("removes everything of a user, and of nobody else", async () => {
  const everybody = memoryStorage();
  const roots = { public: memoryStorage(), personal: () => memoryStorage() };
  const own = createWriter({ roots, everybody, planner: repository.plans });
  const [a, b] = ["a", "b"].map((digit) => `${digit.repeat(8)}-0000-0000-0000-000000000000`);
  everybody.put(`${a}/dir/x`, bytes("1"));
  everybody.put(`${b}/x`, bytes("2"));
  await own.removePersonal(a ?? "");
  await own.removePersonal(a ?? "");
  expect(await stored(everybody)).toEqual([b]);
  for (const id of ["", "..", "../public", `${b}/x`]) {
    await expect(own.removePersonal(id)).rejects.toThrow(refused("path.invalid"));
  }
});

it("makes notebooks, but not over others", async () => {
  expect(await writer.addNotebook(ann, "@public/dir/n.ipynb")).toBe("@public/dir/n.ipynb");
  expect(JSON.parse(await read(nobody, "@public/dir/n.ipynb"))).toMatchObject({
    cells: [],
    nbformat: 4,
    nbformat_minor: 5,
  });
  await expect(writer.addNotebook(ann, "@public/dir/n.ipynb")).rejects.toThrow(refused("path.taken"));
  await expect(writer.addNotebook(ann, "@public/n.txt")).rejects.toThrow(refused("request.invalid"));
});

describe("the quota", () => {
  const noise = (length: number, seed = 1) =>
    Uint8Array.from({ length }, (_, index) => ((index + seed) * 2_654_435_761) >>> 24);

  it("bounds what all users' files take, on every way", async () => {
    setUp(10_000);
    await put(ann, "@public/a.h5", noise(4000));
    await writer.copy(ann, "@public/a.h5", "@shared/b.h5");
    const over = refused("quota.exceeded");
    await expect(writer.copy(ann, "@public/a.h5", "@shared/c.h5")).rejects.toThrow(over);
    await expect(put(ann, "@public/c.h5", noise(2001))).rejects.toThrow(over);
    await expect(put(ann, "@public/c.h5", "x", { size: 5000 })).rejects.toThrow(over);
    expect(await stored()).toEqual(["a.h5"]);
    await put(ann, "@public/c.h5", noise(2000));
    await put(ann, "@public/a.h5", noise(3000, 2));
    await writer.move(ann, "@public/a.h5", "@public/c.h5");
    await put(ann, "@public/d.h5", noise(3000));
    await expect(put(ann, "@public/e.h5", "x")).rejects.toThrow(over);
    await writer.remove(ann, "@public/d.h5");
    await put(ann, "@public/d.h5", noise(3000));
  });

  it("charges a compressed file what it takes", async () => {
    setUp(2000);
    await put(ann, "@public/long.txt", "x".repeat(100_000));
    await put(ann, "@public/long2.txt", "y".repeat(100_000), { size: 100_000 });
  });

  it("holds however many write at once", async () => {
    setUp(10_000);
    const results = await Promise.allSettled(
      Array.from({ length: 30 }, (_, index) => put(ann, `@public/${index}.h5`, noise(1000, index))),
    );
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(10);
    expect(await storages.public.usage("")).toBe(10_000);
  });
});

it("serialises writers of one path: the last one's file is there, whole", async () => {
  const contents = Array.from({ length: 20 }, (_, index) => String(index).repeat(50_000));
  await Promise.all(contents.map((content) => put(ann, "@public/a.txt", content)));
  expect(contents).toContain(await read(nobody, "@public/a.txt"));
  expect(await stored()).toEqual(["a.txt.b2"]);
});
