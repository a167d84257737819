import { namedDType } from "../../bind/dtype-argument.ts";
import type { FunctionValue } from "./values.ts";

/** Python's types that NumPy takes as dtypes; called, they are functions. */
const TYPES: readonly string[] = ["int", "float", "bool", "complex"];

/** `dtype=float`: the name of one of Python's types as a dtype. */
export function dtypeForm(value: FunctionValue): FunctionValue {
  if (value.kind !== "builtin" || !TYPES.includes(value.name)) return value;
  const dtype = namedDType(value.name);
  return dtype === undefined ? value : { kind: "dtype", dtype };
}
