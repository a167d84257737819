import { mkdtemp, rm, utimes } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createChunkCodec, encodeB2nd } from "@caterva2/blosc2";
import { nodeCompressors } from "@caterva2/blosc2/node";
import { parseDType } from "@caterva2/ndarray";
import type { Caller } from "@caterva2/repository";
import { fsStorage } from "@caterva2/storage";
import { afterAll, beforeAll, expect, test } from "vitest";
import { prepareStateDirectory } from "../src/state-directory.ts";
import { WorkerPool } from "../src/workers/pool.ts";

const MIB = 1024 * 1024;
const caller: Caller = { kind: "anonymous" };
const dtype = parseDType("<f4");
const ARRAYS = 24;
const SIDE = 512;

let stateDirectory: string;
let pool: WorkerPool;

beforeAll(async () => {
  stateDirectory = await mkdtemp(join(tmpdir(), "kept-"));
  await prepareStateDirectory(stateDirectory);
  const codec = await createChunkCodec({ compressors: nodeCompressors });
  const storage = fsStorage(join(stateDirectory, "public"));
  for (let n = 0; n < ARRAYS; n += 1) {
    const items = Float32Array.from({ length: 2 * SIDE * SIDE }, (_, index) => Math.sin(n + index / 700));
    const array = { dtype, shape: [2 * SIDE, SIDE], data: new Uint8Array(items.buffer) };
    const draft = await storage.draft();
    await draft.append(encodeB2nd(array, { codec, chunks: [SIDE, SIDE], blocks: [8, SIDE] }));
    await draft.commit(`a${n}.b2nd`);
  }
  // Names of a directory that changed a moment ago are not kept.
  const earlier = Date.now() / 1000 - 60;
  await utimes(join(stateDirectory, "public"), earlier, earlier);
  pool = new WorkerPool({ stateDirectory, threads: 2, memory: 64 * MIB });
});

afterAll(async () => {
  await pool.close();
  await rm(stateDirectory, { recursive: true });
});

/** Slices, columns, rows found, names: of each array twice, so that what is worth keeping is kept. */
async function work(n: number): Promise<void> {
  const path = `@public/a${n}.b2nd`;
  for (const slice of ["3:900, 2:500", ":, 7", "3:900, 2:500", ":, 7"]) {
    await pool.run("fetch", [caller, path, { slice }, false], "heavy");
  }
  await pool.run("info", [caller, path], "light");
  await pool.run("names", [caller, "@public", undefined], "light");
}

test("stays within its limits over many arrays, and says how much it is", async () => {
  for (let n = 0; n < ARRAYS; n += 2) await Promise.all([work(n), work(n + 1)]);
  const use = pool.memory();
  for (const [part, { bytes, limit }] of Object.entries(use)) {
    expect(bytes, part).toBeLessThanOrEqual(limit);
  }
  const limits = Object.values(use).reduce((sum, { limit }) => sum + limit, 0);
  expect(limits).toBeLessThanOrEqual(64 * MIB);
  for (const part of ["blocks", "codecs", "frames", "names"]) expect(use[part]?.bytes, part).toBeGreaterThan(0);
  // 48 MiB were decoded: the blocks that are kept are some of them.
  expect(use.blocks?.limit).toBeLessThan(20 * MIB);
});
