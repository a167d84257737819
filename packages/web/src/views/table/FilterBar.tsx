import { type RefObject, useEffect, useId, useState } from "react";
import { explain } from "../../ui/failures.ts";
import { formatCount } from "../../ui/format.ts";
import { cutAt } from "./row-choice.ts";
import type { FoundCount } from "./use-found-rows.ts";

interface FilterBarProps {
  readonly ref: RefObject<HTMLInputElement | null>;
  readonly filter: string | undefined;
  readonly rows: number;
  readonly found: FoundCount;
  /** A field for the example. */
  readonly example: string | undefined;
  readonly onFilter: (filter: string | undefined) => void;
}

/** One line for an expression over the fields; where it is wrong is marked at its letters. */
export function FilterBar({ ref, filter, rows, found, example, onFilter }: FilterBarProps) {
  const [draft, setDraft] = useState(filter ?? "");
  const id = useId();
  useEffect(() => setDraft(filter ?? ""), [filter]);
  const apply = (text: string) => {
    setDraft(text);
    onFilter(text.trim() === "" ? undefined : text.trim());
  };
  const { failure, busy, count } = found;
  const part = failure?.place && filter === draft ? cutAt(draft, failure.place) : undefined;
  return (
    <search className="filter-bar">
      <label htmlFor={id}>Filter</label>
      <input
        ref={ref}
        id={id}
        value={draft}
        spellCheck={false}
        autoComplete="off"
        autoCapitalize="off"
        placeholder={example === undefined ? "" : `${example} > 0`}
        title="Expression over the fields; Enter applies it (/)"
        aria-invalid={failure !== undefined && filter !== undefined}
        aria-describedby={`${id}-words`}
        onChange={(event) => setDraft(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === "Enter") apply(draft);
          if (event.key === "Escape") apply("");
        }}
      />
      {filter === undefined ? null : (
        <button type="button" className="button" title="Show all rows (Esc)" onClick={() => apply("")}>
          Clear
        </button>
      )}
      <output id={`${id}-words`} className="muted">
        {busy ? "Looking…" : null}
        {!busy && filter !== undefined && count !== undefined
          ? `${formatCount(count)} of ${formatCount(rows)} rows`
          : null}
      </output>
      {failure ? (
        <p className="filter-failure" role="alert">
          {part ? (
            <code>
              {part.before}
              <mark>{part.wrong}</mark>
              {part.after}
            </code>
          ) : null}
          <span>{failure.place?.reason || failure.message || explain(failure).title}</span>
        </p>
      ) : null}
    </search>
  );
}
