import { isCatervaError } from "@caterva2/ndarray";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Storage, StoredFile } from "../src/index.ts";

/** A storage under test, with the writes that the port itself does not have. */
export interface StorageUnderTest {
  readonly storage: Storage;
  /** Replaces the file as a careful writer does: the new one is whole before it takes the name. */
  put(key: string, bytes: Uint8Array): Promise<void>;
  remove(key: string): Promise<void>;
  dispose(): Promise<void>;
}

const HOSTILE_KEYS = [
  "..",
  "../x",
  "a/../b",
  "a/..",
  ".",
  "./a",
  "a/./b",
  "/",
  "/a",
  "a/",
  "a//b",
  "a\0b",
  "\0",
  "../../../../etc/passwd",
  "\ud800",
  "x".repeat(5000),
  `${"d/".repeat(3000)}x`,
]; // prettier-ignore

/** What every driver of {@link Storage} must do; run it on each. */
export function storageContract(name: string, make: () => Promise<StorageUnderTest>): void {
  describe(`${name} as Storage`, () => {
    let under: StorageUnderTest;
    let storage: Storage;
    const text = (value: string) => new TextEncoder().encode(value);
    const readAll = async (file: StoredFile) => new TextDecoder().decode(await file.read(0, file.size));

    beforeEach(async () => {
      under = await make();
      storage = under.storage;
    });
    afterEach(() => under.dispose());

    it("describes files, directories and the root", async () => {
      await under.put("a.txt", text("hello"));
      await under.put("dir/sub/b", text("x"));
      expect(await storage.stat("a.txt")).toMatchObject({ name: "a.txt", kind: "file", size: 5 });
      expect(await storage.stat("dir")).toMatchObject({ name: "dir", kind: "directory" });
      expect(await storage.stat("dir/sub")).toMatchObject({ name: "sub", kind: "directory" });
      expect(await storage.stat("")).toMatchObject({ name: "", kind: "directory" });
    });

    it("lists one level", async () => {
      await under.put("a", text("1"));
      await under.put("dir/b", text("22"));
      await under.put("dir/sub/c", text("333"));
      const names = async (key: string) =>
        (await storage.list(key)).map((entry) => `${entry.kind}:${entry.name}:${entry.size}`).sort();
      expect(await names("")).toEqual(["directory:dir:0", "file:a:1"]);
      expect(await names("dir")).toEqual(["directory:sub:0", "file:b:2"]);
    });

    it("lists and stats the same facts", async () => {
      await under.put("dir/b", text("22"));
      expect(await storage.list("dir")).toEqual([await storage.stat("dir/b")]);
    });

    it("tells the names of a directory without more", async () => {
      await under.put("a", text("1"));
      await under.put("dir/b", text("22"));
      const facts = (await storage.list("")).map(({ name, kind }) => ({ name, kind }));
      expect((await storage.names("")).sort((a, b) => (a.name < b.name ? -1 : 1))).toEqual(facts);
      await expect(storage.names("none")).rejects.toMatchObject({ code: "path.not_found" });
      await expect(storage.names("a")).rejects.toMatchObject({ code: "path.not_found" });
    });

    it("tells what changes below a directory, also in new ones, until it is told to stop", async () => {
      await under.put("dir/a", text("1"));
      const seen = new Set<string>();
      const watch = storage.watch("dir", (key) => seen.add(key));
      expect(await watch.ready).toBe(true);
      await under.put("dir/a", text("22"));
      await under.put("dir/new/deep/b", text("1"));
      await under.put("elsewhere", text("1"));
      await expect.poll(() => seen.has("dir/a") && seen.has("dir/new/deep/b")).toBe(true);
      await under.put("dir/new/deep/c", text("1"));
      await expect.poll(() => seen.has("dir/new/deep/c")).toBe(true);
      expect([...seen].filter((key) => !key.startsWith("dir/"))).toEqual([]);
      seen.clear();
      await under.remove("dir/a");
      await expect.poll(() => seen.has("dir/a")).toBe(true);
      watch.close();
      seen.clear();
      await under.put("dir/d", text("1"));
      await new Promise((resolve) => setTimeout(resolve, 50));
      expect([...seen]).toEqual([]);
    });

    it("keeps unusual names apart", async () => {
      const unusual = [
        "back\\slash",
        "..a",
        "a..",
        "...",
        " ",
        "new\nline",
        "é",
        "e\u0301",
        "日本",
        "%2e%2e",
        "a:b",
        "~",
        "-rf",
      ];
      for (const key of unusual) await under.put(key, text(`<${key}>`));
      expect((await storage.list("")).map((entry) => entry.name).sort()).toEqual([...unusual].sort());
      for (const key of unusual) {
        const file = await storage.open(key);
        expect(await readAll(file)).toBe(`<${key}>`);
        await file.close();
      }
    });

    it("says what is not there", async () => {
      await under.put("a", text("1"));
      for (const key of ["nope", "nope/deeper", "a/below"]) {
        expect(await storage.stat(key)).toBeUndefined();
        await expect(storage.open(key)).rejects.toSatisfy((error) => isCatervaError(error, "path.not_found"));
        await expect(storage.list(key)).rejects.toSatisfy((error) => isCatervaError(error, "path.not_found"));
      }
      await expect(storage.list("a")).rejects.toSatisfy((error) => isCatervaError(error, "path.not_found"));
      await expect(storage.open("")).rejects.toSatisfy((error) => isCatervaError(error, "path.not_found"));
    });

    it.each(HOSTILE_KEYS)("refuses the key %j", async (key) => {
      for (const call of [storage.stat, storage.list, storage.open]) {
        await expect(call(key)).rejects.toSatisfy((error) => isCatervaError(error, "path.invalid"));
      }
    });

    it("answers any text with a result or a typed error", async () => {
      await under.put("a/b", text("1"));
      const keys = fc.string({ unit: fc.constantFrom("a", "b", "/", ".", "\\", "\0", "\ud800", "é"), maxLength: 8 });
      await fc.assert(
        fc.asyncProperty(keys, async (key) => {
          const entry = await storage
            .stat(key)
            .catch((error) => isCatervaError(error, "path.invalid") || Promise.reject(error));
          const expected = key === "" || key === "a" || key === "a/b";
          expect(typeof entry === "object").toBe(expected);
        }),
        { seed: 11, numRuns: 200 },
      );
    });

    it("reads exactly what is asked for", async () => {
      const bytes = Uint8Array.from({ length: 1000 }, (_, index) => index % 251);
      await under.put("f", bytes);
      const file = await storage.open("f");
      expect(file.size).toBe(1000);
      expect(file.entry).toEqual(await storage.stat("f"));
      expect(await file.read(0, 0)).toEqual(new Uint8Array(0));
      expect(await file.read(1000, 0)).toEqual(new Uint8Array(0));
      expect(await file.read(251, 10)).toEqual(bytes.slice(251, 261));
      for (const [offset, length] of [
        [-1, 1],
        [0, 1001],
        [1000, 1],
        [0.5, 1],
        [0, -1],
        [Number.NaN, 1],
      ] as const) {
        await expect(file.read(offset, length)).rejects.toSatisfy((error) =>
          isCatervaError(error, "source.short_read"),
        );
      }
      await file.close();
      await file.close();
    });

    it("streams a part in pieces of at most 256 KiB", async () => {
      const bytes = Uint8Array.from({ length: 600_000 }, (_, index) => (index * 7) % 253);
      await under.put("f", bytes);
      const file = await storage.open("f");
      const pieces: Uint8Array[] = [];
      for await (const piece of file.stream(10, 599_990)) pieces.push(piece);
      expect(pieces.map((piece) => piece.length)).toEqual([262_144, 262_144, 75_692]);
      expect(Buffer.concat(pieces).equals(bytes.subarray(10, 599_990))).toBe(true);
      for await (const piece of file.stream(5, 5)) expect.unreachable(`a piece of ${piece.length} bytes`);
      await expect(file.stream(0, 600_001)[Symbol.asyncIterator]().next()).rejects.toSatisfy((error) =>
        isCatervaError(error, "source.short_read"),
      );
      await file.close();
    });

    it("reads into memory that the caller brings, all of it or nothing", async () => {
      await under.put("f", text("0123456789"));
      const file = await storage.open("f");
      const target = new Uint8Array(6).fill(120);
      await file.readInto(3, target.subarray(1, 5));
      expect(new TextDecoder().decode(target)).toBe("x3456x");
      await file.readInto(10, new Uint8Array());
      const beyond = async () => file.readInto(7, target);
      await expect(beyond()).rejects.toSatisfy((error) => isCatervaError(error, "source.short_read"));
      expect(new TextDecoder().decode(target)).toBe("x3456x");
      await file.close();
    });

    it("keeps the bytes of an open file when its name gets others", async () => {
      await under.put("f", text("old content"));
      const file = await storage.open("f");
      await under.put("f", text("new"));
      expect(await readAll(file)).toBe("old content");
      const fresh = await storage.open("f");
      expect(await readAll(fresh)).toBe("new");
      expect(fresh.entry.version).not.toBe(file.entry.version);
      await under.remove("f");
      expect(await readAll(file)).toBe("old content");
      expect(await storage.stat("f")).toBeUndefined();
      await file.close();
      await fresh.close();
    });

    it("changes the version with every write, of the same bytes too", async () => {
      await under.put("f", text("same"));
      const before = await storage.stat("f");
      expect((await storage.stat("f"))?.version).toBe(before?.version);
      await under.put("f", text("same"));
      expect((await storage.stat("f"))?.version).not.toBe(before?.version);
    });
  });
}
