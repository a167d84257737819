import { type Code, doubleBytes, signed, singleBytes, unsigned, VALUE_TYPES, type ValueType } from "./encode.ts";

/** Instructions of one byte whose arguments lie on the stack. Numbers: the core specification's index of instructions. */
const PLAIN = {
  "i32.eqz": 0x45,
  "i32.eq": 0x46,
  "i32.lt_s": 0x48,
  "i32.lt_u": 0x49,
  "i32.ge_u": 0x4f,
  "i64.eqz": 0x50,
  "i64.eq": 0x51,
  "i64.lt_s": 0x53,
  "i64.ge_u": 0x5a,
  "f64.lt": 0x63,
  "f64.ge": 0x66,
  "i32.ctz": 0x68,
  "i32.popcnt": 0x69,
  "i32.add": 0x6a,
  "i32.sub": 0x6b,
  "i32.mul": 0x6c,
  "i32.div_s": 0x6d,
  "i32.div_u": 0x6e,
  "i32.rem_s": 0x6f,
  "i32.rem_u": 0x70,
  "i32.and": 0x71,
  "i32.or": 0x72,
  "i32.xor": 0x73,
  "i32.shl": 0x74,
  "i32.shr_s": 0x75,
  "i32.shr_u": 0x76,
  "i64.add": 0x7c,
  "i64.sub": 0x7d,
  "i64.mul": 0x7e,
  "i64.div_s": 0x7f,
  "i64.div_u": 0x80,
  "i64.rem_s": 0x81,
  "i64.rem_u": 0x82,
  "i64.and": 0x83,
  "i64.or": 0x84,
  "i64.xor": 0x85,
  "i64.shl": 0x86,
  "i64.shr_s": 0x87,
  "i64.shr_u": 0x88,
  "f64.abs": 0x99,
  "f64.add": 0xa0,
  "f64.sub": 0xa1,
  "f64.mul": 0xa2,
  "f64.div": 0xa3,
  "i32.wrap_i64": 0xa7,
  "i64.extend_i32_s": 0xac,
  "i64.extend_i32_u": 0xad,
  "f32.convert_i64_s": 0xb4,
  "f32.convert_i64_u": 0xb5,
  "f32.demote_f64": 0xb6,
  "f64.convert_i64_s": 0xb9,
  "f64.convert_i64_u": 0xba,
  "f64.promote_f32": 0xbb,
} as const;

export type PlainName = keyof typeof PLAIN;

/** `plain("i32.add", a, b)`: arguments first, then the instruction. */
export function plain(name: PlainName, ...args: readonly Code[]): Code {
  return [...args, PLAIN[name]];
}

/** Vector instructions of interest: those with arguments on the stack only. Numbers: the index of the specification. */
const VECTOR = {
  "i8x16.splat": 15,
  "i16x8.splat": 16,
  "i32x4.splat": 17,
  "i64x2.splat": 18,
  "f32x4.splat": 19,
  "f64x2.splat": 20,
  "i8x16.eq": 35,
  "i8x16.ne": 36,
  "i8x16.lt_s": 37,
  "i8x16.lt_u": 38,
  "i8x16.gt_s": 39,
  "i8x16.gt_u": 40,
  "i8x16.le_s": 41,
  "i8x16.le_u": 42,
  "i8x16.ge_s": 43,
  "i8x16.ge_u": 44,
  "i16x8.eq": 45,
  "i16x8.ne": 46,
  "i16x8.lt_s": 47,
  "i16x8.lt_u": 48,
  "i16x8.gt_s": 49,
  "i16x8.gt_u": 50,
  "i16x8.le_s": 51,
  "i16x8.le_u": 52,
  "i16x8.ge_s": 53,
  "i16x8.ge_u": 54,
  "i32x4.eq": 55,
  "i32x4.ne": 56,
  "i32x4.lt_s": 57,
  "i32x4.lt_u": 58,
  "i32x4.gt_s": 59,
  "i32x4.gt_u": 60,
  "i32x4.le_s": 61,
  "i32x4.le_u": 62,
  "i32x4.ge_s": 63,
  "i32x4.ge_u": 64,
  "f32x4.eq": 65,
  "f32x4.ne": 66,
  "f32x4.lt": 67,
  "f32x4.gt": 68,
  "f32x4.le": 69,
  "f32x4.ge": 70,
  "f64x2.eq": 71,
  "f64x2.ne": 72,
  "f64x2.lt": 73,
  "f64x2.gt": 74,
  "f64x2.le": 75,
  "f64x2.ge": 76,
  "v128.not": 77,
  "v128.and": 78,
  "v128.andnot": 79,
  "v128.or": 80,
  "v128.xor": 81,
  "v128.bitselect": 82,
  "v128.any_true": 83,
  "f32x4.demote_f64x2_zero": 94,
  "f64x2.promote_low_f32x4": 95,
  "i8x16.abs": 96,
  "i8x16.neg": 97,
  "i8x16.bitmask": 100,
  "f32x4.ceil": 103,
  "f32x4.floor": 104,
  "f32x4.trunc": 105,
  "f32x4.nearest": 106,
  "i8x16.add": 110,
  "i8x16.sub": 113,
  "f64x2.ceil": 116,
  "f64x2.floor": 117,
  "i8x16.min_s": 118,
  "i8x16.min_u": 119,
  "i8x16.max_s": 120,
  "i8x16.max_u": 121,
  "f64x2.trunc": 122,
  "i16x8.extadd_pairwise_i8x16_s": 124,
  "i16x8.extadd_pairwise_i8x16_u": 125,
  "i32x4.extadd_pairwise_i16x8_s": 126,
  "i32x4.extadd_pairwise_i16x8_u": 127,
  "i16x8.abs": 128,
  "i16x8.neg": 129,
  "i16x8.extend_low_i8x16_s": 135,
  "i16x8.extend_high_i8x16_s": 136,
  "i16x8.extend_low_i8x16_u": 137,
  "i16x8.extend_high_i8x16_u": 138,
  "i16x8.add": 142,
  "i16x8.sub": 145,
  "f64x2.nearest": 148,
  "i16x8.mul": 149,
  "i16x8.min_s": 150,
  "i16x8.min_u": 151,
  "i16x8.max_s": 152,
  "i16x8.max_u": 153,
  "i16x8.extmul_low_i8x16_s": 156,
  "i16x8.extmul_high_i8x16_s": 157,
  "i32x4.abs": 160,
  "i32x4.neg": 161,
  "i32x4.all_true": 163,
  "i32x4.extend_low_i16x8_s": 167,
  "i32x4.extend_high_i16x8_s": 168,
  "i32x4.extend_low_i16x8_u": 169,
  "i32x4.extend_high_i16x8_u": 170,
  "i32x4.shl": 171,
  "i32x4.shr_s": 172,
  "i32x4.add": 174,
  "i32x4.sub": 177,
  "i32x4.mul": 181,
  "i32x4.min_s": 182,
  "i32x4.min_u": 183,
  "i32x4.max_s": 184,
  "i32x4.max_u": 185,
  "i64x2.abs": 192,
  "i64x2.neg": 193,
  "i64x2.all_true": 195,
  "i64x2.extend_low_i32x4_s": 199,
  "i64x2.extend_high_i32x4_s": 200,
  "i64x2.extend_low_i32x4_u": 201,
  "i64x2.extend_high_i32x4_u": 202,
  "i64x2.shl": 203,
  "i64x2.shr_s": 204,
  "i64x2.shr_u": 205,
  "i64x2.add": 206,
  "i64x2.sub": 209,
  "i64x2.mul": 213,
  "i64x2.eq": 214,
  "i64x2.ne": 215,
  "i64x2.lt_s": 216,
  "i64x2.gt_s": 217,
  "i64x2.le_s": 218,
  "i64x2.ge_s": 219,
  "f32x4.abs": 224,
  "f32x4.neg": 225,
  "f32x4.sqrt": 227,
  "f32x4.add": 228,
  "f32x4.sub": 229,
  "f32x4.mul": 230,
  "f32x4.div": 231,
  "f32x4.min": 232,
  "f32x4.max": 233,
  "f32x4.pmin": 234,
  "f32x4.pmax": 235,
  "f64x2.abs": 236,
  "f64x2.neg": 237,
  "f64x2.sqrt": 239,
  "f64x2.add": 240,
  "f64x2.sub": 241,
  "f64x2.mul": 242,
  "f64x2.div": 243,
  "f64x2.min": 244,
  "f64x2.max": 245,
  "f64x2.pmin": 246,
  "f64x2.pmax": 247,
  "i32x4.trunc_sat_f32x4_s": 248,
  "f32x4.convert_i32x4_s": 250,
  "f32x4.convert_i32x4_u": 251,
  "i32x4.trunc_sat_f64x2_s_zero": 252,
  "f64x2.convert_low_i32x4_s": 254,
  "f64x2.convert_low_i32x4_u": 255,
  // Relaxed: see `fused.ts` for where they are used.
  "f32x4.relaxed_madd": 0x105,
  "f32x4.relaxed_nmadd": 0x106,
  "f64x2.relaxed_madd": 0x107,
  "f64x2.relaxed_nmadd": 0x108,
} as const;

export type VectorName = keyof typeof VECTOR;

export function vector(name: VectorName, ...args: readonly Code[]): Code {
  return [...args, 0xfd, ...unsigned(VECTOR[name])];
}

export function isVectorName(name: string): name is VectorName {
  return Object.hasOwn(VECTOR, name);
}

/** Truncation that saturates instead of trapping (two-byte instructions). */
export function truncateToInt64(value: Code, signedResult: boolean): Code {
  return [value, 0xfc, signedResult ? 6 : 7];
}

export function get(local: number): Code {
  return [0x20, ...unsigned(local)];
}

export function set(local: number, value: Code): Code {
  return [value, 0x21, ...unsigned(local)];
}

/** Sets a local to what lies on the stack, and leaves it there. */
export function tee(local: number): Code {
  return [0x22, ...unsigned(local)];
}

/** One lane as a scalar. */
export function lane(type: "i32" | "i64" | "f32" | "f64", value: Code, index: number): Code {
  return [value, 0xfd, { i32: 27, i64: 29, f32: 31, f64: 33 }[type], index];
}

export function call(index: number, ...args: readonly Code[]): Code {
  return [...args, 0x10, ...unsigned(index)];
}

export function i32(value: number): Code {
  return [0x41, ...signed(BigInt(value))];
}

export function i64(value: bigint): Code {
  return [0x42, ...signed(value)];
}

export function f64(value: number): Code {
  return [0x44, ...doubleBytes(value)];
}

export function f32(value: number): Code {
  return [0x43, ...singleBytes(value)];
}

export function bytes16(bytes: readonly number[]): Code {
  return [0xfd, 12, ...bytes];
}

/** Both lanes the same double, or the same 64-bit integer. */
export function double2(value: number): Code {
  const bytes = doubleBytes(value);
  return bytes16([...bytes, ...bytes]);
}

export function long2(value: bigint): Code {
  const bytes = Array.from({ length: 8 }, (_, k) => Number(BigInt.asUintN(8, value >> BigInt(8 * k))));
  return bytes16([...bytes, ...bytes]);
}

/** Bytes of two vectors (16 numbers, 0 to 31) in a new order. */
export function shuffle(a: Code, b: Code, order: readonly number[]): Code {
  return [a, b, 0xfd, 13, ...order];
}

/** `condition` is i32; without a type the branches leave nothing on the stack. */
export function choose(type: ValueType | undefined, condition: Code, then: Code, otherwise: Code): Code {
  return [condition, 0x04, type === undefined ? 0x40 : VALUE_TYPES[type], then, 0x05, otherwise, 0x0b];
}

/** Repeats `body` while the i32 that it leaves is not 0. */
export function repeat(body: Code): Code {
  return [0x03, 0x40, body, 0x0d, 0, 0x0b];
}

/** Runs `body` while `condition` (an i32) holds, which may be never. */
export function loopWhile(condition: Code, body: Code): Code {
  return [0x02, 0x40, 0x03, 0x40, condition, PLAIN["i32.eqz"], 0x0d, 1, body, 0x0c, 0, 0x0b, 0x0b];
}

/** Runs `then` if the i32 `condition` is not 0. */
export function when(condition: Code, then: Code): Code {
  return [condition, 0x04, 0x40, then, 0x0b];
}

/** One item from an address, in the first lane of `rest`. */
export function loadItem(size: number, address: Code, rest: Code): Code {
  return [address, rest, 0xfd, laneAccess(size, 84), 0, 0, 0];
}

/** The opcode that loads (84) or stores (88) one lane of `size` bytes. */
function laneAccess(size: number, first: number): number {
  const place = [1, 2, 4, 8].indexOf(size);
  if (place < 0) throw new RangeError(`a lane of ${size} bytes`);
  return first + place;
}

/** Bytes from an address plus a constant: `size` 16 is the whole vector, less the low bytes with the rest 0. */
export function load(size: 2 | 4 | 8 | 16, address: Code, offset: number): Code {
  const at = [0, ...unsigned(offset)];
  if (size === 16) return [address, 0xfd, 0, ...at];
  if (size === 2) return [address, bytes16(new Array<number>(16).fill(0)), 0xfd, 85, ...at, 0];
  return [address, 0xfd, size === 8 ? 93 : 92, ...at];
}

/** The item at an address, in all lanes. */
export function loadSplat(size: 1 | 2 | 4 | 8, address: Code): Code {
  const op = { 1: 7, 2: 8, 4: 9, 8: 10 }[size];
  return [address, 0xfd, op, 0, 0];
}

/** Stores a scalar. */
export function storeScalar(type: "i64" | "f64", address: Code, offset: number, value: Code): Code {
  return [address, value, type === "i64" ? 0x37 : 0x39, 0, ...unsigned(offset)];
}

/** The low bytes of a vector. */
export function store(size: number, address: Code, offset: number, value: Code): Code {
  const at = [0, ...unsigned(offset)];
  if (size === 16) return [address, value, 0xfd, 11, ...at];
  return [address, value, 0xfd, laneAccess(size, 88), ...at, 0];
}
