import type { Facts } from "../data/facts.ts";
import { fitAxes } from "../state/axes.ts";
import type { AxisTerm, ViewState } from "../state/place.ts";

/** Screen axes of the views that show a slice; others show everything. */
const SLICED: Readonly<Record<string, 1 | 2>> = { image: 2, line: 1 };

/** Python that reads what is on screen through the `caterva2` package. */
export function pythonSnippet(origin: string, facts: Facts, view: string, state: ViewState): string {
  const lines = ["import caterva2", "", `client = caterva2.Client(${JSON.stringify(origin)})`];
  lines.push(`dataset = client.get(${JSON.stringify(facts.path)})`);
  if (facts.kind === "array") {
    const axes = SLICED[view];
    const at = axes === undefined ? [] : fitAxes(state.at, facts.shape, { axes });
    lines.push(`data = dataset[${indexText(at)}]`);
  } else {
    lines.push("path = dataset.download()");
  }
  return `${lines.join("\n")}\n`;
}

function indexText(at: readonly AxisTerm[]): string {
  return at.length === 0 ? "..." : at.map((term) => (typeof term === "number" ? term : ":")).join(", ");
}
