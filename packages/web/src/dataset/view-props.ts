import type { ArrayFacts, Facts } from "../data/facts.ts";
import type { ViewState } from "../state/place.ts";

/** What every view gets. */
export interface ViewProps<F extends Facts = Facts> {
  readonly facts: F;
  readonly state: ViewState;
  readonly update: (patch: ViewState) => void;
}

/** True if the last axis holds colours: 3 or 4 bytes a pixel. */
export function isColour(facts: ArrayFacts): boolean {
  const channels = facts.shape.at(-1);
  const isByte = facts.dtype.kind === "uint" && facts.dtype.itemsize === 1;
  return isByte && facts.shape.length >= 3 && (channels === 3 || channels === 4);
}
