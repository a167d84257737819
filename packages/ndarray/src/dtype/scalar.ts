import { CatervaError } from "../errors.ts";
import type { ByteOrder, ScalarDType, ScalarKind, TimeUnit } from "./types.ts";

/** NumPy's own limit: an item size is a C int. */
export const MAX_ITEMSIZE = 2 ** 31 - 1;

/** NumPy's kind characters with the item sizes that each allows; undefined for kinds of any size. */
export const KIND_CODES = {
  bool: { code: "b", sizes: [1] },
  int: { code: "i", sizes: [1, 2, 4, 8] },
  uint: { code: "u", sizes: [1, 2, 4, 8] },
  float: { code: "f", sizes: [2, 4, 8, 16] },
  complex: { code: "c", sizes: [8, 16, 32] },
  bytes: { code: "S", sizes: undefined },
  str: { code: "U", sizes: undefined },
  void: { code: "V", sizes: undefined },
  datetime: { code: "M", sizes: [8] },
  timedelta: { code: "m", sizes: [8] },
} as const satisfies Record<ScalarKind, { code: string; sizes: readonly number[] | undefined }>;

const KINDS: ReadonlyMap<string, ScalarKind> = new Map(
  Object.entries(KIND_CODES).map(([kind, { code }]) => [code, kind as keyof typeof KIND_CODES]),
);

const TIME_UNITS = ["Y", "M", "W", "D", "h", "m", "s", "ms", "us", "ns", "ps", "fs", "as"] as const;

/** Names that NumPy gives to its number types, with their bits: `int64`, `float16`, `complex128`. */
const NAMED = /^(int|uint|float|complex)([0-9]{1,3})$/;
/** The array protocol's form: order, kind, size: `<f8`, `|S6`, `>U3`, `i4`. */
const CODED = /^([<>|=]?)([biufcSUV])([0-9]{0,10})$/;
const TIMED = /^(?:([<>=|]?)([Mm])8|(datetime|timedelta)64)(?:\[([0-9]{0,10})([A-Za-z]{1,7})\])?$/;
/** `?` and the two names without a size. */
const BOOL = new Set(["?", "|?", "<?", ">?", "=?", "bool"]);

/** Reads the text of a simple dtype. @throws dtype.invalid */
export function parseScalar(text: string): ScalarDType {
  if (BOOL.has(text)) return { kind: "bool", itemsize: 1, byteOrder: "none" };
  const named = NAMED.exec(text);
  if (named !== null) return scalarOf(text, named[1] as ScalarKind, Number(named[2]) / 8, "<");
  const coded = CODED.exec(text);
  if (coded !== null) return parseCoded(text, coded);
  const timed = TIMED.exec(text);
  if (timed === null) throw invalid(text);
  const kind = timed[2] === "M" || timed[3] === "datetime" ? "datetime" : "timedelta";
  return { ...scalarOf(text, kind, 8, timed[1] ?? "<"), unit: parseUnit(text, timed[4], timed[5]) };
}

function parseCoded(text: string, [, order = "", code = "", digits = ""]: readonly string[]): ScalarDType {
  const kind = KINDS.get(code);
  const unsized = code === "S" || code === "U" || code === "V";
  if (kind === undefined || (digits === "" && !unsized)) throw invalid(text);
  const size = Number(digits);
  return scalarOf(text, kind, code === "U" ? size * 4 : size, order);
}

function scalarOf(text: string, kind: ScalarKind, itemsize: number, order: string): ScalarDType {
  const sizes: readonly number[] | undefined = KIND_CODES[kind].sizes;
  if (itemsize > MAX_ITEMSIZE || (sizes !== undefined && !sizes.includes(itemsize))) throw invalid(text);
  return { kind, itemsize, byteOrder: byteOrderOf(kind, itemsize, order) };
}

/** Single bytes have no order; NumPy ignores one that is written. No sign and `=` mean little-endian here. */
function byteOrderOf(kind: ScalarKind, itemsize: number, order: string): ByteOrder {
  if (kind === "bytes" || kind === "void" || kind === "bool") return "none";
  if (itemsize === 1) return "none";
  return order === ">" ? "big" : "little";
}

function parseUnit(text: string, digits: string | undefined, name: string | undefined): TimeUnit {
  if (name === undefined || (name === "generic" && !digits)) return { name: "generic", count: 1 };
  const unit = TIME_UNITS.find((known) => known === name);
  const count = digits ? Number(digits) : 1;
  if (unit === undefined || count < 1 || count > MAX_ITEMSIZE) throw invalid(text);
  return { name: unit, count };
}

export function invalid(text: string): CatervaError {
  const shown = text.length > 60 ? `${text.slice(0, 60)}...` : text;
  return new CatervaError("dtype.invalid", `${JSON.stringify(shown)} is not a dtype.`);
}
