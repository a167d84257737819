import type { AttributeValue } from "../attributes/value.ts";

/** An attribute that is one text, be it a scalar or a list of one. */
export function textOfValue(value: AttributeValue | undefined): string | undefined {
  if (typeof value === "string") return value;
  return Array.isArray(value) && value.length === 1 ? textOfValue(value[0]) : undefined;
}

/** An attribute that is one number, or a text of one: writers differ. */
export function numberOfValue(value: AttributeValue | undefined): number | undefined {
  if (typeof value === "number") return value;
  if (typeof value === "string") return /^\s*\d+\s*$/.test(value) ? Number(value) : undefined;
  return Array.isArray(value) && value.length === 1 ? numberOfValue(value[0]) : undefined;
}

/** An attribute that lists names: texts, or one text with `:` or `,` between them, perhaps in brackets. */
export function namesOfValue(value: AttributeValue | undefined): string[] | undefined {
  if (Array.isArray(value) && value.length !== 1) {
    const names = value.map((name) => textOfValue(name));
    return names.every((name) => name !== undefined) ? names : undefined;
  }
  const text = textOfValue(value);
  if (text === undefined) return undefined;
  return text
    .replace(/^\s*\[|\]\s*$/g, "")
    .split(/[:,]/)
    .map((name) => name.trim());
}
