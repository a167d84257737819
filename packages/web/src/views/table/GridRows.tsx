// biome-ignore-all lint/a11y/useSemanticElements: a windowed grid by the ARIA practices; a <table> would need all of its rows.
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid holds the focus and names its active cell.
import { memo } from "react";
import { formatCount } from "../../ui/format.ts";
import type { Cell, CellBlock } from "./blocks.ts";
import type { GridColumn } from "./columns.ts";
import { WAY_MARKS } from "./row-choice.ts";
import { HEAD, ROW, SIDE } from "./use-grid-scroll.ts";

interface GridRowsProps {
  readonly id: string;
  readonly seen: CellBlock;
  readonly columnOf: (index: number) => GridColumn;
  readonly edges: (column: number) => number;
  readonly cursor: Cell;
  readonly range: CellBlock;
  readonly textAt: (row: number, column: number) => string | undefined;
  /** Number in the array of a row in sight; undefined while it is on its way. */
  readonly numberOf: (row: number) => number | undefined;
  readonly onSort: (field: string, more: boolean) => void;
  readonly offset: number;
}

/** The heads and the cells in sight, in a layer that stays where the grid is. */
export const GridRows = memo(function GridRows(props: GridRowsProps) {
  const { seen, offset, numberOf } = props;
  const columns = Array.from({ length: seen.columns }, (_, index) => seen.column + index);
  const rows = Array.from({ length: seen.rows }, (_, index) => seen.row + index);
  return (
    <>
      <div className="grid-head" role="row" aria-rowindex={1} style={{ height: HEAD }}>
        <div className="grid-corner" role="columnheader" aria-colindex={1} style={{ width: SIDE }}>
          <span className="sr-only">Row</span>
        </div>
        {columns.map((column) => (
          <GridHead key={column} {...props} column={column} />
        ))}
      </div>
      <div className="grid-layer" role="none" style={{ top: HEAD }}>
        {rows.map((row, index) => (
          <div
            key={row}
            role="row"
            aria-rowindex={row + 2}
            className={row % 2 === 1 ? "grid-row odd" : "grid-row"}
            style={{ transform: `translateY(${offset + index * ROW}px)`, height: ROW }}
          >
            <div role="rowheader" aria-colindex={1} className="grid-side" style={{ width: SIDE }}>
              {formatNumber(numberOf(row))}
            </div>
            {columns.map((column) => (
              <GridCell key={column} {...props} row={row} column={column} />
            ))}
          </div>
        ))}
      </div>
    </>
  );
});

/** A head; one by which rows can be sorted is a button. */
function GridHead({ columnOf, edges, column, onSort }: GridRowsProps & { readonly column: number }) {
  const { head, width, end, named, way, rank } = columnOf(column);
  const text = named || !/^\d+$/.test(head) ? head : formatCount(Number(head));
  return (
    <div
      role="columnheader"
      aria-colindex={column + 2}
      aria-sort={way}
      className={`grid-cell${end ? " end" : ""}${named ? " named" : ""}`}
      title={
        way === undefined
          ? head
          : `${head}: ${rank === undefined ? "" : `key ${rank} of the order; `}sort (s); with Shift: by this, too`
      }
      style={{ left: SIDE + edges(column), width }}
    >
      {way === undefined ? (
        text
      ) : (
        <button type="button" className="sort-head" onClick={(event) => onSort(head, event.shiftKey)}>
          {text}
          <span aria-hidden="true">
            {WAY_MARKS[way]}
            {rank}
          </span>
        </button>
      )}
    </div>
  );
}

function formatNumber(row: number | undefined): string {
  return row === undefined ? "" : formatCount(row);
}

function GridCell({
  id,
  columnOf,
  edges,
  cursor,
  range,
  textAt,
  row,
  column,
}: GridRowsProps & { readonly row: number; readonly column: number }) {
  const { width, end } = columnOf(column);
  const text = textAt(row, column);
  const selected =
    row >= range.row && row < range.row + range.rows && column >= range.column && column < range.column + range.columns;
  const active = row === cursor.row && column === cursor.column;
  return (
    <div
      id={`${id}-${row}-${column}`}
      role="gridcell"
      aria-colindex={column + 2}
      aria-selected={selected}
      data-row={row}
      data-column={column}
      className={`grid-cell${end ? " end" : ""}${selected ? " selected" : ""}${active ? " active" : ""}`}
      title={text !== undefined && text.length * 7.9 + 16 > width ? text : undefined}
      style={{ left: SIDE + edges(column), width }}
    >
      {text ?? <span className="cell-wait" />}
    </div>
  );
}
