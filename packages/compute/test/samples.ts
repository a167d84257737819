import { bytesOf, type Column, isBig, makeColumn, numbers, partsOf } from "../src/kernel/js/columns.ts";
import { kindOf, type NumericType, sizeOf } from "../src/kernel/types.ts";

/** A small generator with a seed (mulberry32): numbers from 0 to 1. */
export function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const { POSITIVE_INFINITY: INFINITY, NaN: NAN, MIN_VALUE, MAX_VALUE } = Number;

/** Numbers where functions of floats turn. */
export const SPECIAL_FLOATS = [
  ...[0, -0, 1, -1, 0.5, -0.5, 1.5, 2.5, -2.5, 2, 3, 10, 100, 1000, -7, 0.1, INFINITY, -INFINITY, NAN, 1e-5, -1e-5],
  ...[
    Math.PI,
    Math.PI / 2,
    Math.PI / 4,
    -Math.PI,
    Math.E,
    Math.SQRT1_2,
    Math.SQRT2,
    1 + 2 ** -23,
    1 - 2 ** -24,
    88.7,
    -103.9,
  ],
  ...[
    2 ** -126,
    2 ** -149,
    -(2 ** -140),
    1e30,
    -1e30,
    3e38,
    1e10,
    22,
    355,
    1e5,
    16777216,
    -745.2,
    709.7,
    2 ** 31,
    2 ** 63,
  ],
  ...[MIN_VALUE, -MIN_VALUE, 5e-310, 2.2250738585072014e-308, MAX_VALUE, -MAX_VALUE, 1e300, 1e22],
];

/** Every pair of special values, then random ones, as two columns of `count` items. */
export function samplePair(type: NumericType, count: number, seed: number): [Uint8Array, Uint8Array] {
  const random = generator(seed);
  const special = specialValues(type);
  const [a, b] = [makeColumn(type, count), makeColumn(type, count)];
  for (let k = 0; k < count * partsOf(type); k++) {
    const within = k < special.length * special.length;
    put(a, k, within ? (special[Math.floor(k / special.length)] ?? 0) : randomValue(type, random));
    put(b, k, within ? (special[k % special.length] ?? 0) : randomValue(type, random));
  }
  return [bytesOf(a), bytesOf(b)];
}

function put(column: Column, at: number, value: number | bigint): void {
  if (isBig(column)) column[at] = BigInt(value);
  else numbers(column)[at] = Number(value);
}

function specialValues(type: NumericType): (number | bigint)[] {
  const bits = BigInt(sizeOf(type) * 8);
  switch (kindOf(type)) {
    case "bool":
      return [0, 1];
    case "int":
      return [
        0n,
        1n,
        -1n,
        2n,
        3n,
        -2n,
        -7n,
        7n,
        10n,
        bits,
        bits - 1n,
        -(2n ** (bits - 1n)),
        2n ** (bits - 1n) - 1n,
        100n,
      ];
    case "uint":
      return [
        0n,
        1n,
        2n,
        3n,
        7n,
        10n,
        bits,
        bits - 1n,
        2n ** bits - 1n,
        2n ** (bits - 1n),
        2n ** (bits - 1n) - 1n,
        100n,
      ];
    case "float":
      return SPECIAL_FLOATS;
    case "complex":
      return [0, 1, -1, 0.5, -2.5, 3, 1e-5, 100];
  }
}

function randomValue(type: NumericType, random: () => number): number | bigint {
  const kind = kindOf(type);
  if (kind === "bool") return random() < 0.5 ? 0 : 1;
  if (kind === "complex") return (random() - 0.5) * 8;
  if (kind === "float") {
    const range = [1, 10, 1000, 1e5, 1e-3][Math.floor(random() * 5)] ?? 1;
    return (random() - 0.5) * 2 * range;
  }
  const bits = sizeOf(type) * 8;
  const size = BigInt(Math.floor(random() * 2 ** 32)) * 2n ** 32n + BigInt(Math.floor(random() * 2 ** 32));
  const shift = BigInt(Math.floor(random() * bits));
  const value = BigInt.asUintN(bits, size) >> shift;
  return kind === "uint" ? value : BigInt.asIntN(bits, random() < 0.5 ? value : -value);
}
