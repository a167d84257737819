import { copysign, hypot } from "./float-functions.ts";

/** A complex number, real part first. The formulas are Kahan's ("Branch cuts for complex elementary functions"). */
export type Pair = readonly [number, number];

const NAN: Pair = [Number.NaN, Number.NaN];

export function multiply([a, b]: Pair, [c, d]: Pair): Pair {
  return [a * c - b * d, a * d + b * c];
}

/** Smith's method, as NumPy divides. */
export function divide([a, b]: Pair, [c, d]: Pair): Pair {
  const [re, im] = [Math.abs(c), Math.abs(d)];
  if (re >= im) {
    if (re === 0 && im === 0) return [a / re, b / re];
    const ratio = d / c;
    const scale = 1 / (c + d * ratio);
    return [(a + b * ratio) * scale, (b - a * ratio) * scale];
  }
  const ratio = c / d;
  const scale = 1 / (c * ratio + d);
  return [(a * ratio + b) * scale, (b * ratio - a) * scale];
}

/** Of zero it is NaN, as NumPy has it. */
export function reciprocal(z: Pair): Pair {
  return z[0] === 0 && z[1] === 0 ? NAN : divide([1, 0], z);
}

export function exp([x, y]: Pair): Pair {
  const size = Math.exp(x);
  if (y === 0) return [size, y];
  if (size === 0 && !Number.isFinite(y)) return [0, 0];
  return [size * Math.cos(y), size * Math.sin(y)];
}

export function expm1([x, y]: Pair): Pair {
  const half = Math.sin(y / 2);
  return [Math.expm1(x) * Math.cos(y) - 2 * half * half, y === 0 ? y : Math.exp(x) * Math.sin(y)];
}

export function log([x, y]: Pair): Pair {
  const [a, b] = [Math.abs(x), Math.abs(y)];
  const [large, small] = a >= b ? [a, b] : [b, a];
  // Near the unit circle the logarithm of the size would cancel.
  const near = large > 0.5 && large < 1.5 && small < 1;
  const re = near ? Math.log1p((large - 1) * (large + 1) + small * small) / 2 : Math.log(hypot(x, y));
  return [re, Math.atan2(y, x)];
}

export function log1p([x, y]: Pair): Pair {
  const near = Math.abs(x) < 0.5 && Math.abs(y) < 1;
  return [near ? Math.log1p(x * (2 + x) + y * y) / 2 : log([1 + x, y])[0], Math.atan2(y, 1 + x)];
}

export function sqrt([x, y]: Pair): Pair {
  if (x === 0 && y === 0) return [0, y];
  if (Math.abs(y) === Number.POSITIVE_INFINITY) return [Number.POSITIVE_INFINITY, y];
  if (x === Number.NEGATIVE_INFINITY) return [Number.isNaN(y) ? y : 0, copysign(Number.POSITIVE_INFINITY, y)];
  if (x === Number.POSITIVE_INFINITY) return [x, Number.isNaN(y) ? y : copysign(0, y)];
  if (Number.isNaN(x) || Number.isNaN(y)) return NAN;
  // A power of four, so that neither end of the range is left on the way.
  const scale = Math.max(Math.abs(x), Math.abs(y)) > 1e150 ? 2 ** -600 : 2 ** 200;
  const [a, b] = [x * scale, y * scale];
  const large = Math.sqrt((Math.abs(a) + hypot(a, b)) / 2) / Math.sqrt(scale);
  const small = y / (2 * large);
  return x >= 0 ? [large, small] : [Math.abs(small), copysign(large, y)];
}

export function power(a: Pair, b: Pair): Pair {
  if (b[0] === 0 && b[1] === 0) return [1, 0];
  if (a[0] === 0 && a[1] === 0) return b[0] > 0 ? [0, 0] : NAN;
  const count = Math.abs(b[0]);
  if (b[1] === 0 && Number.isInteger(count) && count < 100) {
    let result: Pair = [1, 0];
    let square = a;
    for (let rest = count; rest > 0; rest >>= 1) {
      if (rest & 1) result = multiply(result, square);
      if (rest > 1) square = multiply(square, square);
    }
    return b[0] < 0 ? divide([1, 0], result) : result;
  }
  return exp(multiply(b, log(a)));
}

export function sin([x, y]: Pair): Pair {
  return timesMinusI(sinh([-y, x]));
}

export function cos([x, y]: Pair): Pair {
  return cosh([-y, x]);
}

export function tan([x, y]: Pair): Pair {
  return timesMinusI(tanh([-y, x]));
}

export function sinh([x, y]: Pair): Pair {
  if (y === 0) return [Math.sinh(x), y];
  if (x === 0) return [x, Math.sin(y)];
  return [Math.sinh(x) * Math.cos(y), Math.cosh(x) * Math.sin(y)];
}

export function cosh([x, y]: Pair): Pair {
  if (y === 0) return [Math.cosh(x), y * x];
  if (x === 0) return [Math.cos(y), x * y];
  return [Math.cosh(x) * Math.cos(y), Math.sinh(x) * Math.sin(y)];
}

export function tanh([x, y]: Pair): Pair {
  if (Math.abs(x) > 22) {
    const rest = Number.isFinite(y) ? 4 * Math.sin(y) * Math.cos(y) * Math.exp(-2 * Math.abs(x)) : 0;
    return [copysign(1, x), rest];
  }
  const t = Math.tan(y);
  const b = 1 + t * t;
  const s = Math.sinh(x);
  const rho = Math.sqrt(1 + s * s);
  if (Math.abs(t) === Number.POSITIVE_INFINITY) return [rho / s, 1 / t];
  const d = 1 + b * s * s;
  return [(b * rho * s) / d, t / d];
}

export function asin([x, y]: Pair): Pair {
  const below = sqrt([1 - x, -y]);
  const above = sqrt([1 + x, y]);
  return [Math.atan2(x, multiply(below, above)[0]), Math.asinh(multiply([below[0], -below[1]], above)[1])];
}

export function acos([x, y]: Pair): Pair {
  const below = sqrt([1 - x, -y]);
  const above = sqrt([1 + x, y]);
  return [2 * Math.atan2(below[0], above[0]), Math.asinh(multiply([above[0], -above[1]], below)[1])];
}

export function acosh([x, y]: Pair): Pair {
  const below = sqrt([x - 1, y]);
  const above = sqrt([x + 1, y]);
  return [Math.asinh(multiply([below[0], -below[1]], above)[0]), 2 * Math.atan2(below[1], above[0])];
}

export function atanh([x, y]: Pair): Pair {
  const size = hypot(x, y);
  if (size === Number.POSITIVE_INFINITY) return [copysign(0, x), copysign(Math.PI / 2, y)];
  if (size > 1e100) return [divide([1, 0], [x, y])[0], copysign(Math.PI / 2, y)];
  const re = Math.log1p((4 * x) / ((1 - x) * (1 - x) + y * y)) / 4;
  return [x === 0 ? x : re, Math.atan2(2 * y, (1 - x) * (1 + x) - y * y) / 2];
}

export function asinh([x, y]: Pair): Pair {
  return timesMinusI(asin([-y, x]));
}

export function atan([x, y]: Pair): Pair {
  return timesMinusI(atanh([-y, x]));
}

function timesMinusI([x, y]: Pair): Pair {
  return [y, -x];
}
