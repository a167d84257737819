import {
  type FunctionSource,
  functionArray,
  type LazyArray,
  type LazyOptions,
  type LazyPayload,
  lazyArray,
  type Operand,
} from "@caterva2/compute";
import { CatervaError, type DType, parseDType } from "@caterva2/ndarray";
import type { LazyWish } from "./types.ts";

/** What makes a lazy array of its operands. */
export type Meaning = { readonly text: string } | { readonly function: FunctionSource };

export function meaningOf(wish: LazyWish): Meaning {
  if (!("func" in wish)) return { text: wish.expression };
  const { dtype, ...func } = wish.func;
  return { function: { ...func, language: "python", dtype: parseDType(dtype) } };
}

/** Of a stored lazy array: a function says nothing of its dtype and shape, its carrier does. */
export function storedMeaning(payload: LazyPayload, carrier: { dtype: DType; shape: readonly number[] }): Meaning {
  if (payload.kind === "expression") return { text: payload.text };
  const { language, name, source } = payload;
  return { function: { language, name, source, dtype: carrier.dtype, shape: carrier.shape } };
}

/** A text that is the same for the same meaning only. */
export function meaningText(meaning: Meaning): string {
  return "text" in meaning ? meaning.text : JSON.stringify(meaning.function);
}

/** @throws expression.invalid, expression.too_large */
export function arrayFor(meaning: Meaning, operands: ReadonlyMap<string, Operand>, options: LazyOptions): LazyArray {
  if ("text" in meaning) return lazyArray(meaning.text, operands, options);
  return functionArray(meaning.function, inOrder(operands), options);
}

/** The operands of a function by their numbers. */
function inOrder(operands: ReadonlyMap<string, Operand>): ReadonlyMap<string, Operand> {
  const ordered = new Map<string, Operand>();
  for (let index = 0; index < operands.size; index += 1) {
    const operand = operands.get(`o${index}`);
    if (operand === undefined) {
      throw new CatervaError(
        "expression.invalid",
        `The operands of a function are named o0, o1, ... in the order of its inputs: there is no o${index}.`,
      );
    }
    ordered.set(`o${index}`, operand);
  }
  return ordered;
}
