import { type DType, formatDType, product } from "@caterva2/ndarray";
import { callMethod } from "../../bind/functions.ts";
import { castTo, nodeOf } from "../../bind/nodes.ts";
import { asIntegers, floatValue, integerValue, type Value } from "../../bind/value.ts";
import { refuse } from "../../language/refuse.ts";
import { elementTypeOf } from "../../types/element-type.ts";
import { integerRange, isIntegerType } from "../../types/promote.ts";
import { itemsOf, type Piece, permutedPiece, pieceOf, reshaped } from "../memory/piece.ts";
import { shownName } from "../parse/refusal.ts";
import { assignTo } from "./assign.ts";
import { callLibrary, isLibraryName } from "./library.ts";
import { fromArgument } from "./operators.ts";
import type { CallValues, Runtime } from "./runtime.ts";
import { plainItem } from "./scalars.ts";
import {
  appendTo,
  type FunctionValue,
  integersValue,
  integerValueOf,
  kindName,
  NO_VALUE,
  pieceValue,
} from "./values.ts";

/** `object.name`, other than of a module: a fact about an array or dtype, or a method that can be called. */
export function attributeOf(runtime: Runtime, object: FunctionValue, name: string): FunctionValue {
  if (object.kind === "array" || object.kind === "piece") return arrayAttribute(runtime, object, name);
  if (object.kind === "dtype") return dtypeAttribute(object.dtype, name);
  if (object.kind === "limits") return limitOf(object.dtype, name);
  if (object.kind === "list" && name === "append") return { kind: "method", receiver: object, name };
  if (object.kind === "number" && (name === "real" || name === "imag")) {
    const { number } = object;
    if (number.kind === "complex") return floatValueOf(name === "real" ? number.re : number.im);
    return name === "real" ? object : integersValue([0]);
  }
  return refuse(`${kindName(object)} has no attribute ${shownName(name)}`);
}

function floatValueOf(value: number): FunctionValue {
  return { kind: "number", number: { kind: "float", value } };
}

function arrayAttribute(
  runtime: Runtime,
  object: Extract<FunctionValue, { kind: "array" | "piece" }>,
  name: string,
): FunctionValue {
  const { dtype, shape } = object.kind === "array" ? object.node : object.piece;
  switch (name) {
    case "shape":
      return integersValue(shape);
    case "ndim":
      return integerValueOf(shape.length);
    case "size":
      return integerValueOf(product(shape));
    case "nbytes":
      return integerValueOf(product([...shape, dtype.itemsize]));
    case "itemsize":
      return integerValueOf(dtype.itemsize);
    case "dtype":
      return { kind: "dtype", dtype };
    case "T":
      if (object.kind === "piece") return pieceValue(permutedPiece(object.piece, [...shape.keys()].reverse()));
      return fromArgument(
        callMethod(runtime.workspace.graph, "transpose", runtime.workspace.argument(object), NO_ARGUMENTS),
      );
    case "real":
    case "imag":
      return fromArgument(callLibrary(runtime.workspace.graph, name, [runtime.workspace.argument(object)], new Map()));
    default:
      if (!isMethod(name)) return refuse(`arrays have no attribute ${shownName(name)} here`);
      return { kind: "method", receiver: object, name };
  }
}

const NO_ARGUMENTS = { args: [], keywords: new Map<string, Value>() };

function dtypeAttribute(dtype: DType, name: string): FunctionValue {
  switch (name) {
    case "itemsize":
      return integerValueOf(dtype.itemsize);
    case "name":
      return { kind: "text", value: formatDType(dtype), bytes: false };
    case "kind":
      return { kind: "text", value: KIND_LETTERS[dtype.kind] ?? "V", bytes: false };
    case "type":
      return { kind: "dtype", dtype };
    default:
      return refuse(`a dtype has no attribute ${shownName(name)} here`);
  }
}

const KIND_LETTERS: Readonly<Record<string, string>> = {
  bool: "b",
  int: "i",
  uint: "u",
  float: "f",
  complex: "c",
  str: "U",
  bytes: "S",
};

const EPSILON: Readonly<Record<string, readonly [eps: number, max: number, tiny: number]>> = {
  f2: [2 ** -10, 65_504, 2 ** -14],
  f4: [2 ** -23, 3.4028234663852886e38, 2 ** -126],
  f8: [2 ** -52, Number.MAX_VALUE, 2 ** -1022],
};

/** `np.finfo(dtype).eps` and the like, as Python's numbers. */
function limitOf(dtype: DType, name: string): FunctionValue {
  const type = elementTypeOf(dtype) ?? "f8";
  if (isIntegerType(type) && (name === "min" || name === "max")) {
    return fromArgument(integerValue(integerRange(type)[name === "min" ? 0 : 1]));
  }
  const [eps, max, tiny] = EPSILON[type] ?? refuse(`${type} has no limits of floats`);
  const known: Readonly<Record<string, number>> = { eps, max, min: -max, tiny, smallest_normal: tiny };
  const found = Object.hasOwn(known, name) ? known[name] : undefined;
  return found === undefined ? refuse(`there is no limit ${shownName(name)}`) : fromArgument(floatValue(found));
}

/** Methods that do more than the function of their name in the library, or have none there. */
const METHODS = {
  copy: async (runtime, piece) => pieceValue(copied(runtime, piece)),
  flatten: async (runtime, piece) => pieceValue(reshaped(copied(runtime, piece), [product(piece.shape)])),
  ravel: async (_, piece) => pieceValue(reshaped(piece, [product(piece.shape)])),
  reshape: async (runtime, piece, { args }) => pieceValue(reshapedTo(runtime, piece, args)),
  transpose: async (runtime, piece, { args }) => pieceValue(permutedPiece(piece, orderOf(runtime, piece, args))),
  fill: async (runtime, piece, { args }) => {
    const [value] = args;
    if (value === undefined || args.length !== 1) return refuse("fill takes one value");
    if (piece.scalar) return refuse("a single item cannot be filled");
    await assignTo(runtime, piece, value);
    return NO_VALUE;
  },
  item: async (_, piece) => plainItem(piece),
} as const satisfies Record<string, (runtime: Runtime, piece: Piece, values: CallValues) => Promise<FunctionValue>>;

/** Methods that are functions of the library with the array as their first argument. */
const LIBRARY_METHODS: ReadonlySet<string> = new Set([
  ...["sum", "prod", "mean", "std", "var", "min", "max", "any", "all", "argmin", "argmax", "cumsum", "cumprod", "ptp"],
  ...["astype", "clip", "round", "conj", "conjugate", "dot", "squeeze", "swapaxes", "diagonal"],
]);

function isOwn(name: string): name is keyof typeof METHODS {
  return Object.hasOwn(METHODS, name);
}

function isMethod(name: string): boolean {
  return isOwn(name) || LIBRARY_METHODS.has(name);
}

/** Methods that write to what they are called on. */
export const WRITING_METHODS: ReadonlySet<string> = new Set(["fill", "append"]);

/** Calls a method. @throws Refusal */
export async function callMethodOf(
  runtime: Runtime,
  { receiver, name }: Extract<FunctionValue, { kind: "method" }>,
  values: CallValues,
): Promise<FunctionValue> {
  if (receiver.kind === "list") {
    const [value] = values.args;
    if (value === undefined || values.args.length !== 1) return refuse("append takes one value");
    appendTo(receiver, await runtime.settled(value));
    return NO_VALUE;
  }
  if (isOwn(name)) {
    if (values.keywords.size > 0) return refuse(`${name} takes no arguments by name here`);
    const method = METHODS[name];
    return method(runtime, await runtime.piece(receiver), values);
  }
  if (!isLibraryName(name)) return refuse(`there is no method ${shownName(name)}`);
  return runtime.call({ kind: "library", module: "np", name }, { ...values, args: [receiver, ...values.args] });
}

function copied(runtime: Runtime, piece: Piece): Piece {
  const items = itemsOf(piece);
  runtime.meter.allocate(items.byteLength);
  return pieceOf(items.slice(), piece.dtype, piece.shape);
}

function reshapedTo(runtime: Runtime, piece: Piece, args: readonly FunctionValue[]): Piece {
  const [first] = args;
  const given = args.length === 1 && first !== undefined ? [first] : args;
  const asked = given.flatMap((value) => asIntegers(runtime.workspace.argument(value), "the shape"));
  const items = product(piece.shape);
  const known = product(asked.filter((extent) => extent !== -1));
  const open = asked.filter((extent) => extent === -1).length;
  const shape = asked.map((extent) => (extent === -1 && known > 0 ? items / known : extent));
  const fits =
    open <= 1 && shape.every((extent) => Number.isInteger(extent) && extent >= 0) && product(shape) === items;
  return fits
    ? reshaped(piece, shape)
    : refuse(`an array of ${items} items does not fit the shape (${asked.join(", ")})`);
}

function orderOf(runtime: Runtime, piece: Piece, args: readonly FunctionValue[]): number[] {
  const rank = piece.shape.length;
  const given = args.flatMap((value) => {
    const argument = runtime.workspace.argument(value);
    return argument.kind === "none" ? [] : asIntegers(argument, "the axes");
  });
  if (given.length === 0) return [...piece.shape.keys()].reverse();
  const order = given.map((axis) => (axis < 0 ? axis + rank : axis));
  const valid =
    order.length === rank && new Set(order).size === rank && order.every((axis) => axis >= 0 && axis < rank);
  return valid ? order : refuse(`(${given.join(", ")}) are not the axes of an array of ${rank} dimensions`);
}

/** An array of a dtype: NumPy's `astype`. */
export function converted(runtime: Runtime, value: FunctionValue, dtype: DType): FunctionValue {
  const type = elementTypeOf(dtype) ?? refuse(`${formatDType(dtype)} cannot be converted to here`);
  const { graph } = runtime.workspace;
  return { kind: "array", node: castTo(graph, nodeOf(graph, runtime.workspace.argument(value)), type) };
}
