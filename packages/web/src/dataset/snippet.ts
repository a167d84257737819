import type { Facts } from "../data/facts.ts";
import type { ViewState } from "../state/place.ts";

/** Python that reads what is on screen through the `caterva2` package. */
export function pythonSnippet(origin: string, facts: Facts, state: ViewState): string {
  const lines = ["import caterva2", "", `client = caterva2.Client(${JSON.stringify(origin)})`];
  lines.push(`dataset = client.get(${JSON.stringify(facts.path)})`);
  if (facts.kind === "array") {
    const at = state.at?.length === facts.shape.length ? state.at : facts.shape.map(() => "x" as const);
    const terms = at.map((term) =>
      typeof term === "number" ? String(term) : typeof term === "object" ? `${term.start}:${term.stop}` : ":",
    );
    lines.push(`data = dataset[${terms.length === 0 ? "()" : terms.join(", ")}]`);
  } else {
    lines.push("path = dataset.download()");
  }
  return `${lines.join("\n")}\n`;
}
