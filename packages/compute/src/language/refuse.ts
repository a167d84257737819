import { CatervaError } from "@caterva2/ndarray";
import type { Place } from "./tree.ts";

/** An error about a text: `Invalid name or expression: WHY (column N: PART)`. */
export function invalidExpression(why: string, text?: string, place?: Place): CatervaError {
  const where =
    text === undefined || place === undefined ? "" : ` (column ${place.start + 1}: ${excerpt(text, place)})`;
  const detail = place === undefined ? {} : { detail: { start: place.start, end: place.end, reason: why } };
  return new CatervaError("expression.invalid", `Invalid name or expression: ${why}${where}.`, detail);
}

function excerpt(text: string, place: Place): string {
  const part = text.slice(place.start, Math.max(place.end, place.start + 1));
  if (part.trim() === "") return "the end";
  return JSON.stringify(part.length > 40 ? `${part.slice(0, 40)}...` : part);
}

/**
 * What is wrong with an operation, thrown by code that does not know where in the text it stands: the binder catches
 * it and adds the place.
 */
export class Refusal extends Error {}

/** @throws Refusal */
export function refuse(why: string): never {
  throw new Refusal(why);
}
