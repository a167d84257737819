import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PlanProgress, pieceProgress, plannedWork } from "./progress.ts";

/** What is told, as parts of the whole. */
function told() {
  const parts: (number | undefined)[] = [];
  const report = (done: number, total: number | undefined) => void parts.push(total && done / total);
  return { parts, report };
}

describe("planned work", () => {
  const array = (steps: (items: number) => number) => {
    const count = (selection: readonly { count?: number }[]) =>
      selection.reduce((all, axis) => all * (axis.count ?? 1), 1);
    return {
      ...{ dtype: { kind: "float" }, shape: [100, 10], chunks: [10, 10], blocks: [5, 10] },
      read: () => Promise.reject(new Error("nothing is read")),
      steps: (selection: readonly { count?: number }[]) => steps(count(selection)),
    } as unknown as Parameters<typeof plannedWork>[0];
  };

  it("tells apart what each chunk takes and what all of them need first", () => {
    expect(
      plannedWork(
        array((items) => 3 * items),
        [10, 10],
        10,
      ),
    ).toEqual({ shared: 0, each: 300 });
    expect(
      plannedWork(
        array((items) => items + 5000),
        [10, 10],
        10,
      ),
    ).toEqual({ shared: 5000, each: 100 });
  });

  it("is not known of what counts nothing, or too much to say", () => {
    expect(
      plannedWork(
        array(() => 0),
        [10, 10],
        10,
      ),
    ).toBeUndefined();
    expect(
      plannedWork(
        array(() => Number.POSITIVE_INFINITY),
        [10, 10],
        10,
      ),
    ).toBeUndefined();
  });
});

describe("the progress of pieces", () => {
  it("is that of the chunks where nobody knows the work", () => {
    const { parts, report } = told();
    const progress = new PlanProgress({ nchunks: 5, run: 2, work: undefined }, report);
    progress.add(0, 1000);
    for (const piece of [1, 0, 2]) progress.complete(piece);
    expect(parts).toEqual([0, 0.4, 0.8, 1]);
  });

  it("counts what all pieces need first once, however many threads make it", () => {
    const { parts, report } = told();
    const progress = new PlanProgress({ nchunks: 4, run: 1, work: { shared: 60, each: 10 } }, report);
    progress.add(0, 30);
    progress.add(1, 40);
    progress.add(0, 30);
    progress.add(1, 25);
    progress.complete(0);
    progress.add(2, 5);
    for (const piece of [1, 2, 3]) progress.complete(piece);
    expect(parts).toEqual([0, 0.3, 0.4, 0.6, 0.65, 0.75, 0.75, 0.8, 0.9, 1]);
  });

  it("never falls, and never passes the whole before it is there", () => {
    const events = fc.array(fc.record({ piece: fc.nat(3), items: fc.nat(500) }), { maxLength: 30 });
    fc.assert(
      fc.property(events, fc.nat(200), fc.integer({ min: 1, max: 50 }), (steps, shared, each) => {
        const { parts, report } = told();
        const progress = new PlanProgress({ nchunks: 7, run: 2, work: { shared, each } }, report);
        for (const { piece, items } of steps) progress.add(piece, items);
        for (let piece = 0; piece < 4; piece += 1) progress.complete(piece);
        expect(parts).toEqual(parts.toSorted((a, b) => Number(a) - Number(b)));
        expect(parts.at(-1)).toBeCloseTo(1);
        expect(Math.max(...parts.map(Number))).toBeLessThanOrEqual(1);
      }),
    );
  });
});

it("one piece goes up to what was expected of it", () => {
  const { parts, report } = told();
  const add = pieceProgress(100, report);
  for (const items of [30, 30, 60]) add(items);
  expect(parts).toEqual([0, 0.3, 0.6, 1]);
  const unknown = told();
  pieceProgress(undefined, unknown.report)(5);
  expect(unknown.parts).toEqual([undefined, undefined]);
});
