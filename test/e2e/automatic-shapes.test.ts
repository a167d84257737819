import { spawnSync } from "node:child_process";
import { automaticShapes, type CacheSizes } from "@caterva2/blosc2";
import fc from "fast-check";
import { expect, it } from "vitest";
import { requiresPython } from "../requires.ts";

/** Answers chunks and blocks for each request line, as if it ran on a machine with those caches. */
const PROGRAM = `
import json, platform, sys
import blosc2, numpy as np
platform.machine = lambda: "x86_64"
for line in sys.stdin:
    case = json.loads(line)
    l1, l2, l3 = case["caches"]
    blosc2.cpu_info.update(l1_data_cache_size=l1, l2_cache_size=l2, l3_cache_size=l3)
    dtype = np.dtype(f"V{case['itemsize']}")
    print(json.dumps(blosc2.compute_chunks_blocks(case["shape"], case.get("chunks"), dtype=dtype)))
`;

interface Case {
  readonly shape: readonly number[];
  readonly itemsize: number;
  readonly chunks?: readonly number[];
  readonly caches: readonly [number, number, number];
}

const extent = fc.oneof(
  fc.integer({ min: 1, max: 40 }),
  fc.integer({ min: 1, max: 3000 }),
  fc.integer({ min: 1, max: 3e6 }),
);
const axis = fc.record({ extent, part: fc.double({ min: 0, max: 1, noNaN: true }) });
const cases: fc.Arbitrary<Case> = fc
  .record({
    axes: fc.array(axis, { minLength: 1, maxLength: 6 }),
    chunked: fc.boolean(),
    itemsize: fc.constantFrom(1, 2, 4, 8, 16, 3, 100, 40_000),
    caches: fc.constantFrom<Case["caches"][]>(
      [32 << 10, 512 << 10, 16 << 20],
      [48 << 10, 2 << 20, 36 << 20],
      [32 << 10, 256 << 10, 1 << 20],
      [64 << 10, 1 << 20, 512 << 10],
    ),
  })
  .map(({ axes, chunked, itemsize, caches }) => ({
    shape: axes.map((entry) => entry.extent),
    itemsize,
    caches,
    ...(chunked ? { chunks: axes.map((entry) => 1 + Math.floor(entry.part * (entry.extent - 1))) } : {}),
  }));

it("python-blosc2 picks the same chunks and blocks for the same caches", (context) => {
  const python = requiresPython(context);
  const drawn = fc.sample(cases, { numRuns: 2000, seed: 11 });
  const input = drawn.map((entry) => JSON.stringify(entry)).join("\n");
  const done = spawnSync(python, ["-c", PROGRAM], { input, encoding: "utf8", maxBuffer: 1 << 26 });
  expect(done.stderr).toBe("");
  const answers: unknown[] = done.stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(answers.length).toBe(drawn.length);
  const ours = drawn.map(({ shape, itemsize, chunks, caches: [l1, l2, l3] }) => {
    const caches: CacheSizes = { l1, l2, l3 };
    const found = automaticShapes({ shape, itemsize, chunks, caches });
    return [found.chunks, found.blocks];
  });
  const differing = drawn.flatMap((entry, index) => {
    const [mine, theirs] = [JSON.stringify(ours[index]), JSON.stringify(answers[index])];
    return mine === theirs ? [] : [{ ...entry, mine, theirs }];
  });
  expect(differing.slice(0, 5)).toEqual([]);
});
