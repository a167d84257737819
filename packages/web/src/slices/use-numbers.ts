import type { Selection } from "@caterva2/ndarray";
import { useEffect } from "react";
import { useApp } from "../app/context.ts";
import type { ArrayFacts } from "../data/facts.ts";
import type { NumberForm, NumericSlice } from "../data/port.ts";
import { type Resource, useResource } from "../ui/use-resource.ts";
import { SliceCache } from "./slice-cache.ts";

const CACHE_BYTES = 128 * 2 ** 20;
const cache = new SliceCache<NumericSlice>(CACHE_BYTES, (slice) => slice.values.byteLength);

const NOTHING_ASKED = new Error("Without a key nothing is loaded.");

/** What to read, and how it becomes numbers. */
export interface SliceRequest extends NumberForm {
  readonly selection: Selection;
}

export function sliceKey(facts: ArrayFacts, { selection, transpose, part }: SliceRequest): string {
  const axes = selection.map((axis) =>
    axis.kind === "index" ? axis.index : `${axis.start}+${axis.count}*${axis.step}`,
  );
  return `${facts.path} ${facts.mtime} ${axes.join()}${transpose ? " t" : ""} ${part}`;
}

/** The numbers of a slice, of none without a request. Once they are there, the slices `ahead` are fetched too. */
export function useNumbers(
  facts: ArrayFacts,
  request: SliceRequest | undefined,
  ahead: readonly SliceRequest[] = [],
): Resource<NumericSlice> {
  const { data } = useApp();
  const load = (wanted: SliceRequest, signal: AbortSignal) =>
    cache.get(
      sliceKey(facts, wanted),
      (shared) =>
        data.numbers(facts.path, wanted.selection, { transpose: wanted.transpose, part: wanted.part }, shared),
      signal,
    );
  const key = request && sliceKey(facts, request);
  const resource = useResource(key, (signal) => (request ? load(request, signal) : Promise.reject(NOTHING_ASKED)));
  const aheadKey =
    key !== undefined && resource.valueKey === key ? ahead.map((next) => sliceKey(facts, next)).join("|") : "";
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for the slices.
  useEffect(() => {
    if (aheadKey === "") return;
    const abort = new AbortController();
    // A failure shows itself when the slice is asked for in earnest.
    for (const next of ahead) load(next, abort.signal).catch(() => undefined);
    return () => abort.abort();
  }, [aheadKey]);
  return resource;
}
