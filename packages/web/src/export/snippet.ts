import type { Facts } from "../data/facts.ts";
import type { AxisTerm, ViewState } from "../state/place.ts";
import { shownAxes } from "./shown-slice.ts";

/** What is on screen, as code that reads the same. */
export interface SnippetWish {
  /** Where the server is: `https://host:8000`. */
  readonly origin: string;
  readonly facts: Facts;
  readonly view: string;
  readonly state: ViewState;
}

/** Python that reads what is on screen through the `caterva2` package. */
export function pythonSnippet({ origin, facts, view, state }: SnippetWish): string {
  const lines = ["import caterva2", "", `client = caterva2.Client(${JSON.stringify(origin)})`];
  lines.push(`dataset = client.get(${JSON.stringify(facts.path)})`);
  if (facts.kind !== "array") lines.push("path = dataset.download()");
  else if (view === "table" && state.filter !== undefined) {
    lines.push(`data = dataset[${JSON.stringify(state.filter)}][:]`);
  } else lines.push(`data = dataset[${sliceOf(facts, view, state) || "..."}]`);
  return `${lines.join("\n")}\n`;
}

/** TypeScript that does the same through `@caterva2/client`. */
export function typescriptSnippet({ origin, facts, view, state }: SnippetWish): string {
  const path = JSON.stringify(facts.path);
  const lines = ['import { createClient } from "@caterva2/client";'];
  const client = `const client = createClient({ baseUrl: ${JSON.stringify(origin)} });`;
  if (facts.kind !== "array") return [...lines, "", client, `const url = client.downloadUrl(${path});`, ""].join("\n");
  const slice = sliceOf(facts, view, state);
  const whole = slice === "";
  lines.push(`import { ${whole ? "wholeSelection" : "parseSliceText"} } from "@caterva2/ndarray";`, "", client);
  lines.push(`const array = await client.openArray(${path});`);
  const selection = whole ? "wholeSelection(array.shape)" : `parseSliceText(${JSON.stringify(slice)}, array.shape)`;
  lines.push(`const { shape, dtype, data } = await array.read(${selection});`, "");
  return lines.join("\n");
}

/** A command that fetches the slice as a Blosc2 frame, or the file. */
export function curlSnippet({ origin, facts, view, state }: SnippetWish): string {
  const path = facts.path.split("/").map((part) => encodeURIComponent(part).replaceAll("%40", "@"));
  if (facts.kind !== "array") return `curl -OJ ${shellText(`${origin}/api/download/${path.join("/")}`)}\n`;
  const slice = sliceOf(facts, view, state).replaceAll(" ", "");
  const query =
    slice === "" ? "" : `?slice_=${encodeURIComponent(slice).replaceAll("%3A", ":").replaceAll("%2C", ",")}`;
  return `curl -o slice.b2nd ${shellText(`${origin}/api/fetch/${path.join("/")}${query}`)}\n`;
}

function shellText(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** `7, :, :`; empty for all of it, also of an array without dimensions. */
function sliceOf(facts: Extract<Facts, { kind: "array" }>, view: string, state: ViewState): string {
  const at = shownAxes(facts, view, state);
  return at.every((term) => typeof term !== "number") ? "" : indexText(at);
}

function indexText(at: readonly AxisTerm[]): string {
  return at.map((term) => (typeof term === "number" ? term : ":")).join(", ");
}
