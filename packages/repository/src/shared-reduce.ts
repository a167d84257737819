import type { LazyArray, ShareParts } from "@caterva2/compute";
import { CatervaError } from "@caterva2/ndarray";
import { endTurns, giveBackShared, takeShared } from "./shared-memory.ts";
import type { Caller, Crew, SharedReduction } from "./types.ts";

/** Whose lazy array is computed: all that another thread must know to take part. */
export interface ReducePlace {
  readonly caller: Caller;
  readonly path: string;
  readonly stamp: string;
}

/** Computes parts of reductions with the crew's help. The states are the same whoever computes them. */
export function sharedReductions(crew: Crew, place: ReducePlace): ShareParts {
  return async (shared, compute) => {
    const { parts, stateBytes } = shared;
    const states = takeShared(parts * stateBytes);
    const done = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT * parts);
    const turns = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
    const work: SharedReduction = { kind: "reduce", ...place, ...shared, states, done, turns };
    try {
      const helped = crew.help(work);
      try {
        await takePartTurns(work, compute);
      } catch (error) {
        endTurns(turns);
        throw error;
      } finally {
        // Nobody may write to the states any more when they go back.
        await helped;
      }
      const told = new Int32Array(done);
      for (let part = 0; part < parts; part += 1) {
        // Whoever had this turn has failed.
        if (Atomics.load(told, part) === 0) put(work, part, await compute(part));
      }
      return Array.from({ length: parts }, (_, part) => states.slice(part * stateBytes, (part + 1) * stateBytes));
    } finally {
      giveBackShared(states);
    }
  };
}

/** A helper's part of a shared reduction. */
export async function assistReduction(array: LazyArray, work: SharedReduction): Promise<void> {
  const { place } = work;
  await takePartTurns(work, async (part) => {
    const state = await array.reducePart?.(place, part);
    if (state === undefined) throw new CatervaError("internal.unexpected", "This lazy array shares no reductions.");
    return state;
  });
}

async function takePartTurns(work: SharedReduction, compute: (part: number) => Promise<Uint8Array>): Promise<void> {
  const next = new Int32Array(work.turns);
  for (let part = Atomics.add(next, 0, 1); part < work.parts; part = Atomics.add(next, 0, 1)) {
    put(work, part, await compute(part));
  }
}

function put({ states, stateBytes, done }: SharedReduction, part: number, state: Uint8Array): void {
  if (state.length !== stateBytes) throw new CatervaError("internal.unexpected", "A state of another size.");
  states.set(state, part * stateBytes);
  Atomics.store(new Int32Array(done), part, 1);
}
