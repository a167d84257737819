import { useCallback, useMemo } from "react";
import type { ArrayFacts } from "../../data/facts.ts";
import type { ViewProps } from "../../dataset/view-props.ts";
import { AxisRows } from "../../slices/AxisRows.tsx";
import { useAxes } from "../../slices/use-axes.ts";
import { columnWidth, type GridColumn, isRightAligned, tableAxes, tableLayout } from "./columns.ts";
import { Grid } from "./Grid.tsx";
import "./table.css";

const PLANE = [
  { name: "x", label: "Columns" },
  { name: "y", label: "Rows" },
] as const;
const LIST = [{ name: "x", label: "Rows" }] as const;

/** The values themselves: any two axes, or the fields of a structured array. */
export default function TableView({ facts, state, update }: ViewProps<ArrayFacts>) {
  const axes = tableAxes(facts);
  const { at, act } = useAxes(facts, state, { axes });
  const layout = useMemo(() => tableLayout(facts, at), [facts, at]);
  const columnOf = useCallback(
    (index: number): GridColumn => {
      const field = layout.fields?.[index];
      const head = field?.name ?? (axes === 1 ? "value" : String(index));
      const dtype = field?.dtype ?? facts.dtype;
      return { head, width: columnWidth(dtype, head), end: isRightAligned(dtype), named: field !== undefined };
    },
    [layout, axes, facts.dtype],
  );
  return (
    <div className="table-view">
      <Grid
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
