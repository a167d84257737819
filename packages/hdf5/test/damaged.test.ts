import { memorySource } from "@caterva2/ndarray";
import { describe, expect, it } from "vitest";
import { type Hdf5File, type Hdf5Object, openHdf5 } from "../src/index.ts";
import { fixture } from "./fixtures.ts";

/** Old object headers have no checksum: one byte changes one thing. */
const groups = fixture("groups");

async function damaged(change: (bytes: Buffer) => void): Promise<Hdf5File> {
  const bytes = Buffer.from(groups);
  change(bytes);
  return openHdf5(memorySource(bytes));
}

async function at(file: Hdf5File, path: string): Promise<Hdf5Object> {
  const object = await file.resolve(path);
  if (object === undefined) throw new Error(`${path} is not found`);
  return object;
}

/** Where the name of an attribute stands: after its version, flags and sizes, in 8 bytes. */
function nameOf(bytes: Buffer, name: string): number {
  const at = bytes.indexOf(`${name}\0`.padEnd(8, "\0"), 0, "latin1");
  if (bytes[at - 8] !== 1) throw new Error(`${name} is not found`);
  return at;
}

describe("a damaged attribute", () => {
  it("does not hide the others, and is told of by name", async () => {
    const whole = await damaged(() => {});
    const before = await whole.readAttributes(await at(whole, "a"));
    const file = await damaged((bytes) => {
      bytes[nameOf(bytes, "float") + 8] = 0x1f;
    });
    const { values, problems } = await file.readAttributes(await at(file, "a"));
    expect([...values.keys()]).toEqual([...before.values.keys()].filter((name) => name !== "float"));
    expect(before.problems.map(({ name }) => name)).toEqual(["ref"]);
    expect(problems.map(({ name }) => name).sort()).toEqual(["float", "ref"]);
    expect(problems.find(({ name }) => name === "float")?.message).toContain("class 15");
  });

  it("is told of without a name where even that is lost", async () => {
    const file = await damaged((bytes) => {
      bytes[nameOf(bytes, "float") - 8] = 9;
    });
    const { values, problems } = await file.readAttributes(await at(file, "a"));
    expect(values.get("int")).toBe(5);
    expect(problems.map(({ name }) => name)).toContain(undefined);
  });
});

describe("a damaged object", () => {
  it("does not hide the others from a walk", async () => {
    const whole = await damaged(() => {});
    const { address } = await at(whole, "many/d017");
    const file = await damaged((bytes) => {
      bytes[address] = 77;
    });
    const found = await file.walk();
    expect(found.map(({ path }) => path)).toEqual((await whole.walk()).map(({ path }) => path));
    const bad = found.filter(({ problem }) => problem !== undefined);
    expect(bad).toMatchObject([{ path: "many/d017", kind: "unknown" }]);
  });

  it("hides as a link only what stood under its name", async () => {
    const file = await damaged((bytes) => {
      // The place of one name in the heap of names, far outside it.
      const entry = bytes.indexOf("SNOD", bytes.indexOf("SNOD") + 200);
      bytes.writeUInt32LE(0x7fffffff, entry + 8);
    });
    const found = await file.walk();
    const broken = found.filter(({ problem }) => problem !== undefined);
    expect(broken.map(({ kind }) => kind)).toEqual(["group"]);
    expect(broken[0]?.problem).toContain("a name outside its heap");
    expect(found.length).toBeGreaterThan(60);
  });
});
