import { memorySource, parseSliceText, wholeSelection } from "@caterva2/ndarray";
import { describe, expect, it, vi } from "vitest";
import { type Hdf5Dataset, type Hdf5File, openHdf5 } from "../src/index.ts";
import { decompressors } from "./decompressors.ts";
import { FIXTURES, fixture } from "./fixtures.ts";
import { mutantOf, outcome, random } from "./mutants.ts";

// Whoever means harm computes the checksums anew: they must not keep the mutants from what is behind them.
vi.mock("../src/format/checksum.ts", () => ({ verifyChecksum: () => {} }));

/** More for a long run: HDF5_MUTANTS=100000 HDF5_SEED=7 npx vitest run packages/hdf5/test/hostile --testTimeout=0 */
const MUTANTS = Number(process.env.HDF5_MUTANTS ?? 15);
const SEED = Number(process.env.HDF5_SEED ?? 1);
/** Bytes outside of the heap of objects that all of it may take. */
const MEMORY = 600 * 1024 * 1024;

// Reading all of the last one is slow by intent.
const SEEDS = FIXTURES.filter((name) => name !== "hostile");

describe("any bytes", () => {
  it.each(SEEDS)("%s, changed at random: values, or errors of the catalogue", async (name) => {
    const next = random(SEED * 7919 + name.length);
    let most = 0;
    for (let mutant = 0; mutant < MUTANTS; mutant += 1) {
      expect(await outcome(mutantOf(fixture(name), next)), `mutant ${mutant}`).toMatch(/^[a-z0-9_.]+$/);
      most = Math.max(most, process.memoryUsage().arrayBuffers);
    }
    expect(most).toBeLessThan(MEMORY);
  });

  it.each(["tiny", "tiny-latest"])("%s, cut off anywhere: values, or errors of the catalogue", async (name) => {
    const whole = fixture(name);
    for (let length = 0; length < whole.length; length += 1) {
      expect(await outcome(whole.slice(0, length)), `${length} bytes`).toMatch(/^[a-z0-9_.]+$/);
    }
    expect(await outcome(whole)).toBe("read");
  });
});

describe("what asks for too much", () => {
  const LIMITS = { chunkBytes: 1024 * 1024, answerBytes: 1024 * 1024 };

  async function open(): Promise<Hdf5File> {
    return openHdf5(memorySource(fixture("hostile")), { decompressors, limits: LIMITS });
  }

  async function dataset(path: string): Promise<Hdf5Dataset> {
    const file = await open();
    const object = await file.resolve(path);
    if (object === undefined) throw new Error(`${path} is not found`);
    return file.dataset(object);
  }

  it.each([
    ["bomb", "0", "hdf5.corrupt"],
    ["bombs", "0", "hdf5.corrupt"],
    ["huge_chunk", "5", "limit.exceeded"],
    ["huge", "", "limit.exceeded"],
    ["fan5", "", "limit.exceeded"],
  ])("%s is refused", async (path, slice, code) => {
    const found = await dataset(path);
    await expect(found.read(parseSliceText(slice, found.shape))).rejects.toMatchObject({ code });
  });

  it("a slice of much is answered", async () => {
    const found = await dataset("huge");
    expect((await found.read(parseSliceText("1099511627770:", found.shape))).data).toEqual(new Uint8Array(6));
    const fan = await dataset("fan1");
    expect((await fan.read(wholeSelection(fan.shape))).data.length).toBe(40);
  });

  it("virtual datasets that are each other's source are refused, also when asked for at the same time", async () => {
    const file = await open();
    const objects = await Promise.all(["ping", "pong"].map((path) => file.resolve(path)));
    const found = await Promise.allSettled(objects.map(async (object) => object && file.dataset(object)));
    for (const one of found) expect(one).toMatchObject({ status: "rejected", reason: { code: "hdf5.unsupported" } });
  });

  it("a walk sees every object once, however many paths lead to it", async () => {
    const found = await (await open()).walk();
    expect(found.filter(({ path }) => path.startsWith("paths/"))).toHaveLength(25);
    expect(found.filter(({ path }) => path.startsWith("deep/"))).toHaveLength(1201);
  });

  it("an attribute whose texts are longer than the file is left out", async () => {
    const { values, problems } = await (await open()).readAttributes({
      kind: "group",
      address: (await open()).root.address,
    });
    expect(values.has("texts")).toBe(false);
    expect(problems).toMatchObject([{ name: "texts" }]);
  });
});
