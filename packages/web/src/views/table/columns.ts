import { type DType, type Element, elementReader, type Field, formatElement, type NDArray } from "@caterva2/ndarray";
import type { ArrayFacts } from "../../data/facts.ts";
import { axisOf } from "../../state/axes.ts";
import type { AxisTerm } from "../../state/place.ts";
import type { SortWay } from "./row-choice.ts";

/** How a slice of an array is laid out as rows and columns. */
export interface TableLayout {
  readonly rows: number;
  readonly columns: number;
  /** Fields of a structured array, which are its columns; else columns are positions of the x axis. */
  readonly fields: readonly Field[] | undefined;
}

export interface GridColumn {
  readonly head: string;
  readonly width: number;
  /** Text at the end of the cell, as numbers are. */
  readonly end: boolean;
  /** A field has a name; other columns are counted. */
  readonly named: boolean;
  /** As which key rows are sorted by it, where there are several. */
  readonly rank?: number | undefined;
  /** How rows are sorted by it; undefined where they cannot be. */
  readonly way?: SortWay | undefined;
}

/** A structured array has its fields as columns and one axis as rows; others show one or two axes. */
export function tableLayout(facts: ArrayFacts, at: readonly AxisTerm[]): TableLayout {
  const rows = facts.shape[axisOf(at, tableAxes(facts) === 2 ? "y" : "x")] ?? 1;
  if (facts.dtype.kind === "struct") return { rows, columns: facts.dtype.fields.length, fields: facts.dtype.fields };
  return { rows, columns: tableAxes(facts) === 2 ? (facts.shape[axisOf(at, "x")] ?? 1) : 1, fields: undefined };
}

/** Axes that the table shows: rows alone for structured and 1-D arrays, else rows and columns. */
export function tableAxes(facts: ArrayFacts): 1 | 2 {
  return facts.dtype.kind === "struct" || facts.shape.length === 1 ? 1 : 2;
}

/** Text of the cells of a block that was read; `column` counts from the block's first one. */
export function cellReader(block: NDArray, layout: TableLayout): (row: number, column: number) => string {
  const { dtype, data } = block;
  const read = elementReader(dtype);
  const { fields } = layout;
  if (fields === undefined) {
    const width = block.shape[1] ?? 1;
    return (row, column) => formatElement(read(data, row * width + column), dtype);
  }
  return (row, column) => {
    const field = fields[column];
    const item = read(data, row);
    return field === undefined || !isRecord(item) ? "" : formatElement(item[field.name] ?? "", field.dtype);
  };
}

/** The row numbers that a block holds in a field. */
export function numberReader({ dtype, data }: NDArray, field: string): (row: number) => number {
  const read = elementReader(dtype);
  return (row) => {
    const item = read(data, row);
    return isRecord(item) ? Number(item[field]) : Number.NaN;
  };
}

function isRecord(item: Element): item is { readonly [field: string]: Element } {
  return typeof item === "object" && !Array.isArray(item) && !(item instanceof Uint8Array);
}

/** True if the numbers of a column read best with their ends in line. */
export function isRightAligned(dtype: DType): boolean {
  return ["int", "uint", "float", "complex", "bool"].includes(dtype.kind);
}

/** Width of a column in px, from the longest text that its dtype can have and its head. */
export function columnWidth(dtype: DType, head: string, widest = WIDEST): number {
  const letters = Math.max(textLength(dtype), head.length + 1);
  return Math.round(Math.min(widest, Math.max(64, letters * LETTER + 2 * PADDING)));
}

/** Widest column among others, and widest one alone, in px. */
const WIDEST = 360;
export const WIDEST_ALONE = 960;

/** A letter of the monospace face at 13 px, and the space beside a cell's text, in px. */
const LETTER = 7.9;
const PADDING = 8;

function textLength(dtype: DType): number {
  switch (dtype.kind) {
    case "bool":
      return 5;
    case "int":
    case "uint":
      return [0, 4, 6, 0, 11, 0, 0, 0, 20][dtype.itemsize] ?? 20;
    case "float":
      return dtype.itemsize <= 2 ? 8 : dtype.itemsize <= 4 ? 12 : 18;
    case "complex":
      return dtype.itemsize <= 8 ? 24 : 36;
    case "datetime":
    case "timedelta":
      return 23;
    case "str":
      return dtype.itemsize / 4;
    case "bytes":
    case "void":
      // A byte that is no letter takes four.
      return Math.max(dtype.itemsize, Math.min(24, 4 * dtype.itemsize));
    default:
      return 32;
  }
}
