import { useEffect, useState } from "react";
import { useApp } from "../../app/context.ts";
import type { ArrayFacts } from "../../data/facts.ts";
import { Failure } from "../../data/port.ts";
import { queryOf, type RowChoice } from "./row-choice.ts";

/** How many rows a choice has. */
export interface FoundCount {
  /** Those to show, while `busy`; undefined for none yet. */
  readonly count: number | undefined;
  /** Whether the server is still looking for more. */
  readonly busy: boolean;
  readonly failure: Failure | undefined;
}

const NOTHING: FoundCount = { count: undefined, busy: false, failure: undefined };
/** Rows that are asked for before it is known how many there are: the server looks no further than these take. */
const FIRST = 128;

/** Counts the rows that a filter finds. */
export function useFoundRows(facts: ArrayFacts, choice: RowChoice): FoundCount {
  const { data } = useApp();
  const [found, setFound] = useState(NOTHING);
  const { filter, sort } = choice;
  const { path, mtime, dtype } = facts;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the time stands for a changed file.
  useEffect(() => {
    setFound(NOTHING);
    if (filter === undefined) return;
    setFound({ count: sort === undefined ? FIRST : undefined, busy: true, failure: undefined });
    const abort = new AbortController();
    const query = { ...queryOf({ filter, sort }, dtype, 0, 1), total: true };
    data.rows(path, query, abort.signal).then(
      ({ rows, total }) =>
        abort.signal.aborted || setFound({ count: total ?? rows.shape[0], busy: false, failure: undefined }),
      (error: unknown) => abort.signal.aborted || setFound({ ...NOTHING, failure: asFailure(error) }),
    );
    return () => abort.abort();
  }, [data, path, mtime, dtype, filter, sort]);
  return found;
}

function asFailure(error: unknown): Failure {
  return error instanceof Failure ? error : new Failure({ code: "internal.unexpected", message: String(error) });
}
