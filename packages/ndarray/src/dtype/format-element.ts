import type { Complex, Element, ElementRecord, TimeCount } from "./element.ts";
import { formatFloat } from "./format-float.ts";
import { formatDatetime, formatTimedelta } from "./format-time.ts";
import type { DType, ScalarDType } from "./types.ts";

/** Entries of a sub-array that are shown; the others are counted. */
const MAX_SHOWN = 16;

/**
 * Short text of an item for tables. Numbers have the fewest digits that give them back; bytes are text with
 * `\xNN` for what is not printable ASCII; void is all `\xNN`; times are ISO 8601; structs `(1, abc)`, sub-arrays `[1, 2]`.
 * `value` must come from an {@link elementReader} of the same dtype.
 */
export function formatElement(value: Element, dtype: DType): string {
  if (dtype.kind === "struct") {
    const record = value as ElementRecord;
    return `(${dtype.fields.map((field) => formatElement(record[field.name] ?? "", field.dtype)).join(", ")})`;
  }
  if (dtype.kind === "subarray") return formatList(value, dtype.base);
  return formatScalar(value, dtype);
}

function formatList(value: Element, base: DType): string {
  if (!Array.isArray(value)) return formatElement(value, base);
  const items: readonly Element[] = value;
  const texts = items.slice(0, MAX_SHOWN).map((item) => formatList(item, base));
  if (items.length > MAX_SHOWN) texts.push(`… ${items.length - MAX_SHOWN} more`);
  return `[${texts.join(", ")}]`;
}

function formatScalar(value: Element, dtype: ScalarDType): string {
  if (typeof value === "number") return dtype.kind === "float" ? formatFloat(value, dtype.itemsize) : String(value);
  if (value instanceof Uint8Array) return formatBytes(value, dtype.kind === "void");
  if (typeof value !== "object") return String(value);
  if (isTime(value)) {
    const unit = dtype.unit ?? { name: "generic", count: 1 };
    return dtype.kind === "datetime" ? formatDatetime(value.count, unit) : formatTimedelta(value.count, unit);
  }
  return isComplex(value) ? formatComplex(value, dtype.itemsize / 2) : "";
}

function isTime(value: object): value is TimeCount {
  return "count" in value && typeof value.count === "bigint";
}

function isComplex(value: object): value is Complex {
  return "re" in value && "im" in value && typeof value.re === "number" && typeof value.im === "number";
}

function formatComplex({ re, im }: Complex, size: number): string {
  const text = formatFloat(im, size);
  return `${formatFloat(re, size)}${text.startsWith("-") ? "" : "+"}${text}j`;
}

function formatBytes(bytes: Uint8Array, escapeAll: boolean): string {
  let text = "";
  for (const byte of bytes) {
    if (byte === 0x5c && !escapeAll) text += "\\\\";
    else if (escapeAll || byte < 0x20 || byte > 0x7e) text += `\\x${byte.toString(16).padStart(2, "0")}`;
    else text += String.fromCharCode(byte);
  }
  return text;
}
