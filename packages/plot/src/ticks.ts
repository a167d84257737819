import { groupDigits } from "./number-text.ts";
import { type Norm, positionOf } from "./scale.ts";

/** A mark of an axis. */
export interface Tick {
  readonly value: number;
  /** 0 at the low limit, 1 at the high one. */
  readonly position: number;
  /** Empty for marks between the labelled ones. */
  readonly label: string;
}

/** Most marks that one call answers, whatever it is asked for. */
const MAX_TICKS = 200;

/** The nice step (1, 2 or 5 times a power of ten) that gives at most about `count` steps over `span`. */
export function niceStep(span: number, count: number): number {
  const rough = span / Math.max(1, count);
  if (!(rough > 0) || !Number.isFinite(rough)) return 0;
  const power = 10 ** Math.floor(Math.log10(rough));
  if (power === 0) return 0;
  const times = rough / power;
  return power * (times <= 1 ? 1 : times <= 2 ? 2 : times <= 5 ? 5 : 10);
}

/** Multiples of a nice step within `low..high`, at most about `count`. `whole` keeps the step at 1 or more (indices). */
export function linearTickValues(low: number, high: number, count: number, whole = false): number[] {
  const step = whole ? Math.max(1, niceStep(high - low, count)) : niceStep(high - low, count);
  if (step === 0) return Number.isFinite(low) ? [low] : [];
  // Adding 0 turns -0 to 0.
  const first = Math.ceil(low / step - 1e-9) + 0;
  const last = Math.floor(high / step + 1e-9);
  const values: number[] = [];
  // Dividing by an inverse power keeps 0.3 from becoming 0.30000000000000004.
  const inverse = step < 1 ? Math.round(1 / step) : 0;
  for (let i = first; i <= last && values.length < MAX_TICKS; i++) values.push(inverse > 0 ? i / inverse : i * step);
  return values;
}

/** Powers of ten within the limits, thinned to about `count`; fewer than two decades get 1-2-5 steps. */
export function logTickValues(low: number, high: number, count: number): number[] {
  if (!(low > 0) || !(high > low) || !Number.isFinite(high)) return low > 0 ? [low] : [];
  const first = Math.floor(Math.log10(low));
  const last = Math.ceil(Math.log10(high));
  if (last - first <= 1 && high / low < 4) return linearTickValues(low, high, count);
  const every = Math.max(1, Math.ceil((last - first) / Math.max(1, count)));
  const multiples = (last - first) * 3 <= count + 2 ? [1, 2, 5] : [1];
  const values: number[] = [];
  for (let exponent = first; exponent <= last && values.length < MAX_TICKS; exponent += every) {
    for (const multiple of multiples) {
      const value = exponent < 0 ? multiple / 10 ** -exponent : multiple * 10 ** exponent;
      if (value >= low * (1 - 1e-9) && value <= high * (1 + 1e-9)) values.push(value);
    }
  }
  return values;
}

/** Marks for a scale bound to limits, with labels that agree in their decimals. */
export function ticksOf(norm: Norm, count: number): Tick[] {
  const values = tickValues(norm, count);
  const label = norm.scale === "log" || norm.scale === "symlog" ? values.map(ownLabel) : tickLabels(values);
  return values.map((value, i) => ({ value, position: positionOf(norm, value), label: label[i] ?? "" }));
}

function tickValues(norm: Norm, count: number): number[] {
  const { low, high } = norm.limits;
  if (norm.scale === "log") return logTickValues(low, high, count);
  if (norm.scale === "symlog") return symlogTickValues(norm, count);
  return linearTickValues(low, high, count);
}

/** Zero, and decades on both sides as far out of the linear part as the limits go. */
function symlogTickValues(norm: Norm, count: number): number[] {
  const { low, high } = norm.limits;
  const each = Math.max(1, Math.floor(count / (low < 0 && high > 0 ? 2 : 1)));
  const decades = (from: number, to: number) => (to > from ? logTickValues(from, to, each) : []);
  const up = decades(Math.max(norm.constant, low), high);
  const down = decades(Math.max(norm.constant, -high), -low);
  return [...down.reverse().map((value) => -value), ...(low <= 0 && high >= 0 ? [0] : []), ...up];
}

/** Labels of one axis: the same number of decimals for all, or powers of ten where the numbers are very large or small. */
export function tickLabels(values: readonly number[]): string[] {
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  if (isExtreme(largest)) return values.map(exponentialLabel);
  const gap = smallestGap(values);
  if (gap === 0) return values.map(ownLabel);
  const decimals = Math.min(9, Math.max(0, -Math.floor(Math.log10(gap) + 1e-9)));
  return values.map((value) => typeset(value.toFixed(decimals)));
}

/** A label without regard to its neighbours: on a log scale each has its own size. */
function ownLabel(value: number): string {
  return isExtreme(Math.abs(value)) ? exponentialLabel(value) : typeset(String(Number(value.toPrecision(6))));
}

function isExtreme(size: number): boolean {
  return size !== 0 && (size >= 1e7 || size < 1e-3);
}

function smallestGap(values: readonly number[]): number {
  let gap = Infinity;
  for (let i = 1; i < values.length; i++) gap = Math.min(gap, Math.abs((values[i] ?? 0) - (values[i - 1] ?? 0)));
  return Number.isFinite(gap) ? gap : 0;
}

function exponentialLabel(value: number): string {
  if (value === 0) return "0";
  const [mantissa = "", exponent = ""] = value.toExponential(4).split("e");
  return typeset(`${Number(mantissa)}e${exponent.replace("+", "")}`);
}

/** A true minus sign, none before zero, and thin spaces between groups of three beyond four digits. */
function typeset(text: string): string {
  const plain = /^-0(\.0*)?$/.test(text) ? text.slice(1) : text;
  return plain.replace(/^(-?)(\d{5,})/, (_, sign, digits) => sign + groupDigits(digits)).replaceAll("-", "\u2212");
}
