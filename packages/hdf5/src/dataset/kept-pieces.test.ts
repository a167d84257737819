import { memorySource, product, type Selection, selectionShape } from "@caterva2/ndarray";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ChunkKeeper } from "./chunk-keeper.ts";
import { planPieces, readPieces } from "./kept-pieces.ts";
import { readPlain } from "./plain-reader.ts";
import { planRead } from "./plan.ts";

const all = (count: number) => ({ kind: "range", start: 0, step: 1, count }) as const;
const one = (index: number) => ({ kind: "index", index }) as const;

function keeper(): ChunkKeeper & { readonly kept: Map<number, Uint8Array>; hits: number } {
  const kept = new Map<number, Uint8Array>();
  return {
    kept,
    hits: 0,
    visit(nchunk, length, use) {
      const bytes = kept.get(nchunk);
      if (bytes?.length !== length) return false;
      this.hits += 1;
      use(bytes);
      return true;
    },
    keep: (nchunk, bytes) => void kept.set(nchunk, bytes.slice()),
  };
}

/** Reads both ways; the dataset begins some bytes behind the start of the source. */
async function both(selection: Selection, shape: readonly number[], itemsize: number, pieces: ChunkKeeper) {
  const start = 5;
  const bytes = Uint8Array.from({ length: start + product([...shape, itemsize]) }, (_, at) => (at * at + at) % 251);
  const items = { source: memorySource(bytes), start };
  const plan = planRead(selection, shape, shape, itemsize);
  const targets = [1, 2, 3].map(() => new Uint8Array(product([...selectionShape(selection), itemsize])));
  const [plain = new Uint8Array(), first = plain, second = plain] = targets;
  const to = (target: Uint8Array) => ({ target, targetStrides: plan.targetStrides, itemsize });
  await readPlain(items, plan.at(0), to(plain));
  const kept = planPieces(selection, shape, itemsize);
  if (kept === undefined) return undefined;
  await readPieces(items, kept, to(first), pieces);
  await readPieces(items, kept, to(second), pieces);
  return { plain: Buffer.from(plain), first: Buffer.from(first), second: Buffer.from(second), plan: kept.plan };
}

describe("pieces of items that lie as they are", () => {
  it("give the same items, read or kept", async () => {
    const axis = fc.integer({ min: 1, max: 60 }).chain((extent) =>
      fc.record({
        extent: fc.constant(extent),
        term: fc.oneof(
          fc.nat(extent - 1).map(one),
          fc.tuple(fc.nat(extent - 1), fc.integer({ min: 1, max: 4 })).map(([from, step]) => ({
            kind: "range" as const,
            start: from,
            step,
            count: Math.ceil((extent - from) / step),
          })),
        ),
      }),
    );
    let planned = 0;
    const cases = fc.tuple(fc.array(axis, { minLength: 1, maxLength: 3 }), fc.constantFrom(1, 2, 3, 8, 40));
    await fc.assert(
      fc.asyncProperty(cases, async ([axes, itemsize]) => {
        const read = await both(
          axes.map(({ term }) => term),
          axes.map(({ extent }) => extent),
          itemsize,
          keeper(),
        );
        if (read === undefined) return;
        planned += 1;
        expect(read.first.equals(read.plain) && read.second.equals(read.plain)).toBe(true);
      }),
      { numRuns: 150, seed: 3 },
    );
    expect(planned).toBeGreaterThan(20);
  });

  it("are as many whole rows as fit half a MiB, and serve other slices, too", async () => {
    const pieces = keeper();
    const shape = [3, 100, 40, 64];
    const read = await both([all(3), all(100), all(40), one(7)], shape, 2, pieces);
    expect(read?.first.equals(read.plain)).toBe(true);
    expect(read?.plan.count).toBe(3);
    expect([...pieces.kept.values()].map(({ length }) => length)).toEqual([512_000, 512_000, 512_000]);
    const hits = pieces.hits;
    const other = await both([all(3), all(100), one(9), all(64)], shape, 2, pieces);
    expect(other?.first.equals(other.plain)).toBe(true);
    expect(pieces.hits - hits).toBe(6);
  });

  it("are not read where they would be much more than is wanted, or are taken as they lie", () => {
    expect(planPieces([all(200), one(3)], [200, 100_000], 8)).toBeUndefined();
    expect(planPieces([one(3), all(1000)], [200, 1000], 8)).toBeUndefined();
    expect(planPieces([one(3), one(4)], [200, 1000], 8)).toBeUndefined();
    expect(planPieces([], [], 8)).toBeUndefined();
    expect(planPieces([all(200), one(3)], [200, 1000], 8)).toBeDefined();
  });
});
