import {
  applySelection,
  cellNumber,
  combinations,
  copyBox,
  cStrides,
  cutAxis,
  parseDType,
  product,
  type Selection,
  selectionShape,
  stepOf,
} from "@caterva2/ndarray";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { geometryOf } from "./geometry.ts";
import { boxOf, cutChunk } from "./plan.ts";
import { fullStrides } from "./read-selection.ts";

const axis = fc
  .record({
    extent: fc.integer({ min: 1, max: 12 }),
    chunk: fc.integer({ min: 1, max: 13 }),
    block: fc.integer({ min: 1, max: 13 }),
  })
  .chain(({ extent, chunk, block }) =>
    fc
      .oneof(
        fc.record({ kind: fc.constant("index" as const), index: fc.nat(extent - 1) }),
        fc
          .record({
            start: fc.nat(extent - 1),
            step: fc.integer({ min: 1, max: 5 }),
            part: fc.double({ min: 0, max: 1, noNaN: true }),
          })
          .map(({ start, step, part }) => ({
            kind: "range" as const,
            start,
            step,
            count: Math.floor(part * Math.ceil((extent - start) / step)),
          })),
      )
      .map((selection) => ({ extent, chunk, block: Math.min(block, chunk), selection })),
  );

describe("the plan of a selection", () => {
  test("the boxes of all chunks take every selected item once, from where it lies", () => {
    fc.assert(
      fc.property(fc.array(axis, { maxLength: 4 }), (axes) => {
        const shape = axes.map((entry) => entry.extent);
        const selection: Selection = axes.map((entry) => entry.selection);
        const chunks = axes.map((entry) => entry.chunk);
        const geometry = geometryOf({ shape, chunks, blocks: axes.map((entry) => entry.block) }, 2);
        const dtype = parseDType("<u2");
        const data = new Uint8Array(Uint16Array.from({ length: product(shape) }, (_, index) => index + 1).buffer);
        const target = new Uint8Array(2 * product(selectionShape(selection)));
        const targetStrides = fullStrides(selection, 2);
        const steps = selection.map(stepOf);
        const parts = combinations(selection.map((entry, index) => cutAxis(entry, chunks[index] ?? 1)));
        const seen: number[] = [];
        for (let index = 0; index < parts.count; index += 1) {
          const runs = parts.at(index);
          const nchunk = cellNumber(runs, geometry.chunkSteps);
          seen.push(nchunk);
          const cells = cutChunk(geometry, runs, steps);
          const boxes = Array.from({ length: cells.count }, (_, rank) =>
            boxOf(geometry, cells.at(rank), targetStrides),
          );
          expect(boxes.map((box) => box.block)).toEqual(
            [...new Set(boxes.map((box) => box.block))].sort((a, b) => a - b),
          );
          for (const box of boxes) {
            const source = blockOf(data, geometry, nchunk, box.block);
            const sourceStrides = steps.map((step, at) => step * (geometry.itemStrides[at] ?? 0));
            copyBox({ ...box, source, sourceStrides, target, targetStrides, itemsize: 2 });
          }
        }
        expect(seen).toEqual([...new Set(seen)]);
        expect(target).toEqual(applySelection({ dtype, shape, data }, selection).data);
      }),
      { seed: 21, numRuns: 400 },
    );
  });

  test("a step beyond the chunk passes over chunks", () => {
    const cut = cutAxis({ kind: "range", start: 3, step: 25, count: 4 }, 10);
    expect(Array.from({ length: cut.count }, (_, index) => cut.run(index))).toEqual([
      { cell: 0, start: 3, count: 1, first: 0 },
      { cell: 2, start: 8, count: 1, first: 1 },
      { cell: 5, start: 3, count: 1, first: 2 },
      { cell: 7, start: 8, count: 1, first: 3 },
    ]);
  });
});

/** One block of an array, cut out of it item by item; the padding is 0xffff. */
function blockOf(data: Uint8Array, geometry: ReturnType<typeof geometryOf>, nchunk: number, block: number): Uint8Array {
  const { shape, chunks, blocks, chunkSteps, blockSteps } = geometry;
  const strides = cStrides(shape, 1);
  const items = new Uint16Array(data.buffer);
  const result = new Uint16Array(product(blocks)).fill(0xffff);
  let chunkRest = nchunk;
  let blockRest = block;
  const origin = shape.map((_, axis) => {
    const chunkCell = Math.floor(chunkRest / (chunkSteps[axis] ?? 1));
    const blockCell = Math.floor(blockRest / (blockSteps[axis] ?? 1));
    chunkRest %= chunkSteps[axis] ?? 1;
    blockRest %= blockSteps[axis] ?? 1;
    return { chunkStart: chunkCell * (chunks[axis] ?? 1), blockStart: blockCell * (blocks[axis] ?? 1) };
  });
  for (let item = 0; item < result.length; item += 1) {
    let rest = item;
    let at = 0;
    let inside = true;
    for (let axis = shape.length - 1; axis >= 0; axis -= 1) {
      const extent = blocks[axis] ?? 1;
      const within = (origin[axis]?.blockStart ?? 0) + (rest % extent);
      rest = Math.floor(rest / extent);
      const position = (origin[axis]?.chunkStart ?? 0) + within;
      inside &&= within < (chunks[axis] ?? 0) && position < (shape[axis] ?? 0);
      at += position * (strides[axis] ?? 0);
    }
    if (inside) result[item] = items[at] ?? 0;
  }
  return new Uint8Array(result.buffer);
}
