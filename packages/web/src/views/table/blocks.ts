/** A rectangle of cells: rows and columns from `row`, `column`. */
export interface CellBlock {
  readonly row: number;
  readonly column: number;
  readonly rows: number;
  readonly columns: number;
}

/**
 * Blocks on a fixed grid that cover a window of cells: scrolling back finds the same ones again.
 * @param size rows and columns of one block
 */
export function blocksFor(window: CellBlock, size: CellSize, table: CellSize): CellBlock[] {
  const blocks: CellBlock[] = [];
  for (
    let row = floorTo(window.row, size.rows);
    row < Math.min(window.row + window.rows, table.rows);
    row += size.rows
  ) {
    const from = floorTo(window.column, size.columns);
    for (let column = from; column < Math.min(window.column + window.columns, table.columns); column += size.columns) {
      const rows = Math.min(size.rows, table.rows - row);
      blocks.push({ row, column, rows, columns: Math.min(size.columns, table.columns - column) });
    }
  }
  return blocks;
}

export interface CellSize {
  readonly rows: number;
  readonly columns: number;
}

/** A window with one screen more above and below, within the table. */
export function withNeighbours(window: CellBlock, table: CellSize): CellBlock {
  const row = Math.max(0, window.row - window.rows);
  return { ...window, row, rows: Math.min(table.rows - row, window.rows * 3) };
}

function floorTo(value: number, step: number): number {
  return Math.floor(value / step) * step;
}

/** A position, and a range from where selecting began to where it is. */
export interface Cell {
  readonly row: number;
  readonly column: number;
}

export function rangeOf(anchor: Cell, cursor: Cell): CellBlock {
  const row = Math.min(anchor.row, cursor.row);
  const column = Math.min(anchor.column, cursor.column);
  return {
    row,
    column,
    rows: Math.abs(anchor.row - cursor.row) + 1,
    columns: Math.abs(anchor.column - cursor.column) + 1,
  };
}

/** Where a key takes the cell: arrows, pages, ends of rows and (with Ctrl) of the table. */
export function movedCell(cell: Cell, key: string, ctrl: boolean, page: number, table: CellSize): Cell | undefined {
  const last = { row: table.rows - 1, column: table.columns - 1 };
  const moves: Record<string, Cell> = {
    ArrowUp: { ...cell, row: ctrl ? 0 : cell.row - 1 },
    ArrowDown: { ...cell, row: ctrl ? last.row : cell.row + 1 },
    ArrowLeft: { ...cell, column: ctrl ? 0 : cell.column - 1 },
    ArrowRight: { ...cell, column: ctrl ? last.column : cell.column + 1 },
    PageUp: { ...cell, row: cell.row - page },
    PageDown: { ...cell, row: cell.row + page },
    Home: ctrl ? { row: 0, column: 0 } : { ...cell, column: 0 },
    End: ctrl ? last : { ...cell, column: last.column },
  };
  const moved = Object.hasOwn(moves, key) ? moves[key] : undefined;
  return moved && { row: clamp(moved.row, last.row), column: clamp(moved.column, last.column) };
}

function clamp(value: number, last: number): number {
  return Math.max(0, Math.min(value, last));
}

/** Tab-separated text of cells; tabs and line ends inside of a cell become blanks. */
export function tsvOf(range: CellBlock, text: (row: number, column: number) => string): string {
  const lines: string[] = [];
  for (let row = range.row; row < range.row + range.rows; row += 1) {
    const cells: string[] = [];
    for (let column = range.column; column < range.column + range.columns; column += 1) {
      cells.push(text(row, column).replace(/[\t\r\n]/g, " "));
    }
    lines.push(cells.join("\t"));
  }
  return lines.join("\n");
}
