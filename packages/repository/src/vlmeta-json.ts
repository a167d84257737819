import { decodeMsgpack, type MsgpackExt, type MsgpackValue } from "@caterva2/blosc2";
import { CatervaError, type Element, elementReader, isCatervaError, parseDType, product } from "@caterva2/ndarray";
import { type Json, jsonObject } from "./json.ts";

/** Extension types that python-blosc2 writes; the payload of all but `COMPLEX` is MessagePack again. */
const COMPLEX = 44;
const SET = 45;
const NUMPY_ARRAY = 46;
/** First item of a list that stands for a Python tuple. */
const TUPLE_MARK = "__tuple__";

/** Values within values, extensions included: payloads of extensions are decoded anew, so they are counted here. */
const MAX_DEPTH = 64;

/**
 * The user's metadata as JSON: tuples and sets as lists, bytes as text (base64 if they are not UTF-8),
 * NaN and infinities as null, complex numbers as `"1+2j"`, NumPy arrays as nested lists, other
 * extensions as the base64 of their payload.
 */
export function toJson(value: MsgpackValue, depth = 0): Json {
  if (depth > MAX_DEPTH) throw new CatervaError("limit.exceeded", "The metadata is nested too deeply.");
  if (value === null || typeof value === "boolean" || typeof value === "string") return value;
  if (typeof value === "number") return Number.isFinite(value) ? value : null;
  if (typeof value === "bigint") return value;
  if (value instanceof Uint8Array) return bytesText(value);
  if (isList(value)) return listJson(value, depth);
  if (value instanceof Map) return mapJson(value, depth);
  return isExt(value) ? extJson(value, depth) : null;
}

function listJson(list: readonly MsgpackValue[], depth: number): Json {
  const items = list[0] === TUPLE_MARK ? list.slice(1) : list;
  return items.map((item) => toJson(item, depth + 1));
}

function mapJson(map: ReadonlyMap<MsgpackValue, MsgpackValue>, depth: number): Json {
  return jsonObject([...map].map(([key, value]) => [keyText(key, depth), toJson(value, depth + 1)]));
}

function keyText(key: MsgpackValue, depth: number): string {
  const json = toJson(key, depth + 1);
  if (typeof json === "string") return json;
  return JSON.stringify(json, (_, part) => (typeof part === "bigint" ? part.toString() : part));
}

function extJson(ext: MsgpackExt, depth: number): Json {
  try {
    if (ext.type === COMPLEX && ext.data.length === 16) return complexText(ext.data);
    if (ext.type === SET) return toJson(decodeMsgpack(ext.data), depth + 1);
    if (ext.type === NUMPY_ARRAY) return arrayJson(decodeMsgpack(ext.data));
  } catch (error) {
    // What is not what it says, or nested too deeply, is shown as the bytes that it is.
    if (!isCatervaError(error)) throw error;
  }
  return ext.data.toBase64();
}

/** Two big-endian doubles, as Python writes a complex number. */
function complexText(data: Uint8Array): string {
  const view = new DataView(data.buffer, data.byteOffset);
  const [re, im] = [view.getFloat64(0), view.getFloat64(8)];
  const imaginary = `${floatText(im)}j`;
  if (Object.is(re, 0)) return imaginary;
  return `${floatText(re)}${/^-/.test(imaginary) ? "" : "+"}${imaginary}`;
}

function floatText(value: number): string {
  if (Number.isNaN(value)) return "nan";
  if (Number.isFinite(value)) return Object.is(value, -0) ? "-0" : String(value);
  return value < 0 ? "-inf" : "inf";
}

function arrayJson(value: MsgpackValue): Json {
  const parts: ReadonlyMap<MsgpackValue, MsgpackValue> = value instanceof Map ? value : new Map();
  const [type, extents, data] = [parts.get("dtype"), parts.get("shape"), parts.get("data")];
  const text = type instanceof Map ? type.get("str") : undefined;
  const shape = Array.isArray(extents) ? extents.filter((extent) => typeof extent === "number") : [];
  if (typeof text !== "string" || !(data instanceof Uint8Array) || shape.length > MAX_DEPTH) throw notAnArray();
  const dtype = parseDType(text);
  if (dtype.itemsize === 0 || product([...shape, dtype.itemsize]) !== data.length) throw notAnArray();
  // Without items there is nothing to show, whatever the other extents are.
  if (data.length === 0) return [];
  const read = elementReader(dtype);
  const nest = (axis: number, index: number): Json => {
    const extent = shape[axis];
    if (extent === undefined) return elementJson(read(data, index));
    return Array.from({ length: extent }, (_, step) => nest(axis + 1, index * extent + step));
  };
  return nest(0, 0);
}

function notAnArray(): CatervaError {
  return new CatervaError("blosc2.malformed", "Not a NumPy array.");
}

function elementJson(element: Element): Json {
  if (typeof element === "boolean" || typeof element === "string") return element;
  if (typeof element === "number") return Number.isFinite(element) ? element : null;
  if (typeof element === "bigint") return exactInteger(element);
  if (element instanceof Uint8Array) return bytesText(element);
  if (isElementList(element)) return element.map(elementJson);
  if ("count" in element && typeof element.count === "bigint") return exactInteger(element.count);
  return jsonObject(Object.entries(element).map(([name, part]) => [name, elementJson(part)]));
}

function exactInteger(value: bigint): Json {
  return Number.isSafeInteger(Number(value)) ? Number(value) : value;
}

function bytesText(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return bytes.toBase64();
  }
}

function isList(value: object): value is readonly MsgpackValue[] {
  return Array.isArray(value);
}

function isElementList(element: object): element is readonly Element[] {
  return Array.isArray(element);
}

function isExt(value: object): value is MsgpackExt {
  return "type" in value && "data" in value;
}
