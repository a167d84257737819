import { type Ref, useState } from "react";
import { formatCount } from "../../ui/format.ts";
import type { Cell, CellBlock, CellSize } from "./blocks.ts";

interface GridToolbarProps {
  readonly ref: Ref<HTMLInputElement>;
  readonly layout: CellSize;
  readonly cursor: Cell;
  readonly range: CellBlock;
  readonly onRow: (row: number) => void;
  readonly onCopy: () => void;
}

export function GridToolbar({ ref, layout, cursor, range, onRow, onCopy }: GridToolbarProps) {
  const [draft, setDraft] = useState<string>();
  const commit = () => {
    const row = Number(draft?.replace(/\D/g, ""));
    if (draft !== undefined && /\d/.test(draft)) onRow(row);
    setDraft(undefined);
  };
  const cells = range.rows * range.columns;
  return (
    <div className="toolbar" role="toolbar" aria-label="Table">
      <label>
        Row
        <input
          ref={ref}
          className="row-field"
          inputMode="numeric"
          aria-label="Go to row"
          title="Go to row (g)"
          value={draft ?? formatCount(cursor.row)}
          onFocus={(event) => event.target.select()}
          onChange={(event) => setDraft(event.target.value)}
          onBlur={() => setDraft(undefined)}
          onKeyDown={(event) => {
            if (event.key === "Enter") commit();
            if (event.key === "Escape") setDraft(undefined);
          }}
        />
      </label>
      <span className="muted">of {formatCount(layout.rows)}</span>
      <span className="gap" />
      <span className="muted">
        {cells > 1 ? `${formatCount(range.rows)} × ${formatCount(range.columns)} selected` : ""}
      </span>
      <button
        type="button"
        className="button"
        title="Copy the selected cells as tab-separated text (Ctrl+C)"
        onClick={onCopy}
      >
        Copy cells
      </button>
    </div>
  );
}
