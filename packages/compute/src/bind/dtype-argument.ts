import { type DType, isCatervaError, parseDType } from "@caterva2/ndarray";
import { refuse } from "../language/refuse.ts";
import { type ElementType, elementTypeOf } from "../types/element-type.ts";
import type { Value } from "./value.ts";

const NAMES = /^(?:bool_?|u?int(?:8|16|32|64)|float(?:16|32|64)|complex(?:64|128)|b1|[iu][1248]|f[248]|c(?:8|16))$/;

/** Python's and NumPy's names that are no text of a dtype. */
const ALIASES: Readonly<Record<string, string>> = {
  bool_: "bool",
  int: "int64",
  float: "float64",
  complex: "complex128",
  int_: "int64",
  uint: "uint64",
  intp: "int64",
  single: "float32",
  double: "float64",
  half: "float16",
};

/** The numeric dtype that a name of the language means; undefined for other names. */
export function namedDType(name: string): DType | undefined {
  const alias = Object.hasOwn(ALIASES, name) ? ALIASES[name] : undefined;
  const text = alias ?? (NAMES.test(name) ? name : undefined);
  return text === undefined ? undefined : parseDType(text);
}

/** The type that a `dtype=` names, as a name or a text; undefined when there is none. @throws Refusal */
export function dtypeArgument(value: Value | undefined): ElementType | undefined {
  if (value === undefined || value.kind === "none") return undefined;
  const dtype = value.kind === "dtype" ? value.dtype : value.kind === "text" ? textDType(value.value) : undefined;
  const type = dtype === undefined ? undefined : elementTypeOf(dtype);
  return type ?? refuse("the dtype must be a numeric one: float32, 'f4', '<i8'");
}

function textDType(text: string): DType | undefined {
  const named = namedDType(text);
  if (named !== undefined) return named;
  try {
    return parseDType(text);
  } catch (error) {
    if (isCatervaError(error, "dtype.invalid")) return undefined;
    throw error;
  }
}
