import type { NDArray } from "@caterva2/ndarray";
import { useEffect, useState } from "react";
import { useApp } from "../../app/context.ts";
import type { ArrayFacts } from "../../data/facts.ts";
import { Failure } from "../../data/port.ts";
import { SliceCache } from "../../slices/slice-cache.ts";
import { selectionOf } from "../../state/axes.ts";
import type { AxisTerm } from "../../state/place.ts";
import type { CellBlock } from "./blocks.ts";
import { cellReader, numberReader, type TableLayout, tableAxes } from "./columns.ts";
import { queryOf, type RowChoice } from "./row-choice.ts";

const CACHE_BYTES = 32 * 2 ** 20;
const cache = new SliceCache<NDArray>(CACHE_BYTES, (block) => block.data.byteLength);

type CellText = (row: number, column: number) => string;

/** What a block holds; rows count from its first one. */
interface Cells {
  readonly text: CellText;
  readonly numberOf: (row: number) => number;
}

export interface Blocks {
  /** Text of a cell, or undefined while it is on its way. */
  readonly textAt: (row: number, column: number) => string | undefined;
  /** Number of a row in the array, or undefined while it is on its way. */
  readonly numberOf: (row: number) => number | undefined;
  readonly failure: Failure | undefined;
  readonly retry: () => void;
  /** Reads cells that may not be on screen. */
  readonly read: (block: CellBlock, signal: AbortSignal) => Promise<CellText>;
}

/** The cells of some blocks of a table, read as they are asked for. */
export function useBlocks(
  facts: ArrayFacts,
  at: readonly AxisTerm[],
  layout: TableLayout,
  wanted: readonly CellBlock[],
  choice: RowChoice | undefined,
): Blocks {
  const { data } = useApp();
  const [ready, setReady] = useState<ReadonlyMap<string, readonly [CellBlock, Cells]>>(new Map());
  const [failure, setFailure] = useState<Failure>();
  const [attempt, setAttempt] = useState(0);
  const table = `${facts.path} ${facts.mtime} ${at.map((term) => (typeof term === "object" ? ":" : term)).join()}`;
  const chosen = choice === undefined ? "" : JSON.stringify([choice.filter, choice.sort]);
  const prefix = `${table} ${chosen} `;
  const keyOf = (block: CellBlock) => `${prefix}${block.row} ${block.column} ${block.rows} ${block.columns}`;

  const readChosen = async (block: CellBlock, by: RowChoice, signal: AbortSignal): Promise<Cells> => {
    const query = queryOf(by, facts.dtype, block.row, block.row + block.rows);
    const load = async (shared: AbortSignal) => (await data.rows(facts.path, query, shared)).rows;
    const part = await cache.get(keyOf(block), load, signal);
    return { text: cellReader(part, layout), numberOf: numberReader(part, query.numbers) };
  };
  const readCells = async (block: CellBlock, signal: AbortSignal): Promise<Cells> => {
    if (choice !== undefined) return readChosen(block, choice, signal);
    const columns = { start: block.column, stop: block.column + block.columns, step: 1 };
    const rows = { start: block.row, stop: block.row + block.rows, step: 1 };
    const isPlane = tableAxes(facts) === 2;
    const selection = selectionOf(at, facts.shape, isPlane ? { y: rows, x: columns } : { x: rows });
    const load = (shared: AbortSignal) => data.read(facts.path, selection, shared);
    const part = await cache.get(keyOf(block), load, signal);
    const turned = isPlane && at.indexOf("x") < at.indexOf("y");
    const text = cellReader(part, layout);
    return { text: turned ? transposedReader(part, layout) : text, numberOf: (row) => block.row + row };
  };

  const wantedKey = wanted.map(keyOf).join("|");
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for the blocks.
  useEffect(() => {
    const abort = new AbortController();
    setFailure(undefined);
    const wantedKeys = new Set(wanted.map(keyOf));
    setReady((last) => new Map([...last].filter(([key]) => wantedKeys.has(key))));
    for (const block of wanted) {
      readCells(block, abort.signal).then(
        (cells) => abort.signal.aborted || setReady((last) => new Map(last).set(keyOf(block), [block, cells])),
        (error: unknown) => {
          if (!abort.signal.aborted) setFailure(error instanceof Failure ? error : undefined);
        },
      );
    }
    return () => abort.abort();
  }, [wantedKey, attempt]);

  // Another order or slice shows none of the cells of the one before, from its first frame on.
  const shown = [...ready].flatMap(([key, cells]) => (key.startsWith(prefix) ? [cells] : []));
  return {
    textAt(row, column) {
      for (const [block, { text }] of shown) {
        if (holdsRow(block, row) && column >= block.column && column < block.column + block.columns) {
          return text(row - block.row, column - block.column);
        }
      }
      return undefined;
    },
    numberOf(row) {
      if (choice === undefined) return row;
      for (const [block, { numberOf }] of shown) {
        if (holdsRow(block, row)) return numberOf(row - block.row);
      }
      return undefined;
    },
    failure,
    retry: () => setAttempt((count) => count + 1),
    read: async (block, signal) => (await readCells(block, signal)).text,
  };
}

function holdsRow(block: CellBlock, row: number): boolean {
  return row >= block.row && row < block.row + block.rows;
}

/** A block whose x axis comes before its y axis in the array. */
function transposedReader(part: NDArray, layout: TableLayout): CellText {
  const text = cellReader(part, layout);
  return (row, column) => text(column, row);
}
