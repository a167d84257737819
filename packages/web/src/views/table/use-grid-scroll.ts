import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";
import { rowWindow, scrollScale } from "../../state/windowing.ts";
import type { Cell, CellSize } from "./blocks.ts";

export const ROW = 26;
/** Height of the column heads and width of the row heads, in px. */
export const HEAD = 30;
export const SIDE = 96;

export interface GridScroll {
  readonly box: RefObject<HTMLDivElement | null>;
  readonly rows: { readonly row: number; readonly rows: number };
  readonly columns: { readonly column: number; readonly columns: number };
  /** Where the first row stands below the heads, in px; negative when it is cut. */
  readonly offset: number;
  readonly height: number;
  readonly width: number;
  readonly measured: boolean;
  showCell(cell: Cell): void;
  showRow(row: number, where: "start" | "near"): void;
}

/**
 * Scrolling over rows that may be more than a browser can lay out. Then the bar is a map of the rows:
 * dragging it jumps, but the wheel and the keys move by exact rows.
 */
export function useGridScroll(
  { rows: count, columns: columnCount }: CellSize,
  edges: (column: number) => number,
): GridScroll {
  const box = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState({ width: 0, height: 0 });
  const [left, setLeft] = useState(0);
  const [top, setTop] = useState(0);
  const view = Math.max(ROW, size.height - HEAD);
  const scale = scrollScale(count, ROW, view);
  const latest = useRef({ scale, top });
  latest.current = { scale, top };
  /** The scroll position that we set ourselves: its event must not round the row. */
  const own = useRef(-1);

  const scrollTo = useCallback((next: number) => {
    const { scale: now } = latest.current;
    const clamped = Math.max(0, Math.min(next, now.maxTop));
    setTop(clamped);
    latest.current.top = clamped;
    if (box.current === null) return;
    box.current.scrollTop = now.scrollOf(clamped);
    own.current = box.current.scrollTop;
  }, []);

  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return;
    const measure = () => setSize({ width: element.clientWidth, height: element.clientHeight });
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    const onScroll = () => {
      setLeft(element.scrollLeft);
      if (Math.abs(element.scrollTop - own.current) < 1) return;
      own.current = -1;
      setTop(latest.current.scale.topOf(element.scrollTop));
    };
    element.addEventListener("scroll", onScroll, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener("scroll", onScroll);
    };
  }, []);

  useEffect(() => {
    const element = box.current;
    if (element === null || !scale.scaled) return;
    const onWheel = (event: WheelEvent) => {
      if (event.ctrlKey || event.deltaY === 0 || event.shiftKey) return;
      event.preventDefault();
      const unit =
        event.deltaMode === WheelEvent.DOM_DELTA_LINE
          ? 3
          : event.deltaMode === WheelEvent.DOM_DELTA_PAGE
            ? view / ROW
            : 1 / ROW;
      scrollTo(latest.current.top + event.deltaY * unit);
    };
    element.addEventListener("wheel", onWheel, { passive: false });
    return () => element.removeEventListener("wheel", onWheel);
  }, [scale.scaled, view, scrollTo]);

  const shown = rowWindow(Math.min(top, scale.maxTop), view, ROW, count, 0);
  const columns = columnWindow(left, Math.max(0, size.width - SIDE), columnCount, edges);
  const showRow = (row: number, where: "start" | "near") => {
    const page = Math.floor(view / ROW);
    const now = latest.current.top;
    if (where === "start") scrollTo(row);
    else if (row < now) scrollTo(row);
    else if (row > now + page - 1) scrollTo(row - page + 1);
  };
  return {
    box,
    rows: { row: shown.first, rows: shown.last - shown.first },
    columns,
    offset: shown.offset,
    height: scale.height,
    width: SIDE + edges(columnCount),
    measured: size.height > 0,
    showRow,
    showCell(cell) {
      showRow(cell.row, "near");
      const element = box.current;
      if (element === null) return;
      const start = edges(cell.column);
      const end = edges(cell.column + 1);
      if (start < element.scrollLeft) element.scrollLeft = start;
      else if (end > element.scrollLeft + size.width - SIDE) element.scrollLeft = end - size.width + SIDE;
    },
  };
}

/** Columns that lie in `width` px from `left` on. `edges` ascends. */
function columnWindow(
  left: number,
  width: number,
  count: number,
  edges: (column: number) => number,
): GridScroll["columns"] {
  const column = Math.max(0, firstEdgeBeyond(left, count, edges) - 1);
  return { column, columns: Math.max(0, firstEdgeBeyond(left + width, count, edges) - column) };
}

/** The first column whose left edge is beyond `x`; `count` if there is none. */
function firstEdgeBeyond(x: number, count: number, edges: (column: number) => number): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (edges(middle) > x) high = middle;
    else low = middle + 1;
  }
  return low;
}
