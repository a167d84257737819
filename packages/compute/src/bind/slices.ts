import type { Graph } from "../graph/graph.ts";
import type { ArrayNode } from "../graph/node.ts";
import type { ViewAxis } from "../graph/view.ts";
import { refuse } from "../language/refuse.ts";
import type { Value } from "./value.ts";

/** Basic indexing, as NumPy does it: integers drop their axis, slices may run backwards, missing axes are whole. */
export function sliceNode(graph: Graph, array: ArrayNode, entries: readonly Value[]): ArrayNode {
  const { shape } = array;
  if (entries.length > shape.length) refuse(`${entries.length} indices for an array of ${shape.length} dimensions`);
  const view: ViewAxis[] = [];
  const result: number[] = [];
  for (const [axis, extent] of shape.entries()) {
    const entry = entries[axis];
    if (entry?.kind === "number" && entry.number.kind === "integer") {
      view.push({ kind: "fixed", index: position(entry.number.value, extent, axis) });
      continue;
    }
    const { start, step, count } = entry === undefined ? { start: 0, step: 1, count: extent } : spanOf(entry, extent);
    view.push({ kind: "along", axis: result.length, start, step });
    result.push(count);
  }
  return graph.view(array, view, result);
}

function position(index: bigint, extent: number, axis: number): number {
  const found = index < 0n ? index + BigInt(extent) : index;
  if (found < 0n || found >= BigInt(extent)) {
    refuse(`the index ${index} is out of range for axis ${axis}, which has ${extent} positions`);
  }
  return Number(found);
}

/** The positions of a Python slice. Bounds clamp; they may be beyond what a number holds exactly. */
function spanOf(entry: Value, extent: number): { start: number; step: number; count: number } {
  if (entry.kind === "none") return refuse("None is not an index here: use expand_dims");
  if (entry.kind === "text") return refuse("fields are not in expressions: filter by them, or store the field");
  if (entry.kind !== "slice") return refuse("an index must be an integer or a slice of constants");
  const step = boundOf(entry.step) ?? 1n;
  if (step === 0n) return refuse("the step of a slice must not be 0");
  const size = BigInt(extent);
  const low = step > 0n ? 0n : -1n;
  const high = step > 0n ? size : size - 1n;
  const place = (bound: bigint | undefined, otherwise: bigint) => {
    if (bound === undefined) return otherwise;
    const from = bound < 0n ? bound + size : bound;
    return from < low ? low : from > high ? high : from;
  };
  const start = place(boundOf(entry.start), step > 0n ? low : high);
  const stop = place(boundOf(entry.stop), step > 0n ? high : low);
  const distance = step > 0n ? stop - start : start - stop;
  const stride = step > 0n ? step : -step;
  const count = distance > 0n ? (distance + stride - 1n) / stride : 0n;
  // With one position the step says nothing, and may be too large for a number.
  return count === 0n
    ? { start: 0, step: 1, count: 0 }
    : { start: Number(start), step: count === 1n ? 1 : Number(step), count: Number(count) };
}

function boundOf(value: Value): bigint | undefined {
  if (value.kind === "none") return undefined;
  if (value.kind === "number" && value.number.kind === "integer") return value.number.value;
  return refuse("the bounds of a slice must be integers");
}
