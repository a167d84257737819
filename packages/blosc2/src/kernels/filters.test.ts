import { existsSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import {
  type PlainFilter,
  plainBitshuffle,
  plainBytedelta,
  plainOldBytedelta,
  plainSelfDelta,
  plainShuffle,
} from "../../test/plain-filters.ts";
import { PIPELINE_LENGTH } from "../chunk/pipeline.ts";
import { CodecMemory, SLACK } from "./codec-memory.ts";
import { Kernels } from "./kernels.ts";

const SEED = 20_240;
const VERSION = 5;

const FILTERS: readonly { readonly name: string; readonly id: number; readonly plain: PlainFilter }[] = [
  { name: "shuffle", id: 1, plain: plainShuffle },
  { name: "bitshuffle", id: 2, plain: plainBitshuffle },
  { name: "delta of the first block", id: 3, plain: plainSelfDelta },
  { name: "bytedelta", id: 35, plain: plainBytedelta },
  { name: "old bytedelta", id: 34, plain: plainOldBytedelta },
];

let kernels: Kernels;
beforeAll(async () => {
  kernels = await Kernels.create(new CodecMemory(), 1 << 30, 0);
});

/** Places data and a pipeline, of the last slots, in the kernels' memory. */
function stage(
  filters: readonly number[],
  metas: readonly number[],
  length: number,
): { pipeline: number; data: number; scratch: number; target: number } {
  const sizes = [PIPELINE_LENGTH, length, 3 * (length + 2 * SLACK), length];
  const [pipeline = 0, data = 0, scratch = 0, target = 0] = kernels.layout(sizes);
  kernels.bytes.fill(0, pipeline, pipeline + PIPELINE_LENGTH);
  kernels.bytes.set(filters, pipeline + 6 - filters.length);
  kernels.bytes.set(metas, pipeline + 12 - metas.length);
  // What an earlier request left behind must not matter.
  kernels.bytes.fill(0xa5, data, target + length + SLACK);
  return { pipeline, data, scratch, target };
}

function applyKernel(filter: number, bytes: Uint8Array, typesize: number): Uint8Array {
  const { pipeline, data, scratch } = stage([filter], [0], bytes.length);
  kernels.bytes.set(bytes, data);
  const at = kernels.run.applyFilters(pipeline, data, bytes.length, bytes.length, typesize, 0, 0, scratch) >>> 0;
  return kernels.bytes.slice(at, at + bytes.length);
}

function undoKernel(filter: number, bytes: Uint8Array, typesize: number, version = VERSION): Uint8Array {
  return undoKernels([filter], [0], bytes, typesize, version);
}

function undoKernels(
  filters: readonly number[],
  metas: readonly number[],
  bytes: Uint8Array,
  typesize: number,
  version = VERSION,
): Uint8Array {
  const { pipeline, scratch, target } = stage(filters, metas, bytes.length);
  const at = kernels.run.filteredBuffer(pipeline, target, bytes.length, scratch) >>> 0;
  kernels.bytes.set(bytes, at);
  kernels.run.undoFilters(pipeline, target, bytes.length, bytes.length, typesize, version, 0, scratch);
  return kernels.bytes.slice(target, target + bytes.length);
}

const content = fc.record({
  typesize: fc.oneof(fc.constantFrom(1, 2, 4, 8, 16, 32), fc.integer({ min: 1, max: 255 })),
  bytes: fc.uint8Array({ minLength: 1, maxLength: 1500 }),
});

describe.each(FILTERS)("$name", ({ id, plain }) => {
  it("does in vectors what the plain loops do", () => {
    fc.assert(
      fc.property(content, ({ typesize, bytes }) => {
        expect(applyKernel(id, bytes, typesize)).toEqual(plain.apply(bytes, typesize));
        expect(undoKernel(id, bytes, typesize)).toEqual(plain.undo(bytes, typesize));
      }),
      { seed: SEED, numRuns: 150 },
    );
  });

  it("is undone by its inverse", () => {
    fc.assert(
      fc.property(content, ({ typesize, bytes }) => {
        expect(plain.undo(plain.apply(bytes, typesize), typesize)).toEqual(bytes);
        expect(undoKernel(id, applyKernel(id, bytes, typesize), typesize)).toEqual(bytes);
      }),
      { seed: SEED, numRuns: 100 },
    );
  });
});

describe("shuffle and bytedelta, which are undone at once", () => {
  const SHUFFLE = 1;
  it.each([
    ["bytedelta", 35, plainBytedelta],
    ["old bytedelta", 34, plainOldBytedelta],
  ] as const)("%s", (_, id, plain) => {
    fc.assert(
      fc.property(content, fc.integer({ min: 1, max: 40 }), fc.boolean(), ({ typesize, bytes }, planes, same) => {
        const shuffled = same ? 0 : planes;
        const expected = plainShuffle.undo(plain.undo(bytes, typesize), same ? typesize : planes);
        expect(undoKernels([SHUFFLE, id], [shuffled, typesize], bytes, typesize)).toEqual(expected);
      }),
      { seed: SEED, numRuns: 300 },
    );
  });
});

describe("shuffle, for items of any size", () => {
  const SIZES = Array.from({ length: 40 }, (_, index) => index + 1);
  it.each(SIZES)("of %i bytes is applied and undone, and writes nothing behind the block", (typesize) => {
    for (const items of [0, 1, 5, 15, 16, 17, 18, 31, 32, 33, 47, 48, 64, 201, 512]) {
      for (const rest of new Set([0, 1 % typesize, typesize - 1])) {
        const length = items * typesize + rest;
        const bytes = Uint8Array.from({ length }, (_, index) => index * 7 + (index >> 8));
        const shuffled = plainShuffle.apply(bytes, typesize);
        expect(Buffer.compare(applyKernel(1, bytes, typesize), shuffled)).toBe(0);
        expect(Buffer.compare(undoKernel(1, shuffled, typesize), bytes)).toBe(0);
        const { target } = stage([1], [0], length);
        undoKernel(1, shuffled, typesize);
        expect(kernels.bytes.subarray(target + length, target + length + SLACK).every((byte) => byte === 0xa5)).toBe(
          true,
        );
      }
    }
  });
});

it("leaves a Blosc1 block alone when its items do not come in eights", () => {
  const bytes = Uint8Array.from({ length: 36 }, (_, index) => index);
  expect(undoKernel(2, bytes, 4, 2)).toEqual(bytes);
  expect(undoKernel(2, bytes.subarray(0, 32), 4, 2)).toEqual(plainBitshuffle.undo(bytes.subarray(0, 32), 4));
});

const directory = new URL("../../../../../shared/data/blosc1-compat/", import.meta.url);
describe.skipIf(!existsSync(directory))("filtered by c-blosc2 2.20.0 (../shared/data/blosc1-compat is needed)", () => {
  it.each([
    ["shuffle", 1],
    ["bitshuffle", 2],
  ] as const)("%s", (name, id) => {
    const file = new URL(`${name}-2.20.0.cdata`, directory);
    const items = new Uint32Array(undoKernel(id, new Uint8Array(readFileSync(file)), 4).buffer);
    expect(items.every((item, index) => item === index)).toBe(true);
  });
});
