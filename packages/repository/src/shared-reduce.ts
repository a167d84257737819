import type { LazyArray, ShareParts } from "@caterva2/compute";
import { CatervaError } from "@caterva2/ndarray";
import { endTurns } from "./shared-memory.ts";
import type { Caller, Crew, SharedReduction } from "./types.ts";

/** Whose lazy array is computed: all that another thread must know to take part. */
export interface ReducePlace {
  readonly caller: Caller;
  readonly path: string;
  readonly stamp: string;
}

/** How long a part that another thread has in hand is waited for, in ms. */
const PATIENCE = 30;

/**
 * Computes parts of reductions with the crew's help, and with whoever needs the same. The states are the same whoever computes
 * them.
 */
export function sharedReductions(crew: Crew, place: ReducePlace): ShareParts {
  return async (shared, compute) => {
    const { parts, stateBytes } = shared;
    // Whoever needs the same later may still use them: they are left to the garbage collector.
    const states = new Uint8Array(new SharedArrayBuffer(parts * stateBytes));
    const done = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT * parts);
    const turns = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
    const own: SharedReduction = { kind: "reduce", ...place, ...shared, states, done, turns };
    const other = await crew.join?.(own);
    const work = other ?? own;
    const helped = other === undefined ? crew.help(own) : undefined;
    try {
      await takePartTurns(work, compute);
    } catch (error) {
      if (other === undefined) endTurns(turns);
      throw error;
    } finally {
      await helped;
    }
    const told = new Int32Array(work.done);
    const end = performance.now() + PATIENCE;
    for (let part = 0; part < parts; part += 1) {
      const { value } = Atomics.waitAsync(told, part, 0, Math.max(0, end - performance.now()));
      await value;
      // Whoever had this turn has failed, or left, or takes too long.
      if (Atomics.load(told, part) === 0) put(work, part, await compute(part));
    }
    return Array.from({ length: parts }, (_, part) => work.states.slice(part * stateBytes, (part + 1) * stateBytes));
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
  const told = new Int32Array(done);
  Atomics.store(told, part, 1);
  Atomics.notify(told, part);
}
