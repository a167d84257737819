import type { Field } from "@caterva2/ndarray";
import { isSortable, keysOf, type SortWay, WAY_MARKS } from "./row-choice.ts";

interface SortBarProps {
  readonly sort: string;
  readonly fields: readonly Field[];
  /** One more click on a field, as on its head with Shift. */
  readonly onKey: (field: string) => void;
  readonly onClear: () => void;
}

/** The keys of the order, the first counts most: heads may be out of sight, and a finger knows no Shift. */
export function SortBar({ sort, fields, onKey, onClear }: SortBarProps) {
  const keys = keysOf(
    sort,
    fields.map(({ name }) => name),
  );
  const others = fields.filter(({ name, dtype }) => isSortable(name, dtype) && !keys.some((key) => key.field === name));
  return (
    <div className="sort-bar">
      <span id="sort-keys">Sorted by</span>
      <ol aria-labelledby="sort-keys">
        {keys.map(({ field, descending }) => {
          const way: SortWay = descending ? "descending" : "ascending";
          return (
            <li key={field}>
              <button
                type="button"
                className="button"
                aria-label={`${field}, ${way}`}
                title={descending ? "No longer by this" : "The other way round"}
                onClick={() => onKey(field)}
              >
                {field}
                <span aria-hidden="true">{WAY_MARKS[way]}</span>
              </button>
            </li>
          );
        })}
      </ol>
      {others.length > 0 ? (
        <select aria-label="Sort by another field, too" value="" onChange={(event) => onKey(event.target.value)}>
          <option value="" disabled>
            then by
          </option>
          {others.map(({ name }) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </select>
      ) : null}
      <button type="button" className="button" onClick={onClear}>
        Own order
      </button>
    </div>
  );
}
