/** Functions of doubles that the language lacks or means differently from NumPy. */

const float = new Float64Array(1);
const bits = new BigInt64Array(float.buffer);
const narrow = new Float32Array(1);
const narrowBits = new Int32Array(narrow.buffer);

export function signbit(x: number): boolean {
  float[0] = x;
  return (bits[0] ?? 0n) < 0n;
}

export function copysign(x: number, y: number): number {
  const size = Math.abs(x);
  return signbit(y) ? -size : size;
}

/** To the nearest integer, halves to the even one; keeps the sign of zero. */
export function rint(x: number): number {
  const size = Math.abs(x);
  if (!(size < 2 ** 52)) return x;
  return copysign(size + 2 ** 52 - 2 ** 52, x);
}

export function sign(x: number): number {
  return x > 0 ? 1 : x < 0 ? -1 : x === 0 ? 0 : x;
}

/** C's `pow`: unlike `**`, 1 to anything and -1 to an infinity are 1. */
export function pow(x: number, y: number): number {
  if (x === 1 || (x === -1 && Math.abs(y) === Number.POSITIVE_INFINITY)) return 1;
  return x ** y;
}

/** Within 1 ULP: scaled by a power of two where squares would leave the range. */
export function hypot(x: number, y: number): number {
  const [a, b] = [Math.abs(x), Math.abs(y)];
  if (a === Number.POSITIVE_INFINITY || b === Number.POSITIVE_INFINITY) return Number.POSITIVE_INFINITY;
  const [large, small] = a >= b ? [a, b] : [b, a];
  if (large > 1e150) return Math.sqrt((large * 2 ** -600) ** 2 + (small * 2 ** -600) ** 2) * 2 ** 600;
  if (large < 1e-150) return Math.sqrt((large * 2 ** 600) ** 2 + (small * 2 ** 600) ** 2) * 2 ** -600;
  return Math.sqrt(large * large + small * small);
}

export function logaddexp(x: number, y: number): number {
  if (x === y) return x + Math.LN2;
  const apart = x - y;
  if (apart > 0) return x + Math.log1p(Math.exp(-apart));
  return apart <= 0 ? y + Math.log1p(Math.exp(apart)) : apart;
}

export function nextafter(x: number, y: number): number {
  if (Number.isNaN(x) || Number.isNaN(y)) return Number.NaN;
  if (x === y) return y;
  if (x === 0) return copysign(Number.MIN_VALUE, y);
  float[0] = x;
  bits[0] = (bits[0] ?? 0n) + (x < y === x > 0 ? 1n : -1n);
  return float[0];
}

/** {@link nextafter} among the single floats. */
export function nextafterSingle(x: number, y: number): number {
  if (Number.isNaN(x) || Number.isNaN(y)) return Number.NaN;
  if (x === y) return y;
  if (x === 0) return copysign(2 ** -149, y);
  narrow[0] = x;
  narrowBits[0] = (narrowBits[0] ?? 0) + (x < y === x > 0 ? 1 : -1);
  return narrow[0];
}

/** Python's `divmod`, as NumPy computes it: each step is rounded to the type by `round`. */
export function floorDivide(a: number, b: number, round: (x: number) => number): number {
  if (b === 0) return a / b;
  const rest = a % b;
  let quotient = round(round(a - rest) / b);
  if (rest !== 0 && b < 0 !== rest < 0) quotient = round(quotient - 1);
  if (quotient === 0) return copysign(0, a / b);
  const floored = Math.floor(quotient);
  return quotient - floored > 0.5 ? round(floored + 1) : floored;
}

export function remainder(a: number, b: number): number {
  const rest = a % b;
  if (b === 0 || Number.isNaN(rest)) return rest;
  if (rest === 0) return copysign(0, b);
  return b < 0 !== rest < 0 ? rest + b : rest;
}
