import { CatervaError } from "@caterva2/ndarray";
import type { ArrayNode } from "../graph/node.ts";
import type { ConstantValue } from "../kernel/program.ts";
import { type ElementType, isText } from "../types/element-type.ts";
import { bytesOf } from "./native.ts";

/** The one item of a constant. */
export function constantBytes(node: ArrayNode): Uint8Array {
  const { operation, dtype } = node;
  if (operation.kind === "constant") return numberBytes(operation.type, operation.value);
  if (operation.kind !== "text-constant" || !isText(dtype)) {
    throw new CatervaError("internal.unexpected", "A constant of no known kind.");
  }
  const points = [...operation.value].map((character) => character.codePointAt(0) ?? 0);
  if (dtype.kind === "bytes") {
    const bytes = new Uint8Array(dtype.itemsize);
    bytes.set(points);
    return bytes;
  }
  const wide = new Uint32Array(dtype.itemsize / 4);
  wide.set(points);
  return bytesOf(wide);
}

function numberBytes(type: ElementType, value: ConstantValue): Uint8Array {
  if (typeof value === "object") {
    const parts = [value.re, value.im];
    return bytesOf(type === "c8" ? Float32Array.from(parts) : Float64Array.from(parts));
  }
  const big = typeof value === "bigint" ? value : 0n;
  const number = Number(value);
  switch (type) {
    case "bool":
      return Uint8Array.of(number === 0 ? 0 : 1);
    case "i1":
      return bytesOf(Int8Array.of(number));
    case "i2":
      return bytesOf(Int16Array.of(number));
    case "i4":
      return bytesOf(Int32Array.of(number));
    case "i8":
      return bytesOf(BigInt64Array.of(big));
    case "u1":
      return Uint8Array.of(number);
    case "u2":
      return bytesOf(Uint16Array.of(number));
    case "u4":
      return bytesOf(Uint32Array.of(number));
    case "u8":
      return bytesOf(BigUint64Array.of(big));
    case "f2":
      return bytesOf(Float16Array.of(number));
    case "f4":
      return bytesOf(Float32Array.of(number));
    default:
      return bytesOf(Float64Array.of(number));
  }
}
