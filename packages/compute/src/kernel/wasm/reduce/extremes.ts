import { kindOf, NUMERIC_TYPES, sizeOf } from "../../types.ts";
import type { Code } from "../encode.ts";
import { choose, get, i32, load, loadItem, loadSplat, loopWhile, plain, set, store, vector } from "../instructions.ts";
import { INTEGER_OPERATORS } from "../lane-operators.ts";
import { laneOp, type RealType, splat } from "../lanes.ts";
import type { FunctionBuilder, ModuleBuilder } from "../module-builder.ts";
import type { ColumnOperation, RunOperation } from "./loops.ts";
import { multiplyAdd, shuffledHalves, tree, ZERO } from "./vectors.ts";

type Order = "min" | "max";

/** The better of two vectors, lane by lane; NaN is passed over (`b` where `a` is one, but not the other way round). */
function better(into: FunctionBuilder, type: RealType, order: Order): (a: Code, b: Code) => Code {
  if (kindOf(type) === "float") return (a, b) => laneOp(type, `p${order}`, a, b);
  const operator = INTEGER_OPERATORS[order === "min" ? "minimum" : "maximum"];
  if (!operator) throw new RangeError(`no ${order} of ${type}`);
  return (a, b) => operator(type, into.keep(a), into.keep(b));
}

/** NaN where one of both is. */
function strict(into: FunctionBuilder, type: RealType, order: Order): (a: Code, b: Code) => Code {
  return kindOf(type) === "float" ? (a, b) => laneOp(type, order, a, b) : better(into, type, order);
}

/** What every item is better than, or equal to. */
export function worst(type: RealType, order: Order): number | bigint {
  const highest = order === "min";
  if (kindOf(type) === "float") return highest ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
  const bits = BigInt(sizeOf(type) * 8);
  if (kindOf(type) === "uint") return highest ? 2n ** bits - 1n : 0n;
  return highest ? 2n ** (bits - 1n) - 1n : -(2n ** (bits - 1n));
}

/**
 * The least or greatest item. Floats: steps pass over NaN, and a sum beside them of products of two items each is NaN if
 * one is among them: processors multiply where they do not compare. Infinities and products beyond the range may make it NaN
 * too; in any case all is then looked at again.
 */
export function extreme(into: FunctionBuilder, type: RealType, order: Order): RunOperation {
  const isFloat = kindOf(type) === "float";
  const best = [into.local("v128"), into.local("v128")];
  const sums = Array.from({ length: isFloat ? 4 : 0 }, () => into.local("v128"));
  const [join, exact] = [better(into, type, order), strict(into, type, order)];
  const plus = (a: Code, b: Code) => laneOp(type, "add", a, b);
  const neutral = splat(type, worst(type, order));
  const watch = (a: Code, b: Code, pair: number) => {
    const sum = sums[pair % sums.length] ?? 0;
    // So much smaller that few products leave the range; the sums begin with 1, so that none is subnormal.
    const smaller = laneOp(type, "mul", b, splat(type, type === "f4" ? 2 ** -64 : 2 ** -512));
    into.push(set(sum, multiplyAdd(type === "f4" ? "f4" : "f8", a, smaller, get(sum))));
  };
  return {
    size: sizeOf(type),
    neutral,
    begin: () => into.push([...best.map((one) => set(one, neutral)), ...sums.map((sum) => set(sum, splat(type, 1)))]),
    step(vectors) {
      // Few at a time: there are 16 registers.
      for (let k = 0; k < vectors.length; k += 4) {
        const items = vectors.slice(k, k + 4).map((one) => (isFloat ? into.keep(one) : one));
        const local = best[(k / 4) % 2] ?? 0;
        into.push(set(local, join(tree(items, join), get(local))));
        for (let j = 0; isFloat && j < items.length; j += 2) watch(items[j] ?? ZERO, items[j + 1] ?? ZERO, (k + j) / 2);
      }
    },
    one: (one) => into.push(set(best[0] ?? 0, exact(get(best[0] ?? 0), one))),
    ...(isFloat ? { fails: () => anyNaN(into, type, tree(sums.map(get), plus)), again: "vectors" } : {}),
    finish(at) {
      let all = into.keep(exact(get(best[0] ?? 0), get(best[1] ?? 0)));
      for (const half of shuffledHalves(sizeOf(type))) all = into.keep(exact(all, half(all)));
      into.push(store(8, at, 0, all));
    },
  };
}

function anyNaN(into: FunctionBuilder, type: RealType, value: Code): Code {
  const found = into.keep(value);
  return vector("v128.any_true", laneOp(type, "ne", found, found));
}

/** The least or greatest of each column, in items of its own type; a NaN stays. */
export function extremeColumns(into: FunctionBuilder, type: RealType, order: Order): ColumnOperation {
  const isFloat = kindOf(type) === "float";
  const size = sizeOf(type);
  const [join, exact] = [better(into, type, order), strict(into, type, order)];
  return {
    size,
    stateSize: size,
    take(rows, state, single) {
      const width = single ? size : 16;
      const before = into.keep(single ? loadItem(size, state, ZERO) : load(16, state, 0));
      const items = rows.map((row) => into.keep(row));
      const all = [...items, before];
      if (!isFloat || single) {
        into.push(store(width, state, 0, tree(all, exact)));
        return;
      }
      const sum = into.keep(tree(all, (a, b) => laneOp(type, "add", a, b)));
      const strange = vector("v128.any_true", laneOp(type, "ne", sum, sum));
      const slow = into.apart(() => into.push(store(width, state, 0, tree(all, exact))));
      const quick = into.apart(() => into.push(store(width, state, 0, tree(all, join))));
      into.push([strange, 0x04, 0x40, slow, 0x05, quick, 0x0b]);
    },
  };
}

/** `name(address, length, value)`: the number of the first item that is the one at the address `value`; NaN is NaN. */
export function emitFind(module: ModuleBuilder, name: string, type: RealType): void {
  const size = sizeOf(type);
  const index = module.named(name, { params: ["i32", "i32", "i32"], results: ["i32"] }, (into) => {
    const [address, length, value] = [0, 1, 2];
    const [start, end, stop, wanted, mask] = [
      into.local("i32"),
      into.local("i32"),
      into.local("i32"),
      into.local("v128"),
      into.local("i32"),
    ];
    into.push(set(start, get(address)));
    into.push(set(end, plain("i32.add", get(address), plain("i32.mul", get(length), i32(size)))));
    into.push(set(wanted, loadSplat(NUMERIC_TYPES[type].size, get(value))));
    const hit = (items: Code) => {
      const found = laneOp(type, "eq", items, get(wanted));
      if (kindOf(type) !== "float") return found;
      const wantsNaN = laneOp(type, "ne", get(wanted), get(wanted));
      return vector("v128.or", found, vector("v128.and", wantsNaN, laneOp(type, "ne", items, items)));
    };
    const search = (bytes: number, items: (at: Code) => Code, until: Code, first: boolean) => {
      const body = into.apart(() => {
        const found = vector("i8x16.bitmask", hit(into.keep(items(get(address)))));
        into.push(set(mask, first ? plain("i32.and", found, i32(1)) : found));
      });
      const next = set(
        address,
        plain("i32.add", get(address), plain("i32.mul", plain("i32.eqz", get(mask)), i32(bytes))),
      );
      const open = plain("i32.and", plain("i32.lt_u", get(address), until), plain("i32.eqz", get(mask)));
      into.push(loopWhile(open, [body, next]));
    };
    const whole = plain("i32.and", plain("i32.sub", get(end), get(start)), i32(-16));
    into.push(set(stop, plain("i32.add", get(start), whole)));
    search(16, (at) => load(16, at, 0), get(stop), false);
    search(size, (at) => loadItem(size, at, ZERO), get(end), true);
    const within = choose("i32", get(mask), plain("i32.ctz", get(mask)), i32(0));
    into.push(plain("i32.div_u", plain("i32.add", plain("i32.sub", get(address), get(start)), within), i32(size)));
  });
  module.export(name, index);
}
