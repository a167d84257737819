import { type ChunkCodec, encodeB2nd } from "@caterva2/blosc2";
import {
  type EncodedPayload,
  encodeExpressionPayload,
  encodeFunctionPayload,
  type LazyArray,
  type OperandReference,
} from "@caterva2/compute";
import { CatervaError, formatDType, product, wholeSelection } from "@caterva2/ndarray";
import type { Caller } from "../caller.ts";
import { fileId } from "../resolve.ts";
import { carrierFrame } from "./carrier-frame.ts";
import type { LazyFiles, OpenLazy } from "./lazy-files.ts";
import { carrierMetadata } from "./payload.ts";
import { comesInPieces, isLight, planOf } from "./plan.ts";
import { countedItems } from "./progress.ts";
import { referenceTo, type StoredPlace } from "./references.ts";
import type { LazyPreview, LazyTarget, LazyWish, MadeLazy, ResultSizes } from "./types.ts";

interface MakeOptions {
  readonly codec: ChunkCodec;
  readonly results: ResultSizes;
}

type WishTarget = Extract<LazyTarget, { kind: "wish" }>;

/** More operands are nobody's expression. */
const MAX_OPERANDS = 1000;

/**
 * What stores a lazy array at a place: a frame with what it means or, of a small and quick result, its values; what to
 * know of one that takes longer. @throws as {@link LazyFiles.useWish}
 */
export async function makeLazy(
  lazy: LazyFiles,
  caller: Caller,
  place: StoredPlace,
  target: WishTarget,
  { codec, results }: MakeOptions,
): Promise<MadeLazy> {
  const { wish } = target;
  return useWish(lazy, caller, place, wish, async (open) => {
    const { array, places } = open;
    if (!wish.compute && !array.computedAtOnce) {
      const references = new Map([...places].map(([name, to]) => [name, referenceTo(place, to)] as const));
      return { kind: "frame", frame: await carrierFrame(array, carrierMetadata(payloadOf(wish, references)), codec) };
    }
    const whole = wholeSelection(array.shape);
    if (comesInPieces(array, array.shape, results)) return { kind: "plan", plan: planOf(open, target, results) };
    if (!isLight(array, whole)) return { kind: "costly", items: countedItems(array, whole) };
    return { kind: "frame", frame: await valuesFrame(array, codec) };
  });
}

/** The frame of the values of a small result. @throws as {@link LazyFiles.useWish}, expression.too_large */
export async function makeValues(
  lazy: LazyFiles,
  caller: Caller,
  place: StoredPlace,
  wish: LazyWish,
  { codec, results }: MakeOptions,
): Promise<Uint8Array> {
  return useWish(lazy, caller, place, wish, async ({ array }) => {
    if (!comesInPieces(array, array.shape, results)) return valuesFrame(array, codec);
    throw new CatervaError("source.changed", "An array that this is computed from has grown meanwhile: try again.");
  });
}

async function valuesFrame(array: LazyArray, codec: ChunkCodec): Promise<Uint8Array> {
  const { shape, chunks, blocks } = array;
  return encodeB2nd(await array.read(wholeSelection(shape)), { codec, chunks, blocks });
}

function payloadOf(wish: LazyWish, references: ReadonlyMap<string, OperandReference>): EncodedPayload {
  return "func" in wish
    ? encodeFunctionPayload(wish.func.name, wish.func.source, references)
    : encodeExpressionPayload(wish.expression.trim(), references);
}

/** Runs `work` on a lazy array that somebody wants at a place. @throws as {@link LazyFiles.useWish} */
export function useWish<R>(
  lazy: LazyFiles,
  caller: Caller,
  place: StoredPlace,
  wish: LazyWish,
  work: (open: OpenLazy) => Promise<R>,
): Promise<R> {
  checkWish(wish);
  // The place counts as on the way already: whoever names it as an operand makes a circle.
  return lazy.useWish(caller, wish, work, [fileId(place)]);
}

/** @throws as {@link LazyFiles.useWish} */
export function previewLazy(lazy: LazyFiles, caller: Caller, wish: LazyWish): Promise<LazyPreview> {
  checkWish(wish);
  return lazy.useWish(caller, wish, async ({ array }) => {
    const { shape, dtype } = array;
    return {
      shape,
      dtype: formatDType(dtype),
      nbytes: product([...shape, dtype.itemsize]),
      cost: Math.min(array.cost(wholeSelection(shape)), Number.MAX_SAFE_INTEGER),
      computed: array.computedAtOnce,
    };
  });
}

function checkWish({ operands }: LazyWish): void {
  if (Object.keys(operands).length > MAX_OPERANDS) {
    throw new CatervaError("expression.too_large", `An expression has at most ${MAX_OPERANDS} operands.`);
  }
}
