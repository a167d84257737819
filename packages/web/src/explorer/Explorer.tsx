import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from "react";
import { useApp, usePlace } from "../app/context.ts";
import { useFacts } from "../pages/facts-context.ts";
import { opensLikeFolder } from "../state/containers.ts";
import { rowWindow } from "../state/windowing.ts";
import { useGlobalKeys, useScrollWindow } from "../ui/use-scroll-window.ts";
import { TreeLine } from "./TreeLine.tsx";
import { treeStep } from "./tree-keys.ts";
import { type TreeRow, treeRows, typeAhead } from "./tree-model.ts";
import { useSearch } from "./use-search.ts";
import { useTree } from "./use-tree.ts";
import "./explorer.css";

const ROW = 28;
const TYPE_PAUSE = 700;

/** The tree of roots and folders. Only the rows in sight are in the document. */
export function Explorer({ onOpen }: { readonly onOpen: () => void }) {
  const { places } = useApp();
  const { path } = usePlace();
  const facts = useFacts();
  const tree = useTree(path, facts.valueKey === path && facts.value?.kind === "group");
  const [filter, setFilter] = useState("");
  const [cursor, setCursor] = useState<string>();
  const searching = useSearch(tree, filter);
  const scroller = useRef<HTMLDivElement>(null);
  const field = useRef<HTMLInputElement>(null);
  const typed = useRef({ text: "", at: 0 });
  const id = useId();
  const view = useScrollWindow(scroller);
  const rows = useMemo(() => treeRows(tree.state, filter), [tree.state, filter]);
  const found = rows.findIndex((row) => row.type === "entry" && row.path === (cursor ?? path));
  const active = Math.max(0, found);
  const shown = rowWindow(view.top / ROW, view.height, ROW, rows.length, 6);
  const onScreen = active >= shown.first && active < shown.last;

  const reveal = (index: number) => {
    const box = scroller.current;
    if (box === null) return;
    if (index * ROW < box.scrollTop) box.scrollTop = index * ROW;
    else if ((index + 1) * ROW > box.scrollTop + box.clientHeight) box.scrollTop = (index + 1) * ROW - box.clientHeight;
  };
  const moveTo = (index: number) => {
    const row = rows[Math.max(0, Math.min(index, rows.length - 1))];
    if (row === undefined) return;
    setCursor(row.path);
    reveal(rows.indexOf(row));
  };
  const open = (row: TreeRow) => {
    if (row.type === "note") {
      if (row.note === "failed") tree.reload(row.path);
      return;
    }
    setCursor(row.path);
    places.go(row.path);
    if (opensLikeFolder(row.entry)) tree.expand(row.path);
    else onOpen();
  };
  const toggle = (row: TreeRow) => {
    if (row.type === "entry" && row.expanded !== undefined) (row.expanded ? tree.collapse : tree.expand)(row.path);
  };

  // The cursor follows the place; it is not touched when its own row comes into or out of the list.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the place alone resets it.
  useEffect(() => setCursor(undefined), [path]);
  const here = rows.findIndex((row) => row.type === "entry" && row.path === path);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the row of a newly opened path comes into sight once.
  useEffect(() => {
    if (here >= 0) reveal(here);
  }, [path, here >= 0]);

  useGlobalKeys((event) => {
    if (event.key !== "/") return;
    event.preventDefault();
    field.current?.focus();
  });

  const onKey = (event: KeyboardEvent) => {
    const row = rows[active];
    if (row === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    const step = treeStep(rows, active, event.key, Math.max(1, Math.floor(view.height / ROW) - 1));
    if (step !== undefined) {
      event.preventDefault();
      if (step.kind === "move") moveTo(step.index);
      else if (step.kind === "open") open(row);
      else toggle(row);
    } else if (event.key.length === 1 && /\S/.test(event.key) && !"/?".includes(event.key)) {
      const recent = event.timeStamp - typed.current.at < TYPE_PAUSE ? typed.current.text : "";
      typed.current = { text: recent + event.key.toLowerCase(), at: event.timeStamp };
      const index = typeAhead(rows, active, typed.current.text);
      if (index !== undefined) moveTo(index);
      event.preventDefault();
      event.stopPropagation();
    }
  };

  return (
    <>
      <div className="explorer-filter">
        <input
          ref={field}
          type="search"
          aria-label="Filter names"
          placeholder="Filter names  /"
          value={filter}
          spellCheck={false}
          onChange={(event) => setFilter(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === "Escape") setFilter("");
            if (event.key === "ArrowDown" || event.key === "Enter") scroller.current?.focus();
          }}
        />
      </div>
      <div
        ref={scroller}
        className="tree"
        role="tree"
        tabIndex={0}
        aria-label="Files"
        aria-activedescendant={onScreen && rows[active]?.type === "entry" ? `${id}-${active}` : undefined}
        onKeyDown={onKey}
      >
        <div className="tree-space" role="none" style={{ height: rows.length * ROW }}>
          {rows.slice(shown.first, shown.last).map((row, offset) => {
            const index = shown.first + offset;
            return (
              <TreeLine
                key={`${row.type}:${row.path}`}
                id={`${id}-${index}`}
                row={row}
                top={index * ROW}
                active={index === active}
                selected={row.type === "entry" && row.path === path}
                onOpen={() => open(row)}
                onToggle={() => toggle(row)}
              />
            );
          })}
        </div>
        {rows.length === 0 && filter !== "" ? (
          <p className="tree-none">{searching ? "Looking…" : `No name holds “${filter}”.`}</p>
        ) : null}
      </div>
    </>
  );
}
