// biome-ignore-all lint/a11y/useSemanticElements: a windowed grid by the ARIA practices; a <table> would need all of its rows.
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid holds the focus and names its active cell.
import {
  type KeyboardEvent,
  type PointerEvent,
  type RefObject,
  useCallback,
  useEffect,
  useId,
  useMemo,
  useRef,
  useState,
} from "react";
import { useApp } from "../../app/context.ts";
import type { ArrayFacts } from "../../data/facts.ts";
import type { AxisTerm } from "../../state/place.ts";
import { formatCount } from "../../ui/format.ts";
import { FailurePane } from "../../ui/Status.tsx";
import { blocksFor, type Cell, type CellBlock, movedCell, rangeOf, tsvOf, withNeighbours } from "./blocks.ts";
import type { GridColumn, TableLayout } from "./columns.ts";
import { GridRows } from "./GridRows.tsx";
import { GridToolbar } from "./GridToolbar.tsx";
import type { RowChoice } from "./row-choice.ts";
import { useBlocks } from "./use-blocks.ts";
import { HEAD, useGridScroll } from "./use-grid-scroll.ts";

interface GridProps {
  readonly facts: ArrayFacts;
  readonly at: readonly AxisTerm[];
  readonly layout: TableLayout;
  readonly columnOf: (index: number) => GridColumn;
  readonly row: number | undefined;
  readonly onRow: (row: number | undefined) => void;
  /** Which rows, if not all of them in their order. */
  readonly choice: RowChoice | undefined;
  /** Whether it is known how many rows there are. */
  readonly counted: boolean;
  /** `more`: by that field, too. */
  readonly onSort: (field: string, more: boolean) => void;
  readonly filterField: RefObject<HTMLInputElement | null> | undefined;
}

const BLOCK = { rows: 128, columns: 64 };
/** Most cells that are copied at once: more does not fit a clipboard. */
const MAX_COPY = 200_000;

/** A grid of any number of rows, of which only those in sight exist. */
export function Grid(props: GridProps) {
  const { facts, at, layout, columnOf, row, onRow, choice, counted, onSort, filterField } = props;
  const { announce } = useApp();
  const id = useId();
  const edges = useMemo(() => columnEdges(layout, columnOf), [layout, columnOf]);
  const scroll = useGridScroll(layout, edges);
  const [cursor, setCursor] = useState<Cell>({ row: Math.min(row ?? 0, Math.max(0, layout.rows - 1)), column: 0 });
  const [anchor, setAnchor] = useState<Cell>(cursor);
  const toRow = useRef<HTMLInputElement>(null);
  const seen: CellBlock = { ...scroll.rows, ...scroll.columns };
  const blocks = useBlocks(facts, at, layout, blocksFor(withNeighbours(seen, layout), BLOCK, layout), choice);
  const range = rangeOf(anchor, cursor);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a link's row is shown once, when the table is measured.
  useEffect(() => {
    if (row !== undefined && scroll.measured) scroll.showRow(row, "start");
  }, [scroll.measured]);

  // Other rows, or another order: from the first one on, in the same column.
  const shown = useRef(choice);
  useEffect(() => {
    if (shown.current === choice) return;
    shown.current = choice;
    setCursor(({ column }) => ({ row: 0, column }));
    setAnchor(({ column }) => ({ row: 0, column }));
    scroll.showRow(0, "start");
  }, [choice, scroll]);

  const goTo = (next: Cell, select: boolean) => {
    setCursor(next);
    if (!select) setAnchor(next);
    scroll.showCell(next);
  };
  const goToRow = (next: number) => {
    const target = { row: Math.max(0, Math.min(next, layout.rows - 1)), column: cursor.column };
    setCursor(target);
    setAnchor(target);
    scroll.showRow(target.row, "start");
    onRow(target.row);
    scroll.box.current?.focus();
  };
  const copy = async () => {
    if (range.rows * range.columns > MAX_COPY) {
      announce(`Too many cells to copy: ${formatCount(range.rows * range.columns)}.`);
      return;
    }
    try {
      const text = await blocks.read(range, new AbortController().signal);
      await navigator.clipboard.writeText(tsvOf({ ...range, row: 0, column: 0 }, text));
      announce(`Copied ${formatCount(range.rows * range.columns)} cells.`);
    } catch {
      announce("The cells could not be copied.");
    }
  };
  // The rows in sight are drawn anew only if they change.
  const sortBy = useRef(onSort);
  sortBy.current = onSort;
  const onHead = useCallback((field: string, more: boolean) => sortBy.current(field, more), []);
  const head = columnOf(cursor.column);
  const onKey = (event: KeyboardEvent) => {
    const ctrl = event.ctrlKey || event.metaKey;
    if (ctrl && event.key === "c") void copy();
    else if (event.key === "g" && !ctrl) toRow.current?.focus();
    else if (event.key === "/" && filterField !== undefined) filterField.current?.focus();
    else if (event.key.toLowerCase() === "s" && !ctrl && head.way !== undefined)
      sortBy.current(head.head, event.shiftKey);
    else {
      const next = movedCell(cursor, event.key, ctrl, Math.max(1, seen.rows - 2), layout);
      if (next === undefined) return;
      goTo(next, event.shiftKey);
    }
    event.preventDefault();
    event.stopPropagation();
  };
  const cellAt = (event: PointerEvent): Cell | undefined => {
    const data =
      event.target instanceof HTMLElement ? event.target.closest<HTMLElement>("[data-row]")?.dataset : undefined;
    return data === undefined ? undefined : { row: Number(data.row), column: Number(data.column) };
  };

  return (
    <>
      <GridToolbar ref={toRow} layout={layout} cursor={cursor} range={range} onRow={goToRow} onCopy={copy} />
      {blocks.failure ? <FailurePane failure={blocks.failure} onRetry={blocks.retry} /> : null}
      <div
        ref={scroll.box}
        className="grid"
        role="grid"
        tabIndex={0}
        aria-label="Values"
        aria-rowcount={counted ? layout.rows + 1 : -1}
        aria-colcount={layout.columns + 1}
        aria-multiselectable="true"
        aria-activedescendant={`${id}-${cursor.row}-${cursor.column}`}
        onKeyDown={onKey}
        onPointerDown={(event) => {
          const cell = cellAt(event);
          if (cell) goTo(cell, event.shiftKey);
        }}
        onPointerMove={(event) => {
          const cell = event.buttons === 1 && event.pointerType === "mouse" ? cellAt(event) : undefined;
          if (cell && (cell.row !== cursor.row || cell.column !== cursor.column)) setCursor(cell);
        }}
      >
        <div className="grid-space" role="none" style={{ height: scroll.height + HEAD, width: scroll.width }}>
          <GridRows
            id={id}
            seen={seen}
            columnOf={columnOf}
            edges={edges}
            cursor={cursor}
            range={range}
            textAt={blocks.textAt}
            numberOf={blocks.numberOf}
            onSort={onHead}
            offset={scroll.offset}
          />
        </div>
      </div>
    </>
  );
}

/** Left edges of the columns in px, and the right edge of the last one. Counted columns are all as wide as the first. */
function columnEdges(layout: TableLayout, columnOf: (index: number) => GridColumn): (index: number) => number {
  if (layout.fields === undefined) {
    const { width } = columnOf(layout.columns - 1);
    return (index) => index * width;
  }
  const edges = [0];
  for (let index = 0; index < layout.columns; index += 1) edges.push((edges[index] ?? 0) + columnOf(index).width);
  return (index) => edges[Math.min(index, layout.columns)] ?? 0;
}
