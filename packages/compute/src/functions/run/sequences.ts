import { refuse } from "../../language/refuse.ts";
import type { Runtime } from "./runtime.ts";
import { integerOf } from "./scalars.ts";
import { readSubscript } from "./subscripts.ts";
import { type FunctionValue, integerValueOf, kindName, lengthOfRange, sequenceValue } from "./values.ts";

/** Items that a loop over a list or an array goes over at most; ranges are not held in memory. */
export const MAX_ITEMS = 10_000;

/** What a tuple, list, range or array gives one after the other. @throws Refusal for others, and for too many */
export async function itemsOfValue(runtime: Runtime, value: FunctionValue): Promise<readonly FunctionValue[]> {
  switch (value.kind) {
    case "tuple":
    case "list":
      return value.items;
    case "range": {
      const length = lengthOfRange(value);
      if (length > MAX_ITEMS) return refuse(`a range of ${length} items: at most ${MAX_ITEMS} are held at once`);
      return Array.from({ length }, (_, at) => integerValueOf(value.start + at * value.step));
    }
    case "array":
    case "piece": {
      const piece = await runtime.piece(value);
      const length = piece.shape[0] ?? refuse("a single item cannot be gone through");
      if (length > MAX_ITEMS)
        return refuse(`a loop over ${length} items of an array: compute with the whole array instead`);
      const items: FunctionValue[] = [];
      for (let at = 0; at < length; at += 1) {
        if (runtime.meter.step()) await runtime.meter.look();
        items.push(await readSubscript(runtime, piece, integerValueOf(at)));
      }
      return items;
    }
    default:
      return refuse(`${kindName(value)} has no items`);
  }
}

/** `list[index]`: an item, or a slice of them. @throws Refusal for what has no items */
export async function itemOf(runtime: Runtime, object: FunctionValue, index: FunctionValue): Promise<FunctionValue> {
  if (object.kind !== "tuple" && object.kind !== "list" && object.kind !== "range") {
    return refuse(`${kindName(object)} has no items`);
  }
  const items = await runtime.items(object);
  if (index.kind === "slice") {
    const bounds = [index.start, index.stop, index.step].map((bound) =>
      bound.kind === "number" && bound.number.kind === "integer" ? Number(bound.number.value) : undefined,
    );
    return sequenceValue(object.kind === "tuple" ? "tuple" : "list", sliced(items, bounds));
  }
  const position = await integerOf(runtime, index, "an index");
  return (
    items[position < 0 ? position + items.length : position] ??
    refuse(`the index ${position} is out of range: there are ${items.length} items`)
  );
}

/** Python's slices of lists. */
function sliced(
  items: readonly FunctionValue[],
  [start, stop, step = 1]: readonly (number | undefined)[],
): FunctionValue[] {
  if (step === 0) return refuse("the step of a slice must not be 0");
  if (step === 1) return items.slice(start, stop);
  const last = items.length - 1;
  const place = (bound: number | undefined, otherwise: number) =>
    bound === undefined
      ? otherwise
      : Math.min(Math.max(bound < 0 ? bound + items.length : bound, step < 0 ? -1 : 0), step < 0 ? last : items.length);
  const found: FunctionValue[] = [];
  const end = place(stop, step < 0 ? -1 : items.length);
  for (let at = place(start, step < 0 ? last : 0); step < 0 ? at > end : at < end; at += step) {
    const item = items[at];
    if (item !== undefined) found.push(item);
  }
  return found;
}
