import type { OperatorName } from "../operators.ts";

/** 64-bit integers: what gives integers, and what gives bools (0 and 1). The typed array wraps results. */
export type BigOperator = (a: bigint, b: bigint) => bigint;
export type BigTest = (a: bigint, b: bigint) => number;

export const BIG_TESTS: Readonly<Partial<Record<OperatorName, BigTest>>> = {
  equal: (a, b) => (a === b ? 1 : 0),
  not_equal: (a, b) => (a !== b ? 1 : 0),
  less: (a, b) => (a < b ? 1 : 0),
  less_equal: (a, b) => (a <= b ? 1 : 0),
  greater: (a, b) => (a > b ? 1 : 0),
  greater_equal: (a, b) => (a >= b ? 1 : 0),
};

export const BIG_OPERATORS: Readonly<Partial<Record<OperatorName, BigOperator>>> = {
  add: (a, b) => a + b,
  subtract: (a, b) => a - b,
  multiply: (a, b) => a * b,
  floor_divide: floorDivide,
  remainder: (a, b) => (b === 0n ? 0n : a - floorDivide(a, b) * b),
  power,
  minimum: (a, b) => (a < b ? a : b),
  maximum: (a, b) => (a > b ? a : b),
  bitwise_and: (a, b) => a & b,
  bitwise_or: (a, b) => a | b,
  bitwise_xor: (a, b) => a ^ b,
  left_shift: (a, b) => (b >= 0n && b < 64n ? a << b : 0n),
  right_shift: (a, b) => (b >= 0n && b < 64n ? a >> b : a < 0n ? -1n : 0n),
  invert: (a) => ~a,
  negative: (a) => -a,
  absolute: (a) => (a < 0n ? -a : a),
  sign: (a) => (a > 0n ? 1n : a < 0n ? -1n : 0n),
  square: (a) => a * a,
  reciprocal: (a) => (a === 1n || a === -1n ? a : 0n),
  conjugate: (a) => a,
};

/** Towards minus infinity; 0 for a division by zero, as NumPy has it. */
export function floorDivide(a: bigint, b: bigint): bigint {
  if (b === 0n) return 0n;
  const quotient = a / b;
  return a % b !== 0n && a < 0n !== b < 0n ? quotient - 1n : quotient;
}

/** Modulo 2^64, so that no step outgrows two words. */
function power(base: bigint, exponent: bigint): bigint {
  if (exponent < 0n) return base === 1n ? 1n : base === -1n ? (exponent % 2n === 0n ? 1n : -1n) : 0n;
  let result = 1n;
  let square = base;
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = BigInt.asIntN(64, result * square);
    square = BigInt.asIntN(64, square * square);
  }
  return result;
}
