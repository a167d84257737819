import { CatervaError, isCatervaError } from "@caterva2/ndarray";
import { memoryStorage, type Storage, type StoredFile } from "@caterva2/storage";
import { beforeEach, describe, expect, it } from "vitest";
import { type FilePlace, OpenFiles, type Parsed } from "./open-files.ts";

describe("OpenFiles", () => {
  const memory = memoryStorage();
  let opened: number;
  let closed: number;
  let storage: Storage;
  let files: OpenFiles<string>;

  beforeEach(() => {
    opened = 0;
    closed = 0;
    storage = {
      ...memory,
      async open(key) {
        const file = await memory.open(key);
        opened += 1;
        const close = async () => {
          closed += 1;
        };
        return { ...file, close };
      },
    };
    for (const key of ["a", "b", "c"]) memory.put(key, new TextEncoder().encode(key));
    files = new OpenFiles({ files: 2, weight: 1000 }, parse);
  });

  async function parse(file: StoredFile): Promise<Parsed<string>> {
    const text = new TextDecoder().decode(await file.read(0, file.size));
    if (text === "bad") throw new CatervaError("blosc2.malformed", "bad");
    return { value: text, weigh: () => (text === "heavy" ? 2000 : 1) };
  }

  async function place(key: string): Promise<FilePlace> {
    const version = (await memory.stat(key))?.version ?? "";
    return { storage, key, id: `@public/${key}`, version };
  }
  const value = async (key: string) => files.use(await place(key), async (text) => text);

  it("opens a file once as long as it stays the same", async () => {
    expect(await value("a")).toBe("a");
    expect(await value("a")).toBe("a");
    expect([opened, closed]).toEqual([1, 0]);
    memory.put("a", new TextEncoder().encode("new"));
    expect(await value("a")).toBe("new");
    expect([opened, closed]).toEqual([2, 1]);
  });

  it("keeps the last used open, up to its capacity", async () => {
    for (const key of ["a", "b", "a", "c", "a"]) await value(key);
    expect([opened, closed]).toEqual([3, 1]);
    await value("b");
    expect([opened, closed]).toEqual([4, 2]);
  });

  it("keeps one that takes too much memory until another one is used", async () => {
    await value("b");
    memory.put("a", new TextEncoder().encode("heavy"));
    expect(await value("a")).toBe("heavy");
    expect(await value("a")).toBe("heavy");
    expect([opened, closed]).toEqual([2, 1]);
    await value("b");
    await value("b");
    expect([opened, closed]).toEqual([3, 2]);
  });

  it("lets the oldest go when a file has come to weigh more in use", async () => {
    const weights = new Map([["a", 10]]);
    files = new OpenFiles({ files: 9, weight: 1000 }, async (file) => {
      const text = new TextDecoder().decode(await file.read(0, file.size));
      return { value: text, weigh: () => weights.get(text) ?? 10 };
    });
    for (const key of ["b", "c", "a"]) await value(key);
    expect([files.weight, closed]).toEqual([30, 0]);
    weights.set("a", 985);
    await value("a");
    expect([files.weight, closed]).toEqual([995, 1]);
  });

  it("closes a file that falls out only when its last user is done", async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const working = files.use(await place("a"), async (text) => {
      await promise;
      return text;
    });
    await value("b");
    await value("c");
    expect([opened, closed]).toEqual([3, 0]);
    resolve();
    expect(await working).toBe("a");
    expect(closed).toBe(1);
  });

  it("keeps one of two that were opened at the same time", async () => {
    expect(await Promise.all([value("a"), value("a")])).toEqual(["a", "a"]);
    await value("a");
    expect(opened - closed).toBe(1);
  });

  it("closes what cannot be parsed, and what changed under its reader", async () => {
    memory.put("a", new TextEncoder().encode("bad"));
    await expect(value("a")).rejects.toSatisfy((error) => isCatervaError(error, "blosc2.malformed"));
    expect([opened, closed]).toEqual([1, 1]);
    const changed = files.use(await place("b"), async () => {
      throw new CatervaError("source.changed", "changed");
    });
    await expect(changed).rejects.toSatisfy((error) => isCatervaError(error, "source.changed"));
    expect([opened, closed]).toEqual([2, 2]);
    expect(await value("b")).toBe("b");
    expect(opened).toBe(3);
  });
});
