import { NOT_A_TIME } from "./element.ts";
import type { TimeUnit } from "./types.ts";

/** Parts of a second that the fine units count, in decimal places. */
const PLACES = { ms: 3, us: 6, ns: 9, ps: 12, fs: 15, as: 18 } as const;
const SECONDS = { W: 604_800n, D: 86_400n, h: 3600n, m: 60n, s: 1n } as const;
const NAMES = {
  Y: "years",
  M: "months",
  W: "weeks",
  D: "days",
  h: "hours",
  m: "minutes",
  s: "seconds",
  ms: "milliseconds",
  us: "microseconds",
  ns: "nanoseconds",
  ps: "picoseconds",
  fs: "femtoseconds",
  as: "attoseconds",
  generic: "generic time units",
} as const satisfies Record<TimeUnit["name"], string>;

/** ISO 8601 text of a datetime64 to the precision of its unit, as NumPy prints it; `NaT` for none. */
export function formatDatetime(count: bigint, unit: TimeUnit): string {
  if (count === NOT_A_TIME) return "NaT";
  const { name } = unit;
  const steps = count * BigInt(unit.count);
  if (name === "generic") return String(count);
  if (name === "Y") return yearText(1970n + steps);
  if (name === "M") {
    const year = floorDivide(steps, 12n);
    return `${yearText(1970n + year)}-${twoDigits(steps - year * 12n + 1n)}`;
  }
  if (name === "W" || name === "D") return dateText(floorDivide(steps * SECONDS[name], SECONDS.D));
  if (name === "h" || name === "m" || name === "s") return instantText(steps * SECONDS[name], name, "");
  const scale = 10n ** BigInt(PLACES[name]);
  const seconds = floorDivide(steps, scale);
  const fraction = String(steps - seconds * scale).padStart(PLACES[name], "0");
  return instantText(seconds, "s", `.${fraction}`);
}

/** Text of a timedelta64, as NumPy prints it: `5 days`; `NaT` for none. */
export function formatTimedelta(count: bigint, unit: TimeUnit): string {
  return count === NOT_A_TIME ? "NaT" : `${count * BigInt(unit.count)} ${NAMES[unit.name]}`;
}

function instantText(seconds: bigint, precision: "h" | "m" | "s", fraction: string): string {
  const days = floorDivide(seconds, SECONDS.D);
  const rest = seconds - days * SECONDS.D;
  const hours = twoDigits(rest / 3600n);
  const minutes = twoDigits((rest / 60n) % 60n);
  if (precision === "h") return `${dateText(days)}T${hours}`;
  const clock = `${dateText(days)}T${hours}:${minutes}`;
  return precision === "m" ? clock : `${clock}:${twoDigits(rest % 60n)}${fraction}`;
}

/** Date of the proleptic Gregorian calendar, `days` after 1970-01-01. */
function dateText(days: bigint): string {
  // Years are counted from March here, so that the leap day is the last of its year; 719468 days lie between
  // 0000-03-01 and 1970-01-01, and 146097 in 400 years.
  const shifted = days + 719_468n;
  const era = floorDivide(shifted, 146_097n);
  const dayOfEra = shifted - era * 146_097n;
  const yearOfEra = (dayOfEra - dayOfEra / 1460n + dayOfEra / 36_524n - dayOfEra / 146_096n) / 365n;
  const dayOfYear = dayOfEra - (365n * yearOfEra + yearOfEra / 4n - yearOfEra / 100n);
  const monthFromMarch = (5n * dayOfYear + 2n) / 153n;
  const day = dayOfYear - (153n * monthFromMarch + 2n) / 5n + 1n;
  const month = monthFromMarch < 10n ? monthFromMarch + 3n : monthFromMarch - 9n;
  const year = era * 400n + yearOfEra + (month <= 2n ? 1n : 0n);
  return `${yearText(year)}-${twoDigits(month)}-${twoDigits(day)}`;
}

/** Four characters at least, where NumPy counts the sign as one. */
function yearText(year: bigint): string {
  return year < 0n ? `-${String(-year).padStart(3, "0")}` : String(year).padStart(4, "0");
}

function twoDigits(value: bigint): string {
  return String(value).padStart(2, "0");
}

function floorDivide(value: bigint, divisor: bigint): bigint {
  const quotient = value / divisor;
  return value % divisor < 0n ? quotient - 1n : quotient;
}
