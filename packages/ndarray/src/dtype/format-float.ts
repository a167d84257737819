import { roundToFloat16 } from "./float16.ts";

/** The fewest digits that give a float of `size` bytes back. */
export function formatFloat(value: number, size: number): string {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  if (value === 0) return Object.is(value, -0) ? "-0" : "0";
  if (size === 4) return shortest(value, Math.fround, 9);
  if (size === 2) return shortest(value, roundToFloat16, 5);
  return String(value);
}

function shortest(value: number, round: (value: number) => number, digits: number): string {
  for (let precision = 1; precision < digits; precision += 1) {
    const candidate = Number(value.toPrecision(precision));
    if (round(candidate) === value) return String(candidate);
  }
  return String(Number(value.toPrecision(digits)));
}
