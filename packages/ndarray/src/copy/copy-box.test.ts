import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type BoxCopy, copyBox, cStrides, isCatervaError, product } from "../index.ts";

/** The same copy, byte by byte. */
function naiveCopy(copy: BoxCopy): void {
  const count = product(copy.shape);
  for (let item = 0; item < count; item += 1) {
    let rest = item;
    let source = copy.sourceOffset;
    let target = copy.targetOffset;
    for (let axis = copy.shape.length - 1; axis >= 0; axis -= 1) {
      const extent = copy.shape[axis] ?? 1;
      source += (rest % extent) * (copy.sourceStrides[axis] ?? 0);
      target += (rest % extent) * (copy.targetStrides[axis] ?? 0);
      rest = Math.floor(rest / extent);
    }
    for (let byte = 0; byte < copy.itemsize; byte += 1) copy.target[target + byte] = copy.source[source + byte] ?? 0;
  }
}

function random(length: number, shift = 0): Uint8Array {
  let state = 12345;
  const bytes = new Uint8Array(length + shift).map(() => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return state >> 16;
  });
  // Views that begin at odd addresses are the ones where words are not aligned.
  return bytes.subarray(shift);
}

/** A box of `shape` within a larger array; `steps` spreads its items. */
interface Side {
  readonly offset: number;
  readonly strides: number[];
  readonly size: number;
}

function side(
  shape: readonly number[],
  padding: readonly number[],
  steps: readonly number[],
  itemsize: number,
  order: readonly number[],
): Side {
  const axes = shape.map((_, axis) => axis).sort((a, b) => (order[a] ?? 0) - (order[b] ?? 0) || a - b);
  const outer = axes.map((axis) => (shape[axis] ?? 0) * (steps[axis] ?? 1) + (padding[axis] ?? 0));
  const plain = cStrides(outer, itemsize);
  const strides = new Array<number>(shape.length).fill(0);
  let offset = 0;
  for (const [place, axis] of axes.entries()) {
    strides[axis] = (plain[place] ?? 0) * (steps[axis] ?? 1);
    offset += Math.floor((padding[axis] ?? 0) / 2) * (plain[place] ?? 0);
  }
  return { offset, strides, size: product([...outer, itemsize]) };
}

const numbers = (min: number, max: number) => fc.array(fc.integer({ min, max }), { minLength: 5, maxLength: 5 });
const boxes = fc.record({
  shape: fc.array(fc.integer({ min: 0, max: 6 }), { maxLength: 5 }),
  itemsize: fc.constantFrom(1, 2, 3, 4, 5, 6, 8, 12, 16, 24, 97, 128),
  sourcePadding: numbers(0, 2),
  targetPadding: numbers(0, 2),
  sourceSteps: numbers(1, 2),
  targetSteps: numbers(1, 2),
  sourceOrder: fc.oneof(fc.constant([0, 0, 0, 0, 0]), numbers(0, 4)),
  targetOrder: fc.oneof(fc.constant([0, 0, 0, 0, 0]), numbers(0, 4)),
  shift: fc.integer({ min: 0, max: 4 }),
  plain: fc.boolean(),
});

describe("copyBox", () => {
  test("copies what the naive copy copies, and nothing else", () => {
    fc.assert(
      fc.property(boxes, (box) => {
        const none = [0, 0, 0, 0, 0];
        const ones = [1, 1, 1, 1, 1];
        const { shape, itemsize } = box;
        const from = side(
          shape,
          box.plain ? none : box.sourcePadding,
          box.plain ? ones : box.sourceSteps,
          itemsize,
          box.sourceOrder,
        );
        const to = side(shape, box.targetPadding, box.plain ? ones : box.targetSteps, itemsize, box.targetOrder);
        const copy = {
          source: random(from.size, box.shift),
          sourceOffset: from.offset,
          sourceStrides: from.strides,
          targetOffset: to.offset,
          targetStrides: to.strides,
          shape,
          itemsize,
        };
        const expected = new Uint8Array(to.size).fill(0xee);
        const target = new Uint8Array(to.size + box.shift).fill(0xee).subarray(box.shift);
        naiveCopy({ ...copy, target: expected });
        copyBox({ ...copy, target });
        expect(Buffer.compare(target, expected)).toBe(0);
      }),
      { seed: 1, numRuns: 1500 },
    );
  });

  test("strides of 0 repeat, negative ones reverse", () => {
    const source = Uint8Array.of(1, 2, 3, 4);
    const target = new Uint8Array(8);
    const copy = { source, target, targetOffset: 0, targetStrides: [4, 1], shape: [2, 4], itemsize: 1 };
    copyBox({ ...copy, sourceOffset: 3, sourceStrides: [0, -1] });
    expect([...target]).toEqual([4, 3, 2, 1, 4, 3, 2, 1]);
  });

  test("keeps the bits of every NaN", () => {
    const source = new Uint8Array(16 * 8).fill(0xff);
    for (let item = 0; item < 16; item += 1) source[item * 8] = item;
    source[6] = 0xf0;
    const target = new Uint8Array(8 * 8);
    copyBox({
      source,
      sourceOffset: 0,
      sourceStrides: [16],
      target,
      targetOffset: 0,
      targetStrides: [8],
      shape: [8],
      itemsize: 8,
    });
    for (let item = 0; item < 8; item += 1) {
      expect([...target.subarray(item * 8, item * 8 + 8)]).toEqual([...source.subarray(item * 16, item * 16 + 8)]);
    }
  });

  test.each([
    ["source too short", { sourceOffset: 5 }],
    ["source before its start", { sourceOffset: -1 }],
    ["target too short", { targetOffset: 1 }],
    ["reversed beyond the start", { sourceOffset: 2, sourceStrides: [-4, -1] }],
    ["stride too large", { sourceStrides: [Number.MAX_SAFE_INTEGER, 1] }],
    ["offset that is no number", { sourceOffset: Number.NaN }],
    ["extent that is no count", { shape: [1.5, 2] }],
    ["negative extent", { shape: [-1, 2] }],
    ["item size that is none", { itemsize: -1 }],
  ])("%s: refused before a byte is copied", (_, change) => {
    const target = new Uint8Array(8);
    const copy = {
      source: new Uint8Array(12).fill(1),
      sourceOffset: 0,
      sourceStrides: [4, 1],
      target,
      targetOffset: 0,
      targetStrides: [4, 1],
      shape: [2, 4],
      itemsize: 1,
      ...change,
    };
    expect(codeOf(() => copyBox(copy))).toBe("source.short_read");
    expect(target.every((byte) => byte === 0)).toBe(true);
  });

  test("an empty box may point anywhere", () => {
    const empty = new Uint8Array(0);
    const strides = [8, 8];
    copyBox({
      source: empty,
      sourceOffset: 99,
      sourceStrides: strides,
      target: empty,
      targetOffset: 99,
      targetStrides: strides,
      shape: [0, 5],
      itemsize: 8,
    });
  });
});

function codeOf(action: () => unknown): string | undefined {
  try {
    action();
  } catch (error) {
    if (isCatervaError(error)) return error.code;
    throw error;
  }
  return undefined;
}
