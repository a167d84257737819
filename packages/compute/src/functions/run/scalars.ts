import { formatDType } from "@caterva2/ndarray";
import { refuse } from "../../language/refuse.ts";
import { elementTypeOf } from "../../types/element-type.ts";
import type { WeakNumber } from "../../types/promote.ts";
import { itemsOf, type Piece } from "../memory/piece.ts";
import type { Runtime } from "./runtime.ts";
import { type FunctionValue, kindName, lengthOfRange } from "./values.ts";

/** The one item of an array as a number of Python's. @throws Refusal for arrays of other than one item */
export function itemOf(piece: Piece): WeakNumber {
  const type = elementTypeOf(piece.dtype) ?? refuse(`an item of the dtype ${formatDType(piece.dtype)} is no number`);
  const bytes = itemsOf(piece);
  if (bytes.length !== piece.dtype.itemsize) refuse("an array of one item is needed here");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const integer = (value: number | bigint): WeakNumber => ({ kind: "integer", value: BigInt(value) });
  const float = (value: number): WeakNumber => ({ kind: "float", value });
  switch (type) {
    case "bool":
      return integer(bytes[0] === 0 ? 0 : 1);
    case "i1":
      return integer(view.getInt8(0));
    case "i2":
      return integer(view.getInt16(0, true));
    case "i4":
      return integer(view.getInt32(0, true));
    case "i8":
      return integer(view.getBigInt64(0, true));
    case "u1":
      return integer(view.getUint8(0));
    case "u2":
      return integer(view.getUint16(0, true));
    case "u4":
      return integer(view.getUint32(0, true));
    case "u8":
      return integer(view.getBigUint64(0, true));
    case "f2":
      return float(view.getFloat16(0, true));
    case "f4":
      return float(view.getFloat32(0, true));
    case "f8":
      return float(view.getFloat64(0, true));
    case "c8":
      return { kind: "complex", re: view.getFloat32(0, true), im: view.getFloat32(4, true) };
    case "c16":
      return { kind: "complex", re: view.getFloat64(0, true), im: view.getFloat64(8, true) };
  }
}

/** The one item of an array as Python has it: NumPy's `item()`. */
export function plainItem(piece: Piece): FunctionValue {
  const number = itemOf(piece);
  const isBool = elementTypeOf(piece.dtype) === "bool" && number.kind === "integer";
  return isBool ? { kind: "boolean", value: number.value !== 0n } : { kind: "number", number };
}

/** A value as a number of Python's: a number, a bool or an array of one item. @throws Refusal */
export async function numberOf(runtime: Runtime, value: FunctionValue, what: string): Promise<WeakNumber> {
  if (value.kind === "number") return value.number;
  if (value.kind === "boolean") return { kind: "integer", value: value.value ? 1n : 0n };
  if (value.kind !== "array" && value.kind !== "piece")
    return refuse(`${what} must be a number, not ${kindName(value)}`);
  return itemOf(await runtime.piece(value));
}

/** A value as an integer: of Python's, or an array of one integer. @throws Refusal */
export async function integerOf(runtime: Runtime, value: FunctionValue, what: string): Promise<number> {
  const number = await numberOf(runtime, value, what);
  if (number.kind !== "integer") return refuse(`${what} must be an integer: write int(...) or use //`);
  const integer = Number(number.value);
  return Number.isSafeInteger(integer) ? integer : refuse(`${what} ${number.value} is too large`);
}

export function truthOfNumber(number: WeakNumber): boolean {
  return number.kind === "complex" ? number.re !== 0 || number.im !== 0 : Number(number.value) !== 0;
}

/** Python's `bool(...)`. @throws Refusal for arrays of several items */
export async function truthOf(runtime: Runtime, value: FunctionValue): Promise<boolean> {
  switch (value.kind) {
    case "boolean":
      return value.value;
    case "number":
      return truthOfNumber(value.number);
    case "none":
      return false;
    case "text":
      return value.value !== "";
    case "tuple":
    case "list":
      return value.items.length > 0;
    case "range":
      return lengthOfRange(value) > 0;
    case "array":
    case "piece": {
      const piece = await runtime.piece(value);
      if (piece.shape.some((extent) => extent !== 1)) {
        return refuse(
          "an array of several items is neither true nor false: choose items with np.where or output[mask] = ..., " +
            "join conditions with & | ~, or ask for .any() or .all()",
        );
      }
      return truthOfNumber(itemOf(piece));
    }
    default:
      return true;
  }
}
