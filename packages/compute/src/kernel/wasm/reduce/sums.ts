import { kindOf, sizeOf } from "../../types.ts";
import type { Code } from "../encode.ts";
import { get, lane, load, plain, set, store, storeScalar, vector } from "../instructions.ts";
import { laneOp, type RealType } from "../lanes.ts";
import type { FunctionBuilder } from "../module-builder.ts";
import { COLUMNS_BYTES } from "./layout.ts";
import { type ColumnOperation, type ColumnTile, type RunOperation, TILE } from "./loops.ts";
import { add2, anyNonFinite, asDoubles, lanesSum, sub2, tree, upperHalf, widened, ZERO } from "./vectors.ts";

/** Adds a vector of doubles to a sum, and what the sum then lacks to another (Knuth's two-sum). */
function compensate(into: FunctionBuilder, total: number, lost: number, value: Code): void {
  const [item, before] = [into.keep(value), into.keep(get(total))];
  into.push(set(total, add2(before, item)));
  const taken = into.keep(sub2(get(total), before));
  const missing = add2(sub2(before, sub2(get(total), taken)), sub2(item, taken));
  into.push(set(lost, add2(get(lost), missing)));
}

/**
 * The sum of doubles (or of what becomes doubles) and what it lacks; `parts` 2: of each of two kinds of items that take
 * turns. Steps are summed plainly.
 */
export function doubleSum(into: FunctionBuilder, type: RealType, parts: 1 | 2): RunOperation {
  const [total, lost, rest] = [into.local("v128"), into.local("v128"), into.local("v128")];
  const join = (vectors: readonly Code[]) =>
    tree(
      vectors.flatMap((one) => (type === "f8" ? [one] : asDoubles(into, type, one))),
      add2,
    );
  return {
    size: sizeOf(type),
    neutral: ZERO,
    begin: () => into.push([total, lost, rest].map((local) => set(local, ZERO))),
    step: (vectors) => compensate(into, total, lost, join(vectors)),
    one: (one) => into.push(set(rest, add2(get(rest), join([one])))),
    finish(at) {
      compensate(into, total, lost, get(rest));
      storeSum(into, at, get(total), get(lost), parts);
    },
  };
}

function storeSum(into: FunctionBuilder, at: Code, total: Code, lost: Code, parts: 1 | 2): void {
  if (parts === 2) {
    into.push(store(16, at, 0, total));
    return;
  }
  const [a, b] = [into.keep(lane("f64", total, 0), "f64"), into.keep(lane("f64", total, 1), "f64")];
  const sum = into.keep(plain("f64.add", a, b), "f64");
  const taken = into.keep(plain("f64.sub", sum, a), "f64");
  const missing = plain("f64.add", plain("f64.sub", a, plain("f64.sub", sum, taken)), plain("f64.sub", b, taken));
  into.push(storeScalar("f64", at, 0, sum));
  into.push(storeScalar("f64", at, 8, plain("f64.add", lanesSum(lost), missing)));
}

/**
 * Of singles: those of a step that share a lane are added as singles, pairwise (16 of them: 4 roundings), all else as
 * doubles. A sum that leaves the range of singles on the way is taken again without.
 */
export function singleSum(into: FunctionBuilder, parts: 1 | 2): RunOperation {
  const totals = [into.local("v128"), into.local("v128")];
  const take = (value: Code) => {
    for (const [k, half] of asDoubles(into, "f4", value).entries()) {
      const total = totals[k] ?? 0;
      into.push(set(total, add2(get(total), half)));
    }
  };
  const total = () => add2(get(totals[0] ?? 0), get(totals[1] ?? 0));
  return {
    size: 4,
    neutral: ZERO,
    begin: () => into.push(totals.map((local) => set(local, ZERO))),
    step: (vectors) => take(tree(vectors, (a, b) => vector("f32x4.add", a, b))),
    one: take,
    fails: () => anyNonFinite(into, "f8", into.keep(total())),
    finish: (at) => storeSum(into, at, into.keep(total()), ZERO, parts),
  };
}

/** Of integers, modulo 2^64; `real`: the result is made a double (right for runs that fit 64 bits). */
export function integerSum(into: FunctionBuilder, type: RealType, real: boolean): RunOperation {
  const total = into.local("v128");
  const size = sizeOf(type);
  const sign = kindOf(type) === "int" ? "s" : "u";
  const wideType = sign === "s" ? "i2" : "u2";
  const add = (of: RealType) => (a: Code, b: Code) => laneOp(of, "add", a, b);
  const take = (vectors: readonly Code[]) => {
    let longs: Code[];
    if (size === 1) {
      // 16 sums of two bytes fit 16 bits.
      const pairs = tree(
        vectors.map((one) => vector(`i16x8.extadd_pairwise_i8x16_${sign}`, one)),
        add(wideType),
      );
      longs = widened(into, sign === "s" ? "i4" : "u4", vector(`i32x4.extadd_pairwise_i16x8_${sign}`, pairs), 8);
    } else if (size === 2) {
      const pairs = tree(
        vectors.map((one) => vector(`i32x4.extadd_pairwise_i16x8_${sign}`, one)),
        add("i4"),
      );
      longs = widened(into, sign === "s" ? "i4" : "u4", pairs, 8);
    } else longs = vectors.flatMap((one) => widened(into, type, one, 8));
    into.push(set(total, tree([get(total), ...longs], add("i8"))));
  };
  return {
    size,
    neutral: ZERO,
    begin: () => into.push(set(total, ZERO)),
    step: take,
    one: (one) => take([one]),
    finish(at) {
      const sum = plain("i64.add", lane("i64", get(total), 0), lane("i64", get(total), 1));
      if (!real) into.push(storeScalar("i64", at, 0, sum));
      else into.push([storeScalar("f64", at, 0, plain("f64.convert_i64_s", sum)), store(8, at, 8, ZERO)]);
    },
  };
}

/**
 * The sums of the rows of a tile, pairwise, one vector of each column. Few rows are in hand at a
 * time: there are 16 registers.
 */
function tileSums(into: FunctionBuilder, tile: ColumnTile, plus: (a: Code, b: Code) => Code): Code[] {
  const sumOf = (first: number, rows: number): Code[] => {
    if (rows === 1) return [...tile.row(first)].map((one) => into.keep(one));
    const [a, b] = [sumOf(first, rows / 2), sumOf(first + rows / 2, rows / 2)];
    return a.map((one, k) => into.keep(plus(one, b[k] ?? ZERO)));
  };
  return sumOf(0, TILE.rows);
}

/** Sums of doubles for each column, compensated. */
export function doubleColumns(into: FunctionBuilder, type: RealType): ColumnOperation {
  const [total, lost] = [into.local("v128"), into.local("v128")];
  const takeSum = (state: Code, at: number, width: 8 | 16, sum: Code) => {
    const [sums, rest] = [at, COLUMNS_BYTES + at];
    into.push([set(total, load(width, state, sums)), set(lost, load(width, state, rest))]);
    compensate(into, total, lost, sum);
    into.push([store(width, state, sums, get(total)), store(width, state, rest, get(lost))]);
  };
  return {
    size: sizeOf(type),
    stateSize: 8,
    take(rows, state, single) {
      const doubles = rows.map((row) => asDoubles(into, type, row));
      for (const k of (single ? [ZERO] : (doubles[0] ?? [])).keys()) {
        const sum = tree(
          doubles.map((row) => row[k] ?? ZERO),
          add2,
        );
        takeSum(state, 16 * k, single ? 8 : 16, sum);
      }
    },
    ...(type === "f8"
      ? {
          takeTile(tile, state) {
            for (const [k, sum] of tileSums(into, tile, add2).entries()) takeSum(state, 16 * k, 16, sum);
          },
        }
      : {}),
  };
}

/** Sums of singles for each column: the rows of a group as singles, unless that leaves their range. */
export function singleColumns(into: FunctionBuilder): ColumnOperation {
  const addTo = (state: Code, halves: readonly Code[], width: 8 | 16, first = 0) => {
    for (const [k, half] of halves.entries()) {
      const at = first + 16 * k;
      into.push(store(width, state, at, add2(load(width, state, at), half)));
    }
  };
  const halves = (value: Code) => [value, upperHalf(value)].map((half) => vector("f64x2.promote_low_f32x4", half));
  const plus = (a: Code, b: Code) => vector("f32x4.add", a, b);
  return {
    size: 4,
    stateSize: 8,
    take(rows, state, single) {
      const add = (value: Code) =>
        single ? addTo(state, halves(value).slice(0, 1), 8) : addTo(state, halves(value), 16);
      const sum = into.keep(tree(rows, plus));
      if (rows.length === 1) {
        add(sum);
        return;
      }
      const each = into.apart(() => {
        for (const row of rows) add(row);
      });
      const quick = into.apart(() => add(sum));
      into.push([anyNonFinite(into, "f4", sum), 0x04, 0x40, each, 0x05, quick, 0x0b]);
    },
    takeTile(tile, state) {
      const sums = tileSums(into, tile, plus);
      const addAll = (vectors: readonly Code[]) => {
        for (const [k, one] of vectors.entries()) addTo(state, halves(into.keep(one)), 16, 32 * k);
      };
      const each = tile.eachRow(addAll);
      const quick = into.apart(() => addAll(sums));
      // NaN where a sum is none or infinite.
      const nothing = tree(
        sums.map((sum) => vector("f32x4.sub", sum, sum)),
        plus,
      );
      into.push([anyNonFinite(into, "f4", into.keep(nothing)), 0x04, 0x40, each, 0x05, quick, 0x0b]);
    },
  };
}

/** Sums of integers for each column, modulo 2^64. */
export function integerColumns(into: FunctionBuilder, type: RealType): ColumnOperation {
  const size = sizeOf(type);
  const signed = kindOf(type) === "int";
  return {
    size,
    stateSize: 8,
    take(rows, state, single) {
      // A group of rows fits lanes of twice the width.
      const wide = Math.min(8, size * 2);
      const wideType: RealType = wide === 2 ? (signed ? "i2" : "u2") : wide === 4 ? (signed ? "i4" : "u4") : "i8";
      const parts = rows.map((row) => widened(into, type, row, wide));
      const sums = (parts[0] ?? []).map((_, k) =>
        tree(
          parts.map((part) => part[k] ?? ZERO),
          (a, b) => laneOp(wideType, "add", a, b),
        ),
      );
      const longs = (single ? sums.slice(0, 1) : sums).flatMap((sum) => widened(into, wideType, sum, 8));
      for (const [k, long] of (single ? longs.slice(0, 1) : longs).entries()) {
        const width = single ? 8 : 16;
        into.push(store(width, state, 16 * k, vector("i64x2.add", load(width, state, 16 * k), long)));
      }
    },
  };
}
