import { kindOf, sizeOf } from "../../types.ts";
import type { Code } from "../encode.ts";
import { double2, get, lane, load, long2, plain, set, store, storeScalar, vector } from "../instructions.ts";
import { type RealType, splat } from "../lanes.ts";
import type { FunctionBuilder } from "../module-builder.ts";
import type { ColumnOperation, RunOperation } from "./loops.ts";
import { asDoubles, mul2, tree, widened, ZERO } from "./vectors.ts";

/** Items as what products are computed in: doubles, or integers of 64 bits. */
function factors(into: FunctionBuilder, type: RealType, value: Code): Code[] {
  return kindOf(type) === "float" ? asDoubles(into, type, value) : widened(into, type, value, 8);
}

function multiplies(type: RealType): (a: Code, b: Code) => Code {
  return kindOf(type) === "float" ? mul2 : (a, b) => vector("i64x2.mul", a, b);
}

const one = (type: RealType): Code => (kindOf(type) === "float" ? double2(1) : long2(1n));

/**
 * In an order that leaves no lane waiting. Where a float product comes near an end of the range, where the order shows,
 * the items are multiplied one after the other.
 */
export function product(into: FunctionBuilder, type: RealType): RunOperation {
  const isFloat = kindOf(type) === "float";
  const parts = Array.from({ length: 4 }, () => into.local("v128"));
  const part = (k: number) => parts[k % 4] ?? 0;
  const multiply = multiplies(type);
  const take = (vectors: readonly Code[]) => {
    for (const [k, factor] of vectors.flatMap((vector) => factors(into, type, vector)).entries()) {
      into.push(set(part(k), multiply(get(part(k)), factor)));
    }
  };
  return {
    size: sizeOf(type),
    neutral: splat(type, 1),
    begin: () => into.push(parts.map((local) => set(local, one(type)))),
    step: take,
    one: (vector) => take([vector]),
    ...(isFloat ? { fails: () => outOfRange(into, parts) } : {}),
    finish(at) {
      const all = into.keep(
        tree(
          parts.map((local) => get(local)),
          multiply,
        ),
      );
      if (!isFloat) {
        into.push(storeScalar("i64", at, 0, plain("i64.mul", lane("i64", all, 0), lane("i64", all, 1))));
        return;
      }
      into.push(storeScalar("f64", at, 0, plain("f64.mul", lane("f64", all, 0), lane("f64", all, 1))));
    },
  };
}

/** An i32: whether not all lanes are of a size whose products of eight are far from the ends of the range. */
function outOfRange(into: FunctionBuilder, parts: readonly number[]): Code {
  const inside = parts.map((local) => {
    const size = into.keep(vector("f64x2.abs", get(local)));
    return vector(
      "v128.and",
      vector("f64x2.gt", size, double2(2 ** -120)),
      vector("f64x2.lt", size, double2(2 ** 120)),
    );
  });
  return plain(
    "i32.eqz",
    vector(
      "i64x2.all_true",
      tree(inside, (a, b) => vector("v128.and", a, b)),
    ),
  );
}

/** One row after the other. */
export function productColumns(into: FunctionBuilder, type: RealType): ColumnOperation {
  const multiply = multiplies(type);
  return {
    size: sizeOf(type),
    stateSize: 8,
    take(rows, state, single) {
      const parts = rows.map((row) => factors(into, type, row));
      for (const k of (single ? [ZERO] : (parts[0] ?? [])).keys()) {
        const width = single ? 8 : 16;
        let value = load(width, state, 16 * k);
        for (const row of parts) value = multiply(value, row[k] ?? ZERO);
        into.push(store(width, state, 16 * k, value));
      }
    },
  };
}
