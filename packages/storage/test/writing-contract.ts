import { isCatervaError } from "@caterva2/ndarray";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { StoredFile, WritableStorage } from "../src/index.ts";

/** Two storages of one driver, and what a reader that knows nothing of drafts sees. */
export interface WritingUnderTest {
  readonly storage: WritableStorage;
  /** Its root is not there before the first write. */
  readonly other: WritableStorage;
  /** Names of everything that is there, unfinished files too. */
  everything(): Promise<string[]>;
  dispose(): Promise<void>;
}

/** What every driver of {@link WritableStorage} must do beside the contract of reading; run it on each. */
export function writingContract(name: string, make: () => Promise<WritingUnderTest>): void {
  describe(`${name} as WritableStorage`, () => {
    let under: WritingUnderTest;
    let storage: WritableStorage;
    const bytes = (text: string) => new TextEncoder().encode(text);
    const text = async (file: StoredFile) => new TextDecoder().decode(await file.read(0, file.size));
    const refused = (code: Parameters<typeof isCatervaError>[1]) => (error: unknown) => isCatervaError(error, code);

    async function write(key: string, content: string, target = storage) {
      const draft = await target.draft();
      await draft.append(bytes(content));
      return draft.commit(key);
    }

    async function read(key: string, target = storage): Promise<string> {
      const file = await target.open(key);
      const content = await text(file);
      await file.close();
      return content;
    }

    beforeEach(async () => {
      under = await make();
      storage = under.storage;
    });
    afterEach(() => under.dispose());

    it("shows a draft only when it is committed", async () => {
      const draft = await storage.draft();
      await draft.append(bytes("hello "));
      await draft.append(bytes("world"));
      expect(draft.size).toBe(11);
      expect(await storage.list("")).toEqual([]);
      expect(await storage.names("")).toEqual([]);
      const entry = await draft.commit("dir/sub/f");
      expect(entry).toEqual(await storage.stat("dir/sub/f"));
      expect(await read("dir/sub/f")).toBe("hello world");
      await draft.discard();
      expect(await read("dir/sub/f")).toBe("hello world");
    });

    it("makes a root that is not there", async () => {
      await write("dir/f", "first", under.other);
      expect(await read("dir/f", under.other)).toBe("first");
    });

    it("replaces bytes of a draft before it is committed", async () => {
      const draft = await storage.draft();
      await draft.append(bytes("....head"));
      await draft.append(bytes("tail"));
      await draft.patch(0, bytes("1234"));
      await draft.commit("f");
      expect(await read("f")).toBe("1234headtail");
    });

    it("leaves nothing of a draft that is discarded or cannot be committed", async () => {
      await write("file", "1");
      await write("dir/file", "2");
      const before = await under.everything();
      for (const [key, code] of [
        ["file/below", "path.invalid"],
        ["dir", "path.taken"],
        ["", "path.invalid"],
        ["../out", "path.invalid"],
        ["a/../b", "path.invalid"],
      ] as const) {
        const draft = await storage.draft();
        await draft.append(bytes("new"));
        await expect(draft.commit(key)).rejects.toSatisfy(refused(code));
        await draft.discard();
        await draft.discard();
      }
      expect(await under.everything()).toEqual(before);
      expect([await read("file"), await read("dir/file")]).toEqual(["1", "2"]);
    });

    it("replaces a file in one step, and readers of the old one go on", async () => {
      await write("f", "old content");
      const old = await storage.open("f");
      const entry = await write("f", "new");
      expect(entry.version).not.toBe(old.entry.version);
      expect([await text(old), await read("f")]).toEqual(["old content", "new"]);
      await old.close();
    });

    it("stores a directory of files at once", async () => {
      const files = ["a", "sub/b", "sub/deep/c", "sub/a"].map((path) => ({ path, bytes: bytes(path) }));
      await storage.storeTree("dir/tree", files);
      for (const { path } of files) expect(await read(`dir/tree/${path}`)).toBe(path);
      expect((await storage.list("dir/tree/sub")).map(({ name }) => name).sort()).toEqual(["a", "b", "deep"]);
    });

    it("stores no directory of files where something is, under a path that is none, or in part", async () => {
      await write("dir/file", "1");
      await storage.makeDirectory("empty");
      const before = await under.everything();
      const files = [{ path: "a", bytes: bytes("a") }];
      await expect(storage.storeTree("dir", files)).rejects.toSatisfy(refused("path.taken"));
      await expect(storage.storeTree("empty", files)).rejects.toSatisfy(refused("path.taken"));
      await expect(storage.storeTree("dir/file", files)).rejects.toSatisfy(refused("path.taken"));
      await expect(storage.storeTree("dir/file/below", files)).rejects.toSatisfy(refused("path.invalid"));
      const outside = [...files, { path: "../out", bytes: bytes("out") }];
      await expect(storage.storeTree("new", outside)).rejects.toSatisfy(refused("path.invalid"));
      expect(await under.everything()).toEqual(before);
    });

    it("grows a file behind its end, and readers of the old version go on", async () => {
      const first = await write("f", "head-A|data|");
      const old = await storage.open("f");
      const growth = { end: 12, tail: [bytes("more|"), bytes("end")], head: bytes("head-B") };
      const second = await storage.grow("f", first.version, growth);
      expect(second).toEqual(await storage.stat("f"));
      expect(await read("f")).toBe("head-B|data|more|end");
      expect(await text(old)).toBe("head-A|data|");
      const middle = new Uint8Array(4);
      await old.readInto(3, middle);
      expect(middle).toEqual(bytes("d-A|"));
      await storage.grow("f", second.version, { end: 20, tail: [bytes("!")], head: bytes("head-C") });
      expect([await text(old), await read("f")]).toEqual(["head-A|data|", "head-C|data|more|end!"]);
      await old.close();
    });

    it("cuts what an interrupted growth has left", async () => {
      const { version } = await write("f", "head-A|data|leftovers of the last attempt");
      await storage.grow("f", version, { end: 12, tail: [bytes("x")], head: bytes("head-B") });
      expect(await read("f")).toBe("head-B|data|x");
    });

    it("does not grow another version, or what is not there", async () => {
      const { version } = await write("f", "head-A");
      await write("f", "head-A");
      const growth = { end: 6, tail: [bytes("x")], head: bytes("head-B") };
      await expect(storage.grow("f", version, growth)).rejects.toSatisfy(refused("source.changed"));
      expect(await read("f")).toBe("head-A");
      await expect(storage.grow("nope", version, growth)).rejects.toBeInstanceOf(Error);
    });

    it("makes directories", async () => {
      await storage.makeDirectory("a/b");
      await storage.makeDirectory("a/b");
      expect(await storage.stat("a/b")).toMatchObject({ kind: "directory" });
      await write("f", "1");
      await expect(storage.makeDirectory("f")).rejects.toSatisfy(refused("path.taken"));
      await expect(storage.makeDirectory("f/g")).rejects.toSatisfy(refused("path.invalid"));
      await expect(storage.makeDirectory("..")).rejects.toSatisfy(refused("path.invalid"));
    });

    it("copies and moves files and directories, within and between storages", async () => {
      await write("dir/a", "1");
      await write("dir/sub/b", "22");
      await storage.makeDirectory("dir/empty");
      await write("f", "old");
      await storage.copyFrom(storage, "dir/a", "f");
      expect([await read("dir/a"), await read("f")]).toEqual(["1", "1"]);
      await storage.copyFrom(storage, "dir", "new/place");
      expect([await read("new/place/a"), await read("new/place/sub/b")]).toEqual(["1", "22"]);
      expect(await storage.stat("new/place/empty")).toMatchObject({ kind: "directory" });
      await under.other.copyFrom(storage, "dir", "copied");
      expect(await read("copied/sub/b", under.other)).toBe("22");
      await under.other.moveFrom(storage, "dir", "moved");
      expect(await read("moved/sub/b", under.other)).toBe("22");
      expect(await storage.stat("dir")).toBeUndefined();
      await storage.moveFrom(under.other, "moved/a", "back/a");
      expect(await read("back/a")).toBe("1");
      expect(await under.other.stat("moved/a")).toBeUndefined();
    });

    it("gives files of a directory other contents on the way", async () => {
      const before = { "dir/a": "1", "dir/sub/b": "22", "dir/sub/c": "333" };
      for (const [key, content] of Object.entries(before)) await write(key, content);
      const changed = [
        { path: "a", bytes: bytes("one") },
        { path: "sub/c", bytes: bytes("three") },
      ];
      await storage.copyFrom(storage, "dir", "copy", changed);
      await under.other.copyFrom(storage, "dir", "copy", changed);
      for (const [key, content] of Object.entries(before)) expect(await read(key)).toBe(content);
      await storage.moveFrom(storage, "dir", "moved/there", changed);
      expect(await storage.stat("dir")).toBeUndefined();
      for (const [place, target] of [
        ["copy", storage],
        ["copy", under.other],
        ["moved/there", storage],
      ] as const) {
        expect(await read(`${place}/a`, target)).toBe("one");
        expect(await read(`${place}/sub/b`, target)).toBe("22");
        expect(await read(`${place}/sub/c`, target)).toBe("three");
      }
      const outside = [{ path: "../out", bytes: bytes("out") }];
      await expect(storage.copyFrom(storage, "copy", "new", outside)).rejects.toSatisfy(refused("path.invalid"));
      const left = (await under.everything()).filter((path) => /partial/.test(path));
      expect(left).toEqual([]);
    });

    it("refuses copies and moves that cannot be, and changes nothing", async () => {
      await write("dir/a", "1");
      await write("full/b", "2");
      await write("f", "3");
      const before = await under.everything();
      for (const call of [storage.copyFrom, storage.moveFrom]) {
        await expect(call(storage, "nope", "x")).rejects.toSatisfy(refused("path.not_found"));
        await expect(call(storage, "f", "full")).rejects.toSatisfy(refused("path.taken"));
        await expect(call(storage, "dir", "full")).rejects.toSatisfy(refused("path.taken"));
        await expect(call(storage, "dir", "f/x")).rejects.toSatisfy(refused("path.invalid"));
        await expect(call(storage, "f", "../x")).rejects.toSatisfy(refused("path.invalid"));
      }
      expect(await under.everything()).toEqual(before);
    });

    it("removes files and whole directories, nothing else", async () => {
      await write("dir/sub/a", "1");
      await write("dir/b", "2");
      await write("other", "3");
      await storage.remove("dir/b");
      await storage.remove("dir");
      expect((await storage.names("")).map((entry) => entry.name)).toEqual(["other"]);
      await expect(storage.remove("dir")).rejects.toSatisfy(refused("path.not_found"));
      await expect(storage.remove("")).rejects.toSatisfy(refused("path.invalid"));
    });

    it("counts the bytes below a key", async () => {
      await write("dir/a", "1");
      await write("dir/sub/b.skip", "22");
      await write("c", "333");
      expect(await storage.usage("")).toBe(6);
      expect(await storage.usage("dir")).toBe(3);
      expect(await storage.usage("c")).toBe(3);
      expect(await storage.usage("nope")).toBe(0);
      expect(await storage.usage("", (file) => !file.endsWith(".skip"))).toBe(4);
      const draft = await storage.draft();
      await draft.append(bytes("unfinished"));
      expect(await storage.usage("")).toBe(6);
      await draft.discard();
    });

    it("recovers nothing that is still being written", async () => {
      const draft = await storage.draft();
      await draft.append(bytes("still here"));
      await storage.recover();
      await draft.commit("f");
      expect(await read("f")).toBe("still here");
    });
  });
}
