import { CatervaError } from "@caterva2/ndarray";
import { Refusal, refuse } from "../language/refuse.ts";
import { TEXT_LIMITS } from "../language/syntax.ts";
import { at, decodeReference, encodeReference, type OperandReference, short, textAt } from "./references.ts";

/** What a carrier (an empty array that stands for a lazy one) holds. */
export type LazyPayload =
  | {
      readonly kind: "expression";
      readonly text: string;
      readonly operands: ReadonlyMap<string, OperandReference>;
    }
  /** `python`: the older form, its dtype and shape are those of the carrier. */
  | {
      readonly kind: "function";
      readonly language: "python" | "dsl";
      readonly name: string;
      readonly source: string;
      readonly operands: ReadonlyMap<string, OperandReference>;
    };

/** More operands are nobody's expression. */
const MAX_OPERANDS = 1000;

/** The parts of a carrier that say what it is, decoded from MessagePack. */
export interface CarrierParts {
  /** Metalayers. */
  readonly b2o?: unknown;
  readonly lazyArray?: unknown;
  /** Variable-length metadata. */
  readonly vlmeta: ReadonlyMap<unknown, unknown>;
}

/**
 * Reads what a carrier stands for. A stored file is input like a request: texts, kinds, versions and the number of
 * operands are checked; paths are to be resolved and judged by whoever opens them.
 * @throws expression.invalid
 */
export function decodeLazyPayload(parts: CarrierParts): LazyPayload {
  try {
    return parts.b2o === undefined ? oldPayload(parts) : payload(parts);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    throw new CatervaError("expression.invalid", `The stored lazy array cannot be read: ${error.message}.`);
  }
}

function payload({ b2o, vlmeta }: CarrierParts): LazyPayload {
  const stored = vlmeta.get("b2o");
  const kind = textAt(b2o, "kind");
  for (const part of [b2o, stored]) {
    if (at(part, "version") !== 1) refuse("its version is not known");
    if (textAt(part, "kind") !== kind) refuse("its marker and its content are of different kinds");
  }
  const operands = operandsOf(at(stored, "operands"));
  if (kind === "lazyexpr") return { kind: "expression", text: checkedText(textAt(stored, "expression")), operands };
  if (kind !== "lazyudf") return refuse(`the kind ${short(kind ?? "")} is not one of lazy arrays`);
  if (textAt(stored, "function_kind") !== "dsl" || at(stored, "dsl_version") !== 1) {
    return refuse("its function is of a kind that is not known");
  }
  const source = checkedText(textAt(stored, "udf_source"));
  return { kind: "function", language: "dsl", name: nameOf(stored), source, operands };
}

/** The form of older files, and still that of plain Python functions. */
function oldPayload({ lazyArray, vlmeta }: CarrierParts): LazyPayload {
  if (lazyArray !== 0 && lazyArray !== 1) return refuse("its marker is not known");
  const stored = vlmeta.get("_LazyArray");
  const operands = operandsOf(at(stored, "operands"));
  if (lazyArray === 0) return { kind: "expression", text: checkedText(textAt(stored, "expression")), operands };
  const dsl = textAt(stored, "dsl_source");
  const source = checkedText(dsl ?? textAt(stored, "UDF"));
  return { kind: "function", language: dsl === undefined ? "python" : "dsl", name: nameOf(stored), source, operands };
}

function nameOf(stored: unknown): string {
  const name = textAt(stored, "name") ?? "";
  return /^[A-Za-z_][A-Za-z0-9_]{0,199}$/.test(name) ? name : refuse("the name of its function is none");
}

function checkedText(text: string | undefined): string {
  if (text === undefined || text.trim() === "") return refuse("it has no text");
  return text.length > TEXT_LIMITS.characters ? refuse("its text is too long") : text;
}

function operandsOf(value: unknown): ReadonlyMap<string, OperandReference> {
  if (!(value instanceof Map)) return refuse("it has no table of operands");
  if (value.size > MAX_OPERANDS) return refuse(`it has ${value.size} operands`);
  const operands = new Map<string, OperandReference>();
  for (const [name, reference] of value) {
    if (typeof name !== "string") return refuse("an operand has no name");
    operands.set(name, decodeReference(reference));
  }
  return operands;
}

/** A value that MessagePack writes. */
export type PayloadValue = string | number | ReadonlyMap<string, PayloadValue>;

/** Metalayers and variable-length metadata that make an empty array a carrier. */
export interface EncodedPayload {
  readonly metalayers: ReadonlyMap<string, PayloadValue>;
  readonly vlmeta: ReadonlyMap<string, PayloadValue>;
}

/** Of an expression; paths of operands are relative to the carrier. */
export function encodeExpressionPayload(text: string, operands: ReadonlyMap<string, OperandReference>): EncodedPayload {
  const marker = new Map<string, PayloadValue>([
    ["kind", "lazyexpr"],
    ["version", 1],
  ]);
  const references = new Map([...operands].map(([name, reference]) => [name, encodeReference(reference)] as const));
  const content = new Map<string, PayloadValue>([...marker, ["expression", text], ["operands", references]]);
  const vlmeta = new Map<string, PayloadValue>([
    ["b2o", content],
    ["_b2o_user_vlmeta", new Map()],
  ]);
  return { metalayers: new Map([["b2o", marker]]), vlmeta };
}

/** Of a plain Python function, which python-blosc2 keeps in the older form; its dtype and shape are the carrier's. */
export function encodeFunctionPayload(
  name: string,
  source: string,
  operands: ReadonlyMap<string, OperandReference>,
): EncodedPayload {
  // The older form has paths alone; what is inside a file takes the newer one.
  const references = new Map(
    [...operands].map(
      ([operand, reference]) =>
        [operand, reference.kind === "file" ? reference.path : encodeReference(reference)] as const,
    ),
  );
  const content = new Map<string, PayloadValue>([
    ["UDF", source],
    ["operands", references],
    ["name", name],
  ]);
  const vlmeta = new Map<string, PayloadValue>([
    ["_LazyArray", content],
    ["_b2o_user_vlmeta", new Map()],
  ]);
  return { metalayers: new Map([["LazyArray", 1]]), vlmeta };
}
