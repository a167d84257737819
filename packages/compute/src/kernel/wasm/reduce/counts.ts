import { NUMERIC_TYPES, sizeOf } from "../../types.ts";
import type { Code } from "../encode.ts";
import { get, i64, lane, load, loadItem, plain, set, store, storeScalar, vector } from "../instructions.ts";
import { laneOp, type RealType, splat } from "../lanes.ts";
import type { FunctionBuilder } from "../module-builder.ts";
import type { ColumnOperation, RunOperation } from "./loops.ts";
import { tree, widened, ZERO } from "./vectors.ts";

const INTEGER_OF = { 1: "i1", 2: "i2", 4: "i4", 8: "i8" } as const;

/** The signed integer type whose lanes a mask of the type has. */
function maskType(type: RealType): RealType {
  return INTEGER_OF[NUMERIC_TYPES[type].size];
}

/** How many items are not zero. */
export function nonzero(into: FunctionBuilder, type: RealType): RunOperation {
  const size = sizeOf(type);
  const [count, total] = [into.local("v128"), into.local("i64")];
  const masks = maskType(type);
  // Masks are -1: a step of 16 of them fits any lane.
  const take = (vectors: readonly Code[]) => {
    const found = vectors.map((one) => laneOp(type, "ne", one, ZERO));
    const longs = widened(
      into,
      masks,
      tree(found, (a, b) => laneOp(masks, "add", a, b)),
      8,
    );
    into.push(
      set(
        count,
        tree([get(count), ...longs], (a, b) => vector("i64x2.add", a, b)),
      ),
    );
  };
  return {
    size,
    neutral: ZERO,
    begin: () => into.push(set(count, ZERO)),
    step: take,
    one: (one) => take([one]),
    finish(at) {
      into.push(set(total, plain("i64.add", lane("i64", get(count), 0), lane("i64", get(count), 1))));
      into.push(storeScalar("i64", at, 0, plain("i64.sub", i64(0n), get(total))));
    },
  };
}

export function nonzeroColumns(into: FunctionBuilder, type: RealType): ColumnOperation {
  const size = sizeOf(type);
  const masks = maskType(type);
  return {
    size,
    stateSize: 8,
    take(rows, state, single) {
      const found = rows.map((row) => laneOp(type, "ne", row, ZERO));
      const longs = widened(
        into,
        masks,
        tree(found, (a, b) => laneOp(masks, "add", a, b)),
        8,
      );
      for (const [k, long] of (single ? longs.slice(0, 1) : longs).entries()) {
        const width = single ? 8 : 16;
        into.push(store(width, state, 16 * k, vector("i64x2.sub", load(width, state, 16 * k), long)));
      }
    },
  };
}

/** The or (`any`) of bools, or the and: what decides is 1 in the result when it was seen. */
export function verdict(into: FunctionBuilder, all: boolean): RunOperation {
  const seen = into.local("v128");
  const join = (a: Code, b: Code) => (all ? vector("i8x16.min_u", a, b) : vector("v128.or", a, b));
  const neutral = all ? splat("u1", 255) : ZERO;
  return {
    size: 1,
    neutral,
    begin: () => into.push(set(seen, neutral)),
    step: (vectors) => into.push(set(seen, join(get(seen), tree(vectors, join)))),
    one: (one) => into.push(set(seen, join(get(seen), one))),
    finish(at) {
      const decided = vector("v128.any_true", all ? vector("i8x16.eq", get(seen), ZERO) : get(seen));
      into.push([at, decided, 0x3a, 0, 0]);
    },
  };
}

export function verdictColumns(into: FunctionBuilder, all: boolean): ColumnOperation {
  const join = (a: Code, b: Code) => (all ? vector("i8x16.min_u", a, b) : vector("v128.or", a, b));
  return {
    size: 1,
    stateSize: 1,
    take(rows, state, single) {
      const before = single ? loadItem(1, state, ZERO) : load(16, state, 0);
      const decides = vector(all ? "i8x16.eq" : "i8x16.ne", tree(rows, join), ZERO);
      const now = vector("v128.or", before, vector("v128.and", decides, splat("u1", 1)));
      into.push(store(single ? 1 : 16, state, 0, now));
    },
  };
}
