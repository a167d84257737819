import { useCallback, useMemo, useRef } from "react";
import type { ArrayFacts } from "../../data/facts.ts";
import type { ViewProps } from "../../dataset/view-props.ts";
import { AxisRows } from "../../slices/AxisRows.tsx";
import { useAxes } from "../../slices/use-axes.ts";
import { formatShape } from "../../ui/format.ts";
import { columnWidth, type GridColumn, isRightAligned, tableAxes, tableLayout, WIDEST_ALONE } from "./columns.ts";
import { FilterBar } from "./FilterBar.tsx";
import { Grid } from "./Grid.tsx";
import { isSortable, nextSort, type RowChoice, wayOf } from "./row-choice.ts";
import { SortBar } from "./SortBar.tsx";
import { useFoundRows } from "./use-found-rows.ts";
import "./table.css";

const PLANE = [
  { name: "x", label: "Columns" },
  { name: "y", label: "Rows" },
] as const;
const NO_CHOICE: RowChoice = { filter: undefined, sort: undefined };
const NOT_SORTED = { way: undefined, rank: undefined };
const LIST = [{ name: "x", label: "Rows" }] as const;

/** The values themselves: any two axes, or the fields of a structured array. */
export default function TableView({ facts, state, update }: ViewProps<ArrayFacts>) {
  const axes = tableAxes(facts);
  const { at, act } = useAxes(facts, state, update, { axes });
  const whole = useMemo(() => tableLayout(facts, at), [facts, at]);
  const { filter, sort } = state;
  const isTable = facts.dtype.kind === "struct" && facts.shape.length === 1;
  const choice = useMemo<RowChoice>(() => (isTable ? { filter, sort } : NO_CHOICE), [isTable, filter, sort]);
  const found = useFoundRows(facts, choice);
  const chosen = choice.filter !== undefined || choice.sort !== undefined;
  const filtered = choice.filter !== undefined;
  const layout = useMemo(
    () => (filtered ? { ...whole, rows: found.count ?? 0 } : whole),
    [filtered, whole, found.count],
  );
  const filterField = useRef<HTMLInputElement>(null);
  const columnOf = useCallback(
    (index: number): GridColumn => {
      const field = layout.fields?.[index];
      const head = field?.name ?? (axes === 1 ? "value" : String(index));
      const dtype = field?.dtype ?? facts.dtype;
      const sortable = isTable && field !== undefined && isSortable(field.name, field.dtype);
      const { way, rank } = sortable ? wayOf(sort, field.name, facts.dtype) : NOT_SORTED;
      // Room for the mark of the order.
      const width = columnWidth(dtype, sortable ? `${head}   ` : head, layout.columns === 1 ? WIDEST_ALONE : undefined);
      return { head, width, end: isRightAligned(dtype), named: field !== undefined, way, rank };
    },
    [layout, axes, facts.dtype, isTable, sort],
  );
  return (
    <div className="table-view">
      {isTable ? (
        <FilterBar
          ref={filterField}
          filter={filter}
          rows={whole.rows}
          found={found}
          example={whole.fields?.find(({ dtype }) => isRightAligned(dtype))?.name}
          onFilter={(next) => update({ filter: next, row: undefined })}
        />
      ) : null}
      {whole.rows === 0 || whole.columns === 0 || facts.shape.includes(0) ? (
        <p className="no-rows">There are no items: the array is {formatShape(facts.shape)}.</p>
      ) : null}
      {choice.sort === undefined ? null : (
        <SortBar
          sort={choice.sort}
          fields={whole.fields ?? []}
          onKey={(field) => update({ sort: nextSort(sort, field, facts.dtype, true), row: undefined })}
          onClear={() => update({ sort: undefined, row: undefined })}
        />
      )}
      {filtered && !found.busy && found.count === 0 ? <p className="no-rows">No row is like that.</p> : null}
      <Grid
        choice={chosen ? choice : undefined}
        counted={!found.busy}
        filterField={isTable ? filterField : undefined}
        onSort={(field, more) => update({ sort: nextSort(sort, field, facts.dtype, more), row: undefined })}
        facts={facts}
        at={at}
        layout={layout}
        columnOf={columnOf}
        row={state.row}
        onRow={(row) => update({ row })}
      />
      <AxisRows facts={facts} at={at} screen={axes === 2 ? PLANE : LIST} act={act} busy={false} />
    </div>
  );
}
