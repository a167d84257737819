import fc from "fast-check";
import { expect, it } from "vitest";
import { blocksFor, movedCell, rangeOf, tsvOf, withNeighbours } from "./blocks.ts";

it("covers a window with blocks of the grid that stay within the table", () => {
  const nat = fc.nat(5000);
  fc.assert(
    fc.property(nat, nat, fc.nat(60), fc.nat(20), (row, column, rows, columns) => {
      const table = { rows: 5100, columns: 5050 };
      const window = { row, column, rows, columns };
      const blocks = blocksFor(window, { rows: 128, columns: 64 }, table);
      for (const block of blocks) {
        expect(block.row % 128).toBe(0);
        expect(block.column % 64).toBe(0);
        expect(block.row + block.rows).toBeLessThanOrEqual(table.rows);
      }
      const holds = (r: number, c: number) =>
        blocks.some((b) => r >= b.row && r < b.row + b.rows && c >= b.column && c < b.column + b.columns);
      if (rows > 0 && columns > 0) {
        expect(holds(row, column)).toBe(true);
        expect(holds(Math.min(row + rows, table.rows) - 1, Math.min(column + columns, table.columns) - 1)).toBe(true);
      }
      expect(blocks.length).toBeLessThanOrEqual(4);
    }),
  );
});

it("reads one screen more on both sides", () => {
  const table = { rows: 1000, columns: 4 };
  expect(withNeighbours({ row: 100, column: 0, rows: 20, columns: 4 }, table)).toMatchObject({ row: 80, rows: 60 });
  expect(withNeighbours({ row: 0, column: 0, rows: 20, columns: 4 }, table)).toMatchObject({ row: 0, rows: 60 });
  expect(withNeighbours({ row: 980, column: 0, rows: 20, columns: 4 }, table)).toMatchObject({ row: 960, rows: 40 });
});

it("moves the cell by the keys of a grid and never out of it", () => {
  const table = { rows: 100, columns: 5 };
  const at = { row: 50, column: 2 };
  expect(movedCell(at, "ArrowDown", false, 20, table)).toEqual({ row: 51, column: 2 });
  expect(movedCell(at, "PageUp", false, 60, table)).toEqual({ row: 0, column: 2 });
  expect(movedCell(at, "End", true, 20, table)).toEqual({ row: 99, column: 4 });
  expect(movedCell(at, "Home", false, 20, table)).toEqual({ row: 50, column: 0 });
  expect(movedCell(at, "constructor", false, 20, table)).toBeUndefined();
});

it("copies a range as tab-separated text that pastes as one cell each", () => {
  const range = rangeOf({ row: 3, column: 2 }, { row: 2, column: 1 });
  expect(range).toEqual({ row: 2, column: 1, rows: 2, columns: 2 });
  expect(tsvOf(range, (row, column) => `${row}\t${column}`)).toBe("2 1\t2 2\n3 1\t3 2");
});
