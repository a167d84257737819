import { isCatervaError, memorySource, wholeSelection } from "@caterva2/ndarray";
import { describe, expect, it } from "vitest";
import { openHdf5 } from "../src/index.ts";
import { decompressors } from "./decompressors.ts";
import { FIXTURES, fixture } from "./fixtures.ts";

const LIMITS = { chunkBytes: 4 * 1024 * 1024, answerBytes: 4 * 1024 * 1024 };
const MUTANTS = Number(process.env.HDF5_MUTANTS ?? 60);

/** Numbers below 2^32 from a seed (xorshift). */
function random(seed: number): () => number {
  let state = seed | 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
}

/** Reads all that a file has to give: whatever its bytes are, it gives values or errors of the catalogue. */
async function readAll(bytes: Uint8Array): Promise<void> {
  const file = await openHdf5(memorySource(bytes), { decompressors, limits: LIMITS });
  for (const { kind, address, problem } of await file.walk()) {
    const object = await file.object(address);
    await file.attributes(object);
    if (kind !== "dataset" || problem !== undefined) continue;
    const dataset = await file.dataset(object);
    await dataset.read(wholeSelection(dataset.shape));
  }
}

async function outcome(bytes: Uint8Array): Promise<string> {
  try {
    await readAll(bytes);
    return "read";
  } catch (error) {
    if (isCatervaError(error) && error.code !== "internal.unexpected") return error.code;
    throw error;
  }
}

describe("any bytes", () => {
  it.each(FIXTURES)("%s, changed at random: a value, or an error of the catalogue", async (name) => {
    const whole = fixture(name);
    const next = random(whole.length);
    for (let mutant = 0; mutant < MUTANTS; mutant += 1) {
      const bytes = Uint8Array.from(whole);
      const changes = 1 + (next() % 8);
      // Most of the structure stands near the start.
      const reach = next() % 2 === 0 ? Math.min(4096, bytes.length) : bytes.length;
      for (let change = 0; change < changes; change += 1) bytes[next() % reach] = next();
      const cut = next() % 16 === 0 ? next() % bytes.length : bytes.length;
      expect(await outcome(bytes.subarray(0, cut)), `mutant ${mutant}`).toMatch(/^[a-z0-9_.]+$/);
    }
  });
});
