import type { FetchRequest } from "@caterva2/repository";
import type { Lane } from "./pool.ts";

/** A request that names at most so many elements in every term is light. */
const LIGHT_ELEMENTS = 65_536;

/**
 * Guesses from its text alone how much a fetch asks for: a slice of which every term is an integer or a
 * short `start:stop`. All of a dataset is light: it is streamed as it is stored. Of what has to be computed the worker
 * knows better. Wrong guesses cost a wait, never an answer.
 */
export function fetchLane(request: FetchRequest): Lane {
  const { filter, sort, indices } = request;
  if (filter !== undefined || sort !== undefined || indices !== undefined) return "heavy";
  if (request.slice === undefined) return request.field === undefined ? "light" : "heavy";
  let elements = 1;
  for (const term of request.slice.split(",")) {
    const [start, stop] = term.split(":");
    if (stop !== undefined) elements *= width(start ?? "", stop);
  }
  return elements <= LIGHT_ELEMENTS ? "light" : "heavy";
}

function width(start: string, stop: string): number {
  const [from, to] = [start.trim() === "" ? 0 : Number(start), stop.trim() === "" ? Number.NaN : Number(stop)];
  const count = to - from;
  return Number.isFinite(count) && count >= 0 && from >= 0 === to >= 0 ? count : Number.POSITIVE_INFINITY;
}
