import { sizeOf } from "../../types.ts";
import type { Code } from "../encode.ts";
import { double2, get, i32, load, loadSplat, set, shuffle, store, storeScalar, vector } from "../instructions.ts";
import type { RealType } from "../lanes.ts";
import { PLACES } from "../memory.ts";
import type { FunctionBuilder } from "../module-builder.ts";
import { COLUMNS_BYTES } from "./layout.ts";
import type { ColumnOperation, RunOperation } from "./loops.ts";
import { add2, asDoubles, lanesSum, mul2, sub2, tree, ZERO } from "./vectors.ts";

/** The sum of squared distances from the mean of a run, which stands where the result goes. */
export function distances(into: FunctionBuilder, type: RealType): RunOperation {
  const sums = Array.from({ length: 4 }, () => into.local("v128"));
  const [mean, rest] = [into.local("v128"), into.local("v128")];
  const square = (items: Code): Code => {
    const away = into.keep(sub2(items, get(mean)));
    return mul2(away, away);
  };
  return {
    size: sizeOf(type),
    neutral: ZERO,
    begin: (at) => into.push([...[...sums, rest].map((sum) => set(sum, ZERO)), set(mean, loadSplat(8, at))]),
    step(vectors) {
      for (const [k, items] of vectors.flatMap((one) => asDoubles(into, type, one)).entries()) {
        const sum = sums[k % 4] ?? 0;
        into.push(set(sum, add2(get(sum), square(items))));
      }
    },
    one: (one) => {
      for (const items of asDoubles(into, type, one)) into.push(set(rest, add2(get(rest), square(items))));
    },
    item(one) {
      const [first = ZERO] = asDoubles(into, type, one);
      const alone = shuffle(first, get(mean), [0, 1, 2, 3, 4, 5, 6, 7, 24, 25, 26, 27, 28, 29, 30, 31]);
      into.push(set(rest, add2(get(rest), square(alone))));
    },
    finish: (at) =>
      into.push(
        storeScalar(
          "f64",
          at,
          0,
          lanesSum(
            into.keep(
              add2(
                get(rest),
                tree(
                  sums.map((sum) => get(sum)),
                  add2,
                ),
              ),
            ),
          ),
        ),
      ),
  };
}

/** Items that each column has seen before, the same for all: in both lanes. */
export const SEEN_AT = PLACES.state.start + 2 * COLUMNS_BYTES;

/**
 * Mean and squared distances of each column: those of the rows of a group, then combined with what was there (Chan,
 * Golub and LeVeque).
 */
export function momentColumns(into: FunctionBuilder, type: RealType): ColumnOperation {
  const [share, between] = [into.local("v128"), into.local("v128")];
  return {
    size: sizeOf(type),
    stateSize: 8,
    begin(count) {
      const seen = into.keep(load(16, i32(0), SEEN_AT));
      const after = into.keep(add2(seen, double2(count)));
      into.push(set(share, vector("f64x2.div", double2(count), after)));
      into.push(set(between, mul2(seen, get(share))));
      into.push(store(16, i32(0), SEEN_AT, after));
    },
    take(rows, state, single) {
      const doubles = rows.map((row) => asDoubles(into, type, row));
      for (const k of (single ? [ZERO] : (doubles[0] ?? [])).keys()) {
        const items = doubles.map((row) => row[k] ?? ZERO);
        const width = single ? 8 : 16;
        const [meanAt, squaresAt] = [16 * k, COLUMNS_BYTES + 16 * k];
        const mean = into.keep(mul2(tree(items, add2), double2(1 / rows.length)));
        const squares = items.map((item) => {
          const away = into.keep(sub2(item, mean));
          return mul2(away, away);
        });
        const before = into.keep(load(width, state, meanAt));
        const away = into.keep(sub2(mean, before));
        const apart = mul2(mul2(away, away), get(between));
        const all = add2(load(width, state, squaresAt), add2(tree(squares, add2), apart));
        into.push(store(width, state, squaresAt, all));
        into.push(store(width, state, meanAt, add2(before, mul2(away, get(share)))));
      }
    },
  };
}
