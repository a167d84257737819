import { alignmentOf, alignUp, type FieldPlan, layoutError, packStruct, placeStruct, subarrayOf } from "./layout.ts";
import { type Literal, type LiteralDict, type LiteralSequence, parseLiteral } from "./literal.ts";
import { invalid, parseScalar } from "./scalar.ts";
import type { DType } from "./types.ts";

/** Longest dtype text that is read, in characters. */
const MAX_TEXT = 65_536;

/**
 * Reads the text of a NumPy dtype: `str(dtype)`, `dtype.str`, `str(dtype.descr)`, and what python-blosc2
 * writes into frames. Structured forms are Python literals, read by a parser of our own.
 * @throws dtype.invalid for anything else, and for nesting beyond 32 levels or texts beyond 64 Ki characters.
 */
export function parseDType(text: string): DType {
  if (text.length > MAX_TEXT) throw invalid(text);
  const trimmed = text.trim();
  const structured = /^[[({'"]/.test(trimmed);
  if (!structured) return parseScalar(trimmed);
  const { value, rest } = parseLiteral(trimmed);
  const aligned = /^\s*,\s*align\s*=\s*True\s*$/.test(rest);
  if (!aligned && rest.trim() !== "") throw invalid(text);
  const dtype = fromLiteral(value, aligned);
  if (expandedSize(dtype) > MAX_OVERLAP * (dtype.itemsize + 64)) throw layoutError("too many fields in one place");
  return dtype;
}

/** How many fields may share a byte: what is read of an item stays linear in its size. */
const MAX_OVERLAP = 16;

function expandedSize(dtype: DType): number {
  if (dtype.kind === "subarray") {
    return dtype.base.itemsize === 0 ? 0 : expandedSize(dtype.base) * (dtype.itemsize / dtype.base.itemsize);
  }
  if (dtype.kind !== "struct") return dtype.itemsize;
  return dtype.fields.reduce((total, field) => total + expandedSize(field.dtype), 0);
}

function fromLiteral(value: Literal, aligned: boolean): DType {
  if (typeof value === "string") return parseScalar(value);
  if (value === null || typeof value !== "object") throw invalid(String(value));
  if (value.kind === "dict") return fromDict(value, aligned);
  if (value.kind === "list") return fromFieldList(value, aligned);
  const [base, shape] = value.items;
  if (value.items.length !== 2 || base === undefined || shape === undefined) throw layoutError("a tuple of no meaning");
  return subarrayOf(fromLiteral(base, aligned), shapeOf(shape));
}

function shapeOf(value: Literal): number[] {
  const extents = isSequence(value) ? value.items : [value];
  return extents.map(countOf);
}

function fromFieldList(list: LiteralSequence, aligned: boolean): DType {
  const plans = list.items.map((item, index) => fieldPlan(item, index, aligned));
  const [only] = list.items;
  // `descr` of a simple dtype is a list of one nameless field.
  if (plans.length === 1 && isSequence(only) && only.items[0] === "" && plans[0] !== undefined) return plans[0].dtype;
  return packStruct(plans, aligned);
}

/** One field of a list: `(name, format)` or `(name, format, shape)`, where name may be `(title, name)`. */
function fieldPlan(item: Literal, index: number, aligned: boolean): FieldPlan {
  if (!isSequence(item) || item.items.length < 2 || item.items.length > 3)
    throw layoutError("a field without a format");
  const [label = null, format = null, shape] = item.items;
  const base = fromLiteral(format, aligned);
  const dtype = shape === undefined ? base : subarrayOf(base, shapeOf(shape));
  if (label === "") return dtype.kind === "void" ? { name: "", dtype, pad: true } : { name: `f${index}`, dtype };
  if (typeof label === "string") return { name: label, dtype };
  const [title, name] = isSequence(label) ? label.items : [];
  if (typeof title !== "string" || typeof name !== "string") throw layoutError("a field without a name");
  return { name, title, dtype };
}

const DICT_KEYS = new Set(["names", "formats", "offsets", "titles", "itemsize", "aligned"]);

function fromDict(dict: LiteralDict, outerAligned: boolean): DType {
  for (const key of dict.entries.keys()) if (!DICT_KEYS.has(key)) throw layoutError(`the key ${JSON.stringify(key)}`);
  const aligned = outerAligned || dict.entries.get("aligned") === true;
  const names = listOf(dict, "names") ?? [];
  const formats = listOf(dict, "formats") ?? [];
  const titles = listOf(dict, "titles") ?? names.map(() => null);
  const offsets = listOf(dict, "offsets")?.map(countOf);
  const sameLength = [formats, titles, offsets ?? names].every((list) => list.length === names.length);
  if (!sameLength) throw layoutError("lists of unequal length");
  const plans = names.map((name, index): FieldPlan => {
    const title = titles[index] ?? null;
    if (typeof name !== "string" || (title !== null && typeof title !== "string"))
      throw layoutError("a name that is none");
    const dtype = fromLiteral(formats[index] ?? null, aligned);
    return title === null ? { name, dtype } : { name, title, dtype };
  });
  const itemsize = dict.entries.get("itemsize");
  return offsets === undefined && itemsize === undefined
    ? packStruct(plans, aligned)
    : placeDict(plans, offsets, itemsize, aligned);
}

/** Fields of a dict with explicit offsets or size; what is missing follows from the rest. */
function placeDict(
  plans: readonly FieldPlan[],
  offsets: readonly number[] | undefined,
  itemsize: Literal | undefined,
  aligned: boolean,
): DType {
  const places = offsets ?? packStruct(plans, aligned).fields.map((field) => field.offset);
  const end = plans.reduce((most, plan, index) => Math.max(most, (places[index] ?? 0) + plan.dtype.itemsize), 0);
  const widest = aligned ? Math.max(1, ...plans.map((plan) => alignmentOf(plan.dtype))) : 1;
  const size = itemsize === undefined ? alignUp(end, widest) : countOf(itemsize);
  return placeStruct(plans, places, size, aligned);
}

function listOf(dict: LiteralDict, key: string): readonly Literal[] | undefined {
  const value = dict.entries.get(key);
  if (value === undefined) return undefined;
  if (!isSequence(value)) throw layoutError(`no list of ${key}`);
  return value.items;
}

function countOf(value: Literal): number {
  if (typeof value !== "number" || value < 0) throw layoutError("a count that is none");
  return value;
}

function isSequence(value: Literal | undefined): value is LiteralSequence {
  return typeof value === "object" && value !== null && value.kind !== "dict";
}
