import { type Selection, wholeSelection } from "@caterva2/ndarray";
import type { GriddedSource } from "./cut.ts";
import type { LazyPlan, PlannedWork } from "./types.ts";

/** Told how far long work is: `done` of `total`, in no particular unit; undefined where nobody knows. `done` never falls. */
export type OnProgress = (done: number, total: number | undefined) => void;

/** Items that evaluation counts while a selection is read, about; undefined where nobody knows. */
export function countedItems({ steps }: Pick<GriddedSource, "steps">, selection: Selection): number | undefined {
  const items = steps?.(selection);
  return items !== undefined && items > 0 && Number.isFinite(items) ? items : undefined;
}

/**
 * The work of a result in chunks. A chunk by itself takes what all of them share and its own part; from that and from
 * the whole both are known.
 */
export function plannedWork(array: GriddedSource, chunks: readonly number[], nchunks: number): PlannedWork | undefined {
  const all = countedItems(array, wholeSelection(array.shape));
  const first = array.shape.map((extent, axis) => {
    return { kind: "range", start: 0, step: 1, count: Math.min(extent, chunks[axis] ?? 1) } as const;
  });
  const one = countedItems(array, first);
  if (all === undefined || one === undefined) return undefined;
  const each = nchunks > 1 ? Math.max(0, all - one) / (nchunks - 1) : one;
  return { shared: Math.max(0, one - each), each };
}

/** Adds up what the pieces of a plan have done: those that are complete, and what is counted of those at work. */
export class PlanProgress {
  readonly #plan: Pick<LazyPlan, "nchunks" | "run">;
  readonly #work: PlannedWork;
  readonly #counted: boolean;
  readonly #report: OnProgress;
  /** Items of the pieces at work. */
  readonly #running = new Map<number, number>();
  #chunks = 0;
  #most = 0;

  constructor({ nchunks, run, work }: Pick<LazyPlan, "nchunks" | "run" | "work">, report: OnProgress) {
    this.#plan = { nchunks, run };
    this.#counted = work !== undefined;
    this.#work = work ?? { shared: 0, each: 1 };
    this.#report = report;
    this.#tell();
  }

  /** A piece has computed so many items more. */
  add(piece: number, items: number): void {
    this.#running.set(piece, (this.#running.get(piece) ?? 0) + items);
    if (this.#counted) this.#tell();
  }

  complete(piece: number): void {
    const { nchunks, run } = this.#plan;
    this.#running.delete(piece);
    this.#chunks += Math.min(run, nchunks - piece * run);
    this.#tell();
  }

  #tell(): void {
    const { nchunks, run } = this.#plan;
    const { shared, each } = this.#work;
    // Each thread makes for itself what all pieces share: the one that is furthest says how far that is.
    const furthest = this.#chunks > 0 ? shared : Math.min(shared, Math.max(0, ...this.#running.values()));
    let done = this.#chunks * each + furthest;
    if (this.#counted)
      for (const items of this.#running.values()) done += Math.min(run * each, Math.max(0, items - shared));
    const total = shared + nchunks * each;
    this.#most = Math.min(total, Math.max(this.#most, done));
    this.#report(this.#most, total);
  }
}

/** As {@link PlanProgress}, of a result that is one piece. */
export function pieceProgress(items: number | undefined, report: OnProgress): (items: number) => void {
  let done = 0;
  report(0, items);
  return (more) => {
    done = Math.min(done + more, items ?? Number.POSITIVE_INFINITY);
    report(items === undefined ? 0 : done, items);
  };
}
