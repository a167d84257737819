import { type ByteSource, countingSource, product, type Selection, selectionShape } from "@caterva2/ndarray";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readPlain } from "./plain-reader.ts";
import { planRead } from "./plan.ts";

const MIB = 1024 * 1024;
const all = (count: number) => ({ kind: "range", start: 0, step: 1, count }) as const;
const one = (index: number) => ({ kind: "index", index }) as const;

/** Bytes that tell their position, made as they are read. */
function endless(size: number): ByteSource {
  return {
    size,
    async read(offset, length) {
      const bytes = new Uint8Array(length);
      for (let at = 0; at < length; at += 1) bytes[at] = (offset + at) % 251;
      return bytes;
    },
  };
}

/** As {@link endless}, filling what it is given. */
function filling(size: number): ByteSource {
  const source = endless(size);
  return {
    ...source,
    async readInto(offset, target) {
      target.set(await source.read(offset, target.length));
    },
  };
}

async function read(selection: Selection, shape: readonly number[], itemsize: number, bytes = endless) {
  const whole = bytes(product([...shape, itemsize]));
  const { source, count } = countingSource(whole);
  const plan = planRead(selection, shape, shape, itemsize);
  const target = new Uint8Array(product([...selectionShape(selection), itemsize]));
  await readPlain({ source: whole.readInto === undefined ? source : whole, start: 0 }, plan.at(0), {
    target,
    targetStrides: plan.targetStrides,
    itemsize,
  });
  return { target, count };
}

/** Item by item. */
function expected(selection: Selection, shape: readonly number[], itemsize: number): number[] {
  let places = [0];
  for (const [axis, extent] of shape.entries()) {
    const term = selection[axis];
    const taken =
      term?.kind === "range"
        ? Array.from({ length: term.count }, (_, n) => term.start + n * term.step)
        : [term?.index ?? 0];
    places = places.flatMap((place) => taken.map((at) => place * extent + at));
  }
  return places.flatMap((place) => Array.from({ length: itemsize }, (_, at) => (place * itemsize + at) % 251));
}

describe("items that lie as they are", () => {
  it("are read as they would be one by one", async () => {
    const axis = fc.integer({ min: 1, max: 40 }).chain((extent) =>
      fc.record({
        extent: fc.constant(extent),
        term: fc.oneof(
          fc.nat(extent - 1).map(one),
          fc.tuple(fc.nat(extent - 1), fc.integer({ min: 1, max: 5 })).map(([start, step]) => ({
            kind: "range" as const,
            start,
            step,
            count: Math.ceil((extent - start) / step),
          })),
        ),
      }),
    );
    const cases = fc.tuple(fc.array(axis, { maxLength: 3 }), fc.constantFrom(1, 2, 3, 8, 5000));
    await fc.assert(
      fc.asyncProperty(cases, async ([axes, itemsize]) => {
        const shape = axes.map(({ extent }) => extent);
        const selection = axes.map(({ term }) => term);
        const items = Buffer.from(expected(selection, shape, itemsize));
        expect(Buffer.compare((await read(selection, shape, itemsize)).target, items)).toBe(0);
        expect(Buffer.compare((await read(selection, shape, itemsize, filling)).target, items)).toBe(0);
      }),
      { numRuns: 40 },
    );
  });

  it("a column of short rows comes in a few pieces, none of them large", async () => {
    const { count } = await read([all(100), all(60), one(5)], [100, 60, 1000], 2);
    expect(count.reads).toBe(3);
    expect(count.bytes).toBeLessThanOrEqual(12_000_000);
  });

  it("a column of long rows is read item by item", async () => {
    const { count } = await read([all(4), all(25), one(5)], [4, 25, 50_000], 2);
    expect(count).toEqual({ reads: 100, bytes: 200 });
  });

  it("a box of whole rows takes no byte too many", async () => {
    const { count } = await read([{ kind: "range", start: 1, step: 1, count: 2 }, all(3), all(MIB)], [9, 3, MIB], 2);
    expect(count.bytes).toBe(12 * MIB);
    expect(count.reads).toBe(4);
  });
});
