import { isCatervaError, memorySource, wholeSelection } from "@caterva2/ndarray";
import { defaultPlot, dimensionScales, openHdf5 } from "../src/index.ts";
import { decompressors } from "./decompressors.ts";

const MIB = 1024 * 1024;
const LIMITS = { chunkBytes: 4 * MIB, answerBytes: 4 * MIB, cacheBytes: MIB, indexBytes: MIB };

/** Numbers below 2^32 from a seed (xorshift). */
export function random(seed: number): () => number {
  let state = seed | 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
}

/** Changes some bytes: one, a bit, eight to ones, or a piece from elsewhere; now and then the end is cut off. */
export function mutantOf(bytes: Uint8Array, next: () => number): Uint8Array {
  const changes = 1 + (next() % 8);
  // Most of the structure stands near the start.
  const reach = next() % 3 === 0 ? Math.min(4096, bytes.length) : bytes.length;
  for (let change = 0; change < changes; change += 1) {
    const at = next() % reach;
    const how = next() % 4;
    if (how === 0) bytes[at] = next();
    else if (how === 1) bytes[at] = (bytes[at] ?? 0) ^ (1 << (next() % 8));
    else if (how === 2) bytes.fill(0xff, at, at + 8);
    else {
      const from = next() % bytes.length;
      bytes.copyWithin(at, from, from + (next() % 64));
    }
  }
  return next() % 16 === 0 ? bytes.subarray(0, next() % bytes.length) : bytes;
}

/** Reads all that a file has to give. Gives `read`, or the code of the error; throws what is none of the catalogue. */
export async function outcome(bytes: Uint8Array): Promise<string> {
  let result = "read";
  const attempt = async (action: () => Promise<unknown>): Promise<void> => {
    try {
      await action();
    } catch (error) {
      if (!isCatervaError(error) || error.code === "internal.unexpected") throw error;
      result = error.code;
    }
  };
  await attempt(async () => {
    const file = await openHdf5(memorySource(bytes), { decompressors, limits: LIMITS });
    await attempt(() => defaultPlot(file));
    for (const { path, kind, address, problem } of await file.walk()) {
      if (kind === "unknown") continue;
      await attempt(async () => file.readAttributes(await file.object(address)));
      if (kind !== "dataset" || problem !== undefined) continue;
      await attempt(() => dimensionScales(file, path));
      await attempt(async () => {
        const dataset = await file.dataset(await file.object(address));
        await dataset.storageSize();
        await dataset.firstPassThroughChunk();
        await dataset.read(wholeSelection(dataset.shape));
      });
    }
  });
  return result;
}
