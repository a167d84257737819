import { Failure } from "../data/port.ts";
import { explain } from "../ui/failures.ts";
import { type LinePart, placeInLine } from "./parse-command.ts";

/** What is wrong with a line, and with which of its characters. */
export interface Complaint {
  readonly words: string;
  readonly place: { readonly start: number; readonly end: number } | undefined;
}

/** An error as the prompt shows it. The server counts in the expression, in which paths have names: here it is the line. */
export function complaintOf(error: unknown, parts: readonly LinePart[] = []): Complaint {
  if (!(error instanceof Failure)) return { words: String(error), place: undefined };
  const { place, message } = error;
  if (place === undefined || parts.length === 0) {
    return { words: message === "" ? explain(error).title : message, place: undefined };
  }
  const { start, end } = placeInLine(parts, place);
  return { words: sentence(place.reason || message), place: { start, end: Math.max(end, start + 1) } };
}

function sentence(reason: string): string {
  const text = reason.slice(0, 1).toUpperCase() + reason.slice(1);
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
