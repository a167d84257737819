import type { TreeRow } from "./tree-model.ts";

export type TreeStep =
  | { readonly kind: "move"; readonly index: number }
  | { readonly kind: "open" | "expand" | "collapse" };

/** What a key does at row `active` of the tree, by the ARIA practices; undefined for keys it does not use. */
export function treeStep(rows: readonly TreeRow[], active: number, key: string, page: number): TreeStep | undefined {
  const row = rows[active];
  const expanded = row?.type === "entry" ? row.expanded : undefined;
  const move = (index: number): TreeStep => ({ kind: "move", index: Math.max(0, Math.min(index, rows.length - 1)) });
  switch (key) {
    case "ArrowDown":
      return move(active + 1);
    case "ArrowUp":
      return move(active - 1);
    case "PageDown":
      return move(active + page);
    case "PageUp":
      return move(active - page);
    case "Home":
      return move(0);
    case "End":
      return move(rows.length - 1);
    case "Enter":
    case " ":
      return { kind: "open" };
    case "ArrowRight":
      if (expanded === undefined) return move(active);
      return expanded ? move(active + 1) : { kind: "expand" };
    case "ArrowLeft":
      if (expanded === true) return { kind: "collapse" };
      return move(rows.findLastIndex((other, index) => index < active && other.level < (row?.level ?? 1)));
    default:
      return undefined;
  }
}
