const THIN = "\u2009";
const UNITS = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"] as const;

/** `1536` to `1.5 KiB`, with a thin space before the unit. */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < UNITS.length - 1) {
    value /= 1024;
    unit += 1;
  }
  const digits = unit === 0 || value >= 100 ? 0 : value >= 10 ? 1 : 2;
  return `${value.toFixed(digits)}${THIN}${UNITS[unit]}`;
}

/** Groups of three by thin spaces: `1 234 567`. */
export function formatCount(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, THIN);
}

export function formatShape(shape: readonly number[]): string {
  return shape.length === 0 ? "scalar" : shape.map(formatCount).join(`${THIN}×${THIN}`);
}

export function formatRatio(ratio: number): string {
  return ratio > 0 ? `${ratio >= 100 ? ratio.toFixed(0) : ratio.toFixed(1)}×` : "";
}

/** A float for people: at most `digits` significant digits, exponent form when far from 1. */
export function formatNumber(value: number, digits = 6): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "NaN" : value > 0 ? "∞" : "−∞";
  if (Number.isSafeInteger(value) && Math.abs(value) < 1e9)
    return formatSigned(formatCount(Math.abs(value)), value < 0);
  const size = Math.abs(value);
  const text = size >= 1e6 || size < 1e-4 ? size.toExponential(digits - 1) : size.toPrecision(digits);
  return formatSigned(text.replace(/(\.\d*?)0+(?=e|$)/, "$1").replace(/\.(?=e|$)/, ""), value < 0);
}

function formatSigned(text: string, negative: boolean): string {
  return negative ? `−${text}` : text;
}

const STEPS = [
  ["year", 31_557_600],
  ["month", 2_629_800],
  ["day", 86_400],
  ["hour", 3600],
  ["min", 60],
] as const;

/** `2026-11-24 03:30` in the reader's time zone, from ISO 8601. */
export function formatDate(iso: string): string {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return iso;
  const two = (part: number) => String(part).padStart(2, "0");
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** `3 days ago`; `now` in milliseconds. */
export function formatAgo(iso: string, now: number): string {
  const seconds = (now - Date.parse(iso)) / 1000;
  if (Number.isNaN(seconds)) return "";
  for (const [unit, length] of STEPS) {
    const count = Math.floor(seconds / length);
    if (count >= 1) return `${count} ${unit}${count === 1 || unit === "min" ? "" : "s"} ago`;
  }
  return "just now";
}
