import type { OperatorName } from "../operators.ts";
import { kindOf, type NumericType, sizeOf } from "../types.ts";
import type { Code } from "./encode.ts";
import { choose, get, i32, i64, type PlainName, plain, set } from "./instructions.ts";
import type { FunctionBuilder } from "./module-builder.ts";

/** Operators of one integer that vectors do not have. Narrow types work in i32; the lane that takes the result wraps it. */
export const INTEGER_FUNCTIONS: Readonly<
  Partial<Record<OperatorName, (into: FunctionBuilder, type: NumericType) => void>>
> = {
  floor_divide: (into, type) => into.push(floorDivide(arithmetic(type), into)),
  remainder: (into, type) => into.push(remainder(arithmetic(type), into)),
  left_shift: (into, type) => into.push(shift(arithmetic(type), "shl", sizeOf(type) * 8)),
  right_shift: (into, type) => into.push(shift(arithmetic(type), "shr", sizeOf(type) * 8)),
  power: (into, type) => power(arithmetic(type), into),
};

interface Arithmetic {
  readonly type: "i32" | "i64";
  readonly signed: boolean;
  readonly constant: (value: number) => Code;
  readonly op: (name: string, ...args: readonly Code[]) => Code;
}

function arithmetic(type: NumericType): Arithmetic {
  const wide = sizeOf(type) === 8;
  const prefix = wide ? "i64" : "i32";
  return {
    type: prefix,
    signed: kindOf(type) === "int",
    constant: (value) => (wide ? i64(BigInt(value)) : i32(value)),
    // Names are those of the table below in this file only.
    op: (name, ...args) => plain(`${prefix}.${name}` as PlainName, ...args),
  };
}

const [A, B] = [get(0), get(1)];

/** Quotient towards minus infinity; 0 for a divisor of 0. The lowest number by -1 wraps. */
function floorDivide({ type, signed, constant, op }: Arithmetic, into: FunctionBuilder): Code {
  if (!signed) return choose(type, op("eqz", B), constant(0), op("div_u", A, B));
  const rest = into.local(type);
  const unequalSigns = op("lt_s", op("xor", get(rest), B), constant(0));
  const below: Code = plain("i32.and", unequalSigns, plain("i32.eqz", op("eqz", get(rest))));
  const correction = type === "i64" ? plain("i64.extend_i32_u", below) : below;
  const divided: Code = [set(rest, op("rem_s", A, B)), op("sub", op("div_s", A, B), correction)];
  const byMinusOne = op("sub", constant(0), A);
  return choose(type, op("eqz", B), constant(0), choose(type, op("eq", B, constant(-1)), byMinusOne, divided));
}

/** With the sign of the divisor; 0 for a divisor of 0. */
function remainder({ type, signed, constant, op }: Arithmetic, into: FunctionBuilder): Code {
  if (!signed) return choose(type, op("eqz", B), constant(0), op("rem_u", A, B));
  const rest = into.local(type);
  const unequalSigns = op("lt_s", op("xor", get(rest), B), constant(0));
  const below: Code = plain("i32.and", unequalSigns, plain("i32.eqz", op("eqz", get(rest))));
  const found: Code = [set(rest, op("rem_s", A, B)), choose(type, below, op("add", get(rest), B), get(rest))];
  return choose(type, op("eqz", B), constant(0), found);
}

/** A count outside the width leaves 0, or the sign of what is shifted right. */
function shift({ type, signed, constant, op }: Arithmetic, name: "shl" | "shr", bits: number): Code {
  const outside = op("ge_u", B, constant(bits));
  if (name === "shl") return choose(type, outside, constant(0), op("shl", A, B));
  if (!signed) return choose(type, outside, constant(0), op("shr_u", A, B));
  return choose(type, outside, op("shr_s", A, constant(type === "i64" ? 63 : 31)), op("shr_s", A, B));
}

/** By squaring. A negative exponent leaves the reciprocal, rounded towards zero. */
function power({ type, signed, constant, op }: Arithmetic, into: FunctionBuilder): void {
  const result = into.local(type);
  into.push(set(result, constant(1)));
  const odd = op("and", B, constant(1));
  const loop: Code = [
    set(result, op("mul", get(result), choose(type, op("eqz", odd), constant(1), A))),
    set(0, op("mul", A, A)),
    set(1, op("shr_u", B, constant(1))),
  ];
  // While the exponent is not 0.
  const loops: Code = [0x02, 0x40, 0x03, 0x40, op("eqz", B), 0x0d, 1, loop, 0x0c, 0, 0x0b, 0x0b];
  if (!signed) {
    into.push([loops, get(result)]);
    return;
  }
  const unitPower = choose(type, op("eqz", odd), constant(1), A);
  const isUnit = plain("i32.or", op("eq", A, constant(1)), op("eq", A, constant(-1)));
  const reciprocal = choose(type, isUnit, unitPower, constant(0));
  into.push(choose(type, op("lt_s", B, constant(0)), reciprocal, [loops, get(result)]));
}
