import { formatBytes } from "../ui/format.ts";
import { Icon } from "../ui/Icon.tsx";
import { entryIcon } from "./entry-icon.ts";
import type { TreeRow } from "./tree-model.ts";

interface TreeLineProps {
  readonly id: string;
  readonly row: TreeRow;
  readonly top: number;
  readonly active: boolean;
  readonly selected: boolean;
  readonly onOpen: () => void;
  readonly onToggle: () => void;
}

/** One row of the tree. The tree itself holds the focus and the keys. */
export function TreeLine({ id, row, top, active, selected, onOpen, onToggle }: TreeLineProps) {
  const position = { top, paddingInlineStart: 8 + (row.level - 1) * 14 };
  const problem = row.type === "entry" && row.entry.problem !== undefined;
  const className = `tree-row${problem ? " problem" : ""}${active ? " active" : ""}${selected ? " selected" : ""}`;
  if (row.type === "note") {
    return (
      <div
        id={id}
        role="treeitem"
        aria-level={row.level}
        className={`${className} tree-note ${row.note}`}
        style={position}
        tabIndex={-1}
      >
        <span className="tree-fold" />
        <span className="tree-name">{row.message}</span>
        {row.note === "failed" ? (
          <button type="button" className="tree-retry" tabIndex={-1} onClick={onOpen}>
            Retry
          </button>
        ) : null}
      </div>
    );
  }
  const { icon, word } = entryIcon(row.entry, row.expanded);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the tree handles Enter for its active row.
    <div
      id={id}
      role="treeitem"
      tabIndex={-1}
      aria-level={row.level}
      aria-posinset={row.position}
      aria-setsize={row.siblings}
      aria-expanded={row.expanded}
      aria-selected={selected}
      className={className}
      style={position}
      title={row.entry.problem ?? row.entry.text ?? row.entry.name}
      onClick={onOpen}
    >
      {row.expanded === undefined ? (
        <span className="tree-fold" />
      ) : (
        <button
          type="button"
          className={row.expanded ? "tree-fold open" : "tree-fold"}
          tabIndex={-1}
          aria-hidden="true"
          onClick={(event) => {
            event.stopPropagation();
            onToggle();
          }}
        >
          <Icon name="chevron" />
        </button>
      )}
      <Icon name={icon} />
      <span className="tree-name">{row.entry.name}</span>
      <span className="sr-only">, {word}</span>
      {row.entry.size === null ? null : <span className="tree-size">{formatBytes(row.entry.size)}</span>}
    </div>
  );
}
