import { parseHttpDate } from "./http-date.ts";

/** What identifies the state of a resource; `etag` with its quotes, the time in milliseconds since 1970. */
export interface Validators {
  readonly etag: string;
  readonly lastModifiedMs?: number | undefined;
}

/** The conditional headers of a request, as they came. */
export interface ConditionalHeaders {
  readonly "if-match"?: string | undefined;
  readonly "if-none-match"?: string | undefined;
  readonly "if-modified-since"?: string | undefined;
  readonly "if-unmodified-since"?: string | undefined;
}

/** Evaluates the conditions of a GET or HEAD in the order of RFC 9110, 13.2.2. */
export function evaluateConditions(
  headers: ConditionalHeaders,
  validators: Validators,
): "proceed" | "not_modified" | "failed" {
  const ifMatch = headers["if-match"];
  if (ifMatch !== undefined) {
    if (!listHolds(ifMatch, validators.etag, "strong")) return "failed";
  } else if (changedSince(headers["if-unmodified-since"], validators)) {
    return "failed";
  }
  const ifNoneMatch = headers["if-none-match"];
  if (ifNoneMatch !== undefined) return listHolds(ifNoneMatch, validators.etag, "weak") ? "not_modified" : "proceed";
  return changedSince(headers["if-modified-since"], validators) === false ? "not_modified" : "proceed";
}

/** Whether the `Range` beside this `If-Range` counts (RFC 9110, 13.1.5): the entity tag or the exact date must match. */
export function ifRangeHolds(ifRange: string | undefined, validators: Validators): boolean {
  if (ifRange === undefined) return true;
  const text = ifRange.trim();
  if (text.startsWith('"')) return text === validators.etag;
  const date = parseHttpDate(text);
  return (
    date !== undefined && validators.lastModifiedMs !== undefined && date === wholeSeconds(validators.lastModifiedMs)
  );
}

/** Undefined where there is nothing to compare: no header, no valid date, no time of the resource. */
function changedSince(header: string | undefined, validators: Validators): boolean | undefined {
  if (header === undefined || validators.lastModifiedMs === undefined) return undefined;
  const date = parseHttpDate(header);
  return date === undefined ? undefined : wholeSeconds(validators.lastModifiedMs) > date;
}

/** HTTP dates have no parts of a second. */
function wholeSeconds(milliseconds: number): number {
  return Math.floor(milliseconds / 1000) * 1000;
}

function listHolds(list: string, etag: string, comparison: "strong" | "weak"): boolean {
  if (list.trim() === "*") return true;
  for (const match of list.matchAll(/(W\/)?("[^"]*")/g)) {
    const weak = match[1] !== undefined || etag.startsWith("W/");
    if (match[2] === etag.replace(/^W\//, "") && (comparison === "weak" || !weak)) return true;
  }
  return false;
}
