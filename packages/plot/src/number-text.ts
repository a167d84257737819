/**
 * A value for a read-out: integers whole, with thin spaces between groups of three beyond four digits;
 * others with `digits` significant digits and no trailing zeros; exponents beyond 1e15 and below 1e-4.
 */
export function numberText(value: number | bigint, digits = 7): string {
  if (typeof value === "bigint") return grouped(value.toString());
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "\u221e" : "\u2212\u221e";
  if (value === 0) return "0";
  const size = Math.abs(value);
  if (Number.isInteger(value) && size < 1e15) return grouped(value.toFixed(0));
  const precision = Math.min(17, Math.max(1, Math.trunc(digits)));
  if (size < 1e-4 || size >= 1e15) {
    const [mantissa = "", exponent = ""] = value.toExponential(precision - 1).split("e");
    return `${minus(trimZeros(mantissa))}e${minus(exponent.replace("+", ""))}`;
  }
  const [whole = "", fraction] = Number(value.toPrecision(precision)).toString().split(".");
  return fraction === undefined ? grouped(whole) : `${grouped(whole)}.${fraction}`;
}

function trimZeros(text: string): string {
  return text.includes(".") ? text.replace(/0+$/, "").replace(/\.$/, "") : text;
}

function minus(text: string): string {
  return text.replace("-", "\u2212");
}

function grouped(digits: string): string {
  const negative = digits.startsWith("-");
  const plain = negative ? digits.slice(1) : digits;
  return (negative ? "\u2212" : "") + (plain.length <= 4 ? plain : groupDigits(plain));
}

/** Thin spaces between groups of three digits. */
export function groupDigits(digits: string): string {
  return digits.replace(/\B(?=(\d{3})+$)/g, "\u2009");
}
