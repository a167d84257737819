import { CatervaError } from "@caterva2/ndarray";
import type { Draft } from "@caterva2/storage";
import type { Caller } from "../caller.ts";
import { writeFrame } from "../lazy/frame-pieces.ts";
import { PlanProgress, pieceProgress } from "../lazy/progress.ts";
import type { LazyPlan, LazyWish } from "../lazy/types.ts";
import type { EditPlanner, StoreWatch } from "./types.ts";

type Planner = Pick<EditPlanner, "lazyFrame" | "lazyValues" | "lazyPiece">;

/** Fills a draft with a lazy array, or with its values while they are computed. */
export type FillDraft = (draft: Draft) => Promise<void>;

/**
 * What fills a draft with what somebody wants at a path. A wish that cannot be had is refused here; what is done for
 * the values comes with the filling. @throws expression.invalid, dataset.wrong_kind, request.cancelled
 */
export async function lazyContent(
  planner: Planner,
  caller: Caller,
  path: string,
  wish: LazyWish,
  { signal, onProgress = () => undefined }: StoreWatch,
): Promise<FillDraft> {
  const made = await planner.lazyFrame(caller, path, wish, { signal });
  switch (made.kind) {
    case "frame":
      return (draft) => draft.append(made.frame);
    case "costly":
      return async (draft) => {
        const onItems = pieceProgress(made.items, onProgress);
        await draft.append(await planner.lazyValues(caller, path, wish, { signal, onItems }));
      };
    case "plan":
      return (draft) => writePlanned(planner, caller, made.plan, draft, { signal, onProgress });
  }
}

async function writePlanned(
  planner: Planner,
  caller: Caller,
  plan: LazyPlan,
  draft: Draft,
  { signal, onProgress }: Required<StoreWatch>,
): Promise<void> {
  const progress = new PlanProgress(plan, onProgress ?? (() => undefined));
  const compute = async (piece: number) => {
    checkWanted(signal);
    const run = await planner.lazyPiece(caller, plan, piece, {
      signal,
      onItems: (items) => progress.add(piece, items),
    });
    progress.complete(piece);
    return run;
  };
  await writeFrame(plan, compute, draft);
}

/** @throws request.cancelled */
export function checkWanted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new CatervaError("request.cancelled", "The client left before the result was complete.");
}
