import type { SChunk } from "@caterva2/blosc2";
import { applySelection, CatervaError, isWholeSelection, parseSliceText } from "@caterva2/ndarray";
import { tooLarge } from "./fetch-array.ts";
import type { FetchPlan } from "./fetch-request.ts";
import type { RepositoryLimits } from "./types.ts";

/**
 * The bytes of the items that a slice of a super-chunk asks for; undefined when that is all, as stored.
 * An integer means the slice of that one item: a super-chunk has no dimension to drop.
 */
export async function readItems(
  schunk: SChunk,
  plan: FetchPlan,
  limits: RepositoryLimits,
): Promise<Uint8Array | undefined> {
  if (plan.kind === "indices") {
    throw new CatervaError("dataset.wrong_kind", "This is not an array that can be indexed by coordinates.");
  }
  if (plan.kind === "rows") {
    throw new CatervaError("dataset.wrong_kind", "Only arrays with fields can be filtered and sorted.");
  }
  if (plan.field !== undefined) throw new CatervaError("field.unknown", "This dataset has no fields.");
  if (plan.slice === "") return undefined;
  const { typesize, nbytes } = schunk;
  // Bytes of a last item that is cut short come with the whole alone.
  const shape = [Math.floor(nbytes / typesize)];
  const selection = parseSliceText(plan.slice, shape);
  if (isWholeSelection(selection, shape) && nbytes % typesize === 0) return undefined;
  const [axis] = selection;
  const { start, step, count } = axis?.kind === "range" ? axis : { start: axis?.index ?? 0, step: 1, count: 1 };
  if (count === 0) return new Uint8Array(0);
  const items = (count - 1) * step + 1;
  if (items * typesize > limits.answerBytes) throw tooLarge(items * typesize, limits);
  const data = await schunk.readBytes(start * typesize, (start + items) * typesize);
  if (step === 1) return data;
  const dtype = { kind: "void", itemsize: typesize, byteOrder: "none" } as const;
  return applySelection({ dtype, shape: [items], data }, [{ kind: "range", start: 0, step, count }]).data;
}
