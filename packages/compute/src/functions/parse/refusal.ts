import { CatervaError } from "@caterva2/ndarray";
import type { Spot } from "../tree.ts";

/** An error about a function: `Invalid function: line N, column M: WHY (PART)`. */
export function invalidFunction(why: string, spot?: Spot, source?: string): CatervaError {
  const where = spot === undefined ? "" : `line ${spot.line}, column ${spot.column}: `;
  const part = spot === undefined || source === undefined ? "" : excerpt(source, spot);
  const detail = spot === undefined ? {} : { detail: { line: spot.line, column: spot.column } };
  return new CatervaError("expression.invalid", `Invalid function: ${where}${why}${part}.`, detail);
}

/** The rest of the line, from the spot on. */
function excerpt(source: string, { line, column }: Spot): string {
  const text =
    source
      .split(/\r\n?|\n/)
      [line - 1]?.slice(column - 1)
      .trim() ?? "";
  if (text === "") return "";
  return ` (${JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}...` : text)})`;
}

/** Names as messages show them. */
export function shownName(name: string): string {
  return name.length > 40 ? `${name.slice(0, 40)}...` : name;
}
