import { memorySource, type NDArray, parseDType, product, type Selection, wholeSelection } from "@caterva2/ndarray";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { applyEdit, applyGrowth } from "../../test/apply-growth.ts";
import { codec } from "../../test/codec.ts";
import { errorCode } from "../../test/error-code.ts";
import { fixture } from "../../test/frame-fixtures.ts";
import { type B2ndEdit, editB2nd } from "./edit.ts";
import { setSelection } from "./edit-selection.ts";
import { appendArray, deleteRange, insertArray, resizeArray } from "./edit-shape.ts";
import { encodeB2nd } from "./encode.ts";
import { openB2nd } from "./open.ts";

const dtype = parseDType("<i2");

function numbers(shape: readonly number[], seed: number): NDArray {
  const items = Int16Array.from({ length: product(shape) }, (_, index) => (index * 7 + seed) % 311);
  return { dtype, shape, data: new Uint8Array(items.buffer) };
}

async function edited(stored: Uint8Array, run: (edit: B2ndEdit) => Promise<void>): Promise<Uint8Array> {
  const edit = await editB2nd(memorySource(stored), { codec });
  await run(edit);
  return await applyEdit(stored, edit.schunk);
}

async function content(frame: Uint8Array): Promise<NDArray> {
  const array = await openB2nd(memorySource(frame), { codec });
  return array.read(wholeSelection(array.shape));
}

/** The array as nested loops see it: the model that edits are held to. */
class Model {
  shape: number[];
  items: number[];

  constructor(array: NDArray) {
    this.shape = [...array.shape];
    this.items = [...new Int16Array(array.data.slice().buffer)];
  }

  /** Another shape whose item at `position` is what `item` answers. */
  rebuild(shape: readonly number[], item: (position: readonly number[]) => number): void {
    const items: number[] = [];
    const position = shape.map(() => 0);
    for (let index = 0; index < product(shape); index += 1) {
      let rest = index;
      for (let axis = shape.length - 1; axis >= 0; axis -= 1) {
        position[axis] = rest % (shape[axis] ?? 1);
        rest = Math.floor(rest / (shape[axis] ?? 1));
      }
      items.push(item(position));
    }
    this.shape = [...shape];
    this.items = items;
  }

  copy(): Model {
    const copy = new Model(numbers([], 0));
    copy.shape = this.shape;
    copy.items = this.items;
    return copy;
  }

  at(position: readonly number[]): number {
    if (position.some((index, axis) => index < 0 || index >= (this.shape[axis] ?? 0))) return 0;
    return this.items[position.reduce((total, index, axis) => total * (this.shape[axis] ?? 1) + index, 0)] ?? 0;
  }
}

type Step = {
  readonly kind: string;
  readonly axis: number;
  readonly a: number;
  readonly b: number;
  readonly step: number;
};

/** Does one step to both. Steps that make no sense for the present shape are fitted to it. */
async function takeStep(
  edit: B2ndEdit,
  model: Model,
  { kind, axis: wish, a, b, step }: Step,
  seed: number,
): Promise<void> {
  const before = model.copy();
  const axis = wish % model.shape.length;
  const extent = model.shape[axis] ?? 0;
  const chunk = edit.geometry.chunks[axis] ?? 1;
  const withExtent = (list: readonly number[], at: number, count: number) => list.map((n, i) => (i === at ? count : n));
  const value = (shape: readonly number[]) => new Model(numbers(shape, seed));
  if (kind === "append") {
    const rows = numbers(withExtent(model.shape, 0, a), seed);
    await appendArray(edit, rows);
    const [old = 0] = before.shape;
    const added = value(rows.shape);
    model.rebuild(withExtent(model.shape, 0, old + a), (p) =>
      (p[0] ?? 0) < old ? before.at(p) : added.at(withExtent(p, 0, (p[0] ?? 0) - old)),
    );
  } else if (kind === "resize") {
    const shape = withExtent(model.shape, axis, a + b);
    await resizeArray(edit, shape);
    model.rebuild(shape, (p) => before.at(p));
  } else if (kind === "set" && extent > 0) {
    const start = a % extent;
    const count = 1 + (b % Math.max(1, Math.ceil((extent - start) / step)));
    const range = { kind: "range", start, step, count: Math.min(count, Math.ceil((extent - start) / step)) } as const;
    const selection: Selection = wholeSelection(model.shape).map((whole, index) => (index === axis ? range : whole));
    const shape = withExtent(model.shape, axis, range.count);
    await setSelection(edit, selection, numbers(shape, seed));
    const put = value(shape);
    model.rebuild(model.shape, (p) => {
      const within = ((p[axis] ?? 0) - start) / step;
      const hit = Number.isInteger(within) && within >= 0 && within < range.count;
      return hit ? put.at(withExtent(p, axis, within)) : before.at(p);
    });
  } else if (kind === "insert") {
    const start = Math.min(Math.floor(extent / chunk), a) * chunk;
    const shape = withExtent(model.shape, axis, (b % 2) * chunk);
    await insertArray(edit, axis, start, numbers(shape, seed));
    const put = value(shape);
    const count = shape[axis] ?? 0;
    model.rebuild(withExtent(model.shape, axis, extent + count), (p) => {
      const at = p[axis] ?? 0;
      if (at < start) return before.at(p);
      return at < start + count ? put.at(withExtent(p, axis, at - start)) : before.at(withExtent(p, axis, at - count));
    });
  } else if (kind === "delete") {
    const start = Math.min(Math.floor(extent / chunk), a) * chunk;
    const count = Math.min(extent - start, chunk);
    await deleteRange(edit, axis, start, count);
    model.rebuild(withExtent(model.shape, axis, extent - count), (p) => {
      const at = p[axis] ?? 0;
      return before.at(at < start ? p : withExtent(p, axis, at + count));
    });
  }
}

const stepOf = fc.record({
  kind: fc.constantFrom("append", "resize", "set", "insert", "delete"),
  axis: fc.nat(2),
  a: fc.nat(7),
  b: fc.nat(7),
  step: fc.integer({ min: 1, max: 3 }),
});

describe("edits of an array", () => {
  test("any sequence does what it does to a plain array, in one growth or in many", async () => {
    const axis = fc.tuple(fc.nat(6), fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 }));
    const start = fc.array(axis, { minLength: 1, maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(start, fc.array(stepOf, { maxLength: 8 }), fc.boolean(), async (axes, steps, atOnce) => {
        const first = numbers(
          axes.map(([extent]) => extent),
          1,
        );
        const chunks = axes.map(([, chunk]) => chunk);
        const blocks = axes.map(([, chunk, block]) => Math.min(chunk, block));
        let frame = encodeB2nd(first, { codec, chunks, blocks });
        const model = new Model(first);
        let edit = await editB2nd(memorySource(frame), { codec });
        for (const [index, step] of steps.entries()) {
          await takeStep(edit, model, step, index);
          if (atOnce) continue;
          frame = await applyEdit(frame, edit.schunk);
          edit = await editB2nd(memorySource(frame), { codec });
        }
        if (atOnce) frame = await applyEdit(frame, edit.schunk);
        const read = await content(frame);
        expect(read.shape).toEqual(model.shape);
        expect([...new Int16Array(read.data.slice().buffer)]).toEqual(model.items);
      }),
      { seed: 31, numRuns: 250 },
    );
  });

  test("a growth leaves every stored byte but the header, and the old frame stays readable until then", async () => {
    const stored = encodeB2nd(numbers([40, 30], 3), { codec, chunks: [16, 16], blocks: [8, 8] });
    const edit = await editB2nd(memorySource(stored), { codec });
    await appendArray(edit, numbers([7, 30], 5));
    const growth = edit.schunk.growth();
    expect(growth.end).toBe(stored.length);
    expect(growth.head.length).toBe(edit.schunk.header.headerLength);
    const next = applyGrowth(stored, growth);
    expect(next.subarray(growth.head.length, stored.length)).toEqual(stored.subarray(growth.head.length));
    const torn = next.slice();
    torn.set(stored.subarray(0, growth.head.length));
    expect((await content(torn)).data).toEqual(numbers([40, 30], 3).data);
    // An interrupted growth leaves bytes behind the frame; the next one goes over them.
    const again = await editB2nd(memorySource(torn), { codec });
    expect(again.schunk.growth().end).toBe(stored.length);
  });

  test("only chunks that a selection covers in part are read", async () => {
    const stored = encodeB2nd(numbers([64, 64], 3), { codec, chunks: [16, 64], blocks: [8, 8] });
    const edit = await editB2nd(memorySource(stored), { codec });
    const rows = { kind: "range", start: 16, step: 1, count: 20 } as const;
    await setSelection(edit, [rows, { kind: "range", start: 0, step: 1, count: 64 }], numbers([20, 64], 9));
    expect(edit.schunk.before.stats.chunksRead).toBe(1);
  });

  test("values are cast and broadcast", async () => {
    const stored = encodeB2nd(numbers([4, 3], 0), { codec });
    const halves = { dtype: parseDType("<f8"), shape: [3], data: new Uint8Array(Float64Array.of(2.5, -2.5, 7).buffer) };
    const frame = await edited(stored, (edit) =>
      setSelection(edit, [{ kind: "index", index: 1 }, wholeSelection([3])[0] ?? { kind: "index", index: 0 }], halves),
    );
    expect([...new Int16Array((await content(frame)).data.slice().buffer)].slice(3, 6)).toEqual([2, -2, 7]);
  });

  test("growing a filled array gives zeros, also where its edge chunks hold more", async () => {
    const frame = await edited(fixture("special-full.b2nd"), async (edit) => {
      await resizeArray(
        edit,
        edit.shape.map((extent) => extent + 3),
      );
    });
    const before = await content(fixture("special-full.b2nd"));
    const after = await content(frame);
    const size = before.dtype.itemsize;
    const filled = (bytes: Uint8Array) => {
      let count = 0;
      for (let at = 0; at < bytes.length; at += size)
        if (bytes.subarray(at, at + size).some((b) => b !== 0)) count += 1;
      return count;
    };
    expect(filled(before.data)).toBe(product(before.shape));
    expect(filled(after.data)).toBe(product(before.shape));
  });

  test("an array that never had items gets chunks with its first ones", async () => {
    for (const name of ["empty-0.b2nd", "empty-3-0-2.b2nd"]) {
      const { shape, dtype: items } = await content(fixture(name));
      const grown = shape.map((extent) => (extent === 0 ? 5 : extent));
      const data = new Uint8Array(product([...grown, items.itemsize])).fill(7);
      const frame = await edited(fixture(name), async (edit) => {
        await resizeArray(edit, grown);
        await setSelection(edit, wholeSelection(grown), { dtype: items, shape: grown, data });
      });
      expect((await content(frame)).data).toEqual(data);
    }
  });

  test("refuses what cannot be, and changes nothing then", async () => {
    const stored = encodeB2nd(numbers([10, 6], 0), { codec, chunks: [4, 4], blocks: [2, 2] });
    const edit = await editB2nd(memorySource(stored), { codec });
    const text = { dtype: parseDType("|S2"), shape: [1, 6], data: new Uint8Array(12) };
    const runs: [string, () => Promise<void>][] = [
      ["request.invalid", () => appendArray(edit, numbers([2, 5], 0))],
      ["request.invalid", () => appendArray(edit, numbers([12], 0))],
      ["dtype.invalid", () => appendArray(edit, text)],
      ["request.invalid", () => resizeArray(edit, [10])],
      ["request.invalid", () => resizeArray(edit, [10, -1])],
      ["limit.exceeded", () => resizeArray(edit, [2 ** 40, 6])],
      ["request.invalid", () => insertArray(edit, 0, 2, numbers([4, 6], 0))],
      ["request.invalid", () => insertArray(edit, 0, 4, numbers([3, 6], 0))],
      ["request.invalid", () => insertArray(edit, 2, 0, numbers([4, 6], 0))],
      ["request.invalid", () => deleteRange(edit, 0, 1, 4)],
      ["request.invalid", () => deleteRange(edit, 0, 8, 4)],
      ["request.invalid", () => setSelection(edit, wholeSelection([10, 6]), numbers([10, 5], 0))],
      ["slice.invalid", () => setSelection(edit, wholeSelection([10]), numbers([10], 0))],
    ];
    for (const [code, run] of runs) expect(await errorCode(run)).toBe(code);
    expect(edit.shape).toEqual([10, 6]);
    expect((await content(await applyEdit(stored, edit.schunk))).data).toEqual(numbers([10, 6], 0).data);
  });
});
