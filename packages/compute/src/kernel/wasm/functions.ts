import { OPERATORS, type OperatorName } from "../operators.ts";
import type { KernelNode } from "../program.ts";
import { kindOf } from "../types.ts";
import type { Code, ValueType } from "./encode.ts";
import { bytes16, call, choose, get, plain, set, shuffle, vector } from "./instructions.ts";
import { FLOAT_OPERATORS } from "./lane-operators.ts";
import { eachLane, type RealType, splat } from "./lanes.ts";
import { DOUBLE_FUNCTIONS, SINGLE_FUNCTIONS, type Way, WIDE_FUNCTIONS } from "./math/float-functions.ts";
import { ValueWriter } from "./math/value.ts";
import type { FunctionBuilder, ModuleBuilder } from "./module-builder.ts";

type FloatType = "f4" | "f8";

const FIRST_TWO = bytes16(Array.from({ length: 16 }, (_, k) => (k < 8 ? 255 : 0)));
const SWAPPED = [8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7];
const JOINED = [0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23];

export function isFloat(type: RealType): type is FloatType {
  return kindOf(type) === "float";
}

/** The function of JavaScript that a node needs, as `op:type`: for what vectors do not have, or for rare numbers. */
export function importOf(node: KernelNode): string | undefined {
  if (node.kind !== "apply" || kindOf(node.type) !== "float" || FLOAT_OPERATORS[node.op]) return undefined;
  const ways = (node.type === "f4" ? SINGLE_FUNCTIONS[node.op] : undefined) ?? DOUBLE_FUNCTIONS[node.op];
  return ways === undefined || ways.at(-1)?.takes !== undefined ? `${node.op}:${node.type}` : undefined;
}

/**
 * A function that is no instruction, of vectors with `lanes` floats: `vectors[k]` holds the arguments of vector k, which
 * may be read more than once. Answers code that reads the result of each.
 */
export function applyFunction(
  module: ModuleBuilder,
  into: FunctionBuilder,
  { op, type, lanes }: { readonly op: OperatorName; readonly type: FloatType; readonly lanes: number },
  vectors: readonly (readonly Code[])[],
): readonly Code[] {
  const singles = type === "f4" ? SINGLE_FUNCTIONS[op] : undefined;
  if (singles) {
    // Lanes that hold no items are made 1, which every function takes.
    const full = (arg: Code) => (lanes === 4 ? arg : vector("v128.bitselect", arg, splat("f4", 1), FIRST_TWO));
    const kind = { op, type, lanes: 4, ways: singles };
    return called(
      module,
      into,
      kind,
      vectors.map((args) => args.map(full)),
    );
  }
  const ways = type === "f8" ? DOUBLE_FUNCTIONS[op] : WIDE_FUNCTIONS[op];
  if (!ways) return vectors.map((args) => into.keep(oneByOne(module, { op, type, lanes }, args)));
  const kind = { op, type, lanes: 2, ways };
  if (type === "f8") return called(module, into, kind, vectors);
  const wide = (args: readonly Code[]) => args.map((arg) => vector("f64x2.promote_low_f32x4", arg));
  const narrow = (result: Code) => vector("f32x4.demote_f64x2_zero", result);
  if (lanes <= 2) return called(module, into, kind, vectors.map(wide)).map(narrow);
  const upper = (args: readonly Code[]) => args.map((arg) => shuffle(arg, arg, SWAPPED));
  return vectors.map((args) => {
    const [low = [], high = []] = called(module, into, kind, [wide(args), wide(upper(args))]);
    return into.keep(shuffle(narrow(low), narrow(high), JOINED));
  });
}

interface FunctionKind {
  readonly op: OperatorName;
  /** Of the items: singles may come as doubles. */
  readonly type: FloatType;
  readonly lanes: number;
  readonly ways: readonly Way[];
}

/** Calls the function of the module that takes so many vectors at once. */
function called(
  module: ModuleBuilder,
  into: FunctionBuilder,
  kind: FunctionKind,
  vectors: readonly (readonly Code[])[],
): readonly Code[] {
  const { op, type, lanes } = kind;
  const arity = OPERATORS[op].arity;
  const results = vectors.map(() => "v128" as const);
  const params: ValueType[] = vectors.flatMap(() => new Array<ValueType>(arity).fill("v128"));
  const ways = kind.ways.filter(({ only }) => only === undefined || (only === "fused") === module.fused);
  const index = module.named(`${op}:${type}:${lanes}:${vectors.length}`, { params, results }, (body) => {
    const args = vectors.map((_, k) => Array.from({ length: arity }, (_unused, at) => get(k * arity + at)));
    const writer = new ValueWriter(body, args, module.fused);
    for (const result of tried(module, body, writer, { ...kind, ways }, args)) body.push(result);
  });
  const locals = results.map((result) => into.local(result));
  into.push(call(index, ...vectors.flat()));
  for (const local of locals.toReversed()) into.push(set(local, []));
  return locals.map((local) => get(local));
}

/** The first way that takes all lanes of all vectors, or each lane on its own. */
function tried(
  module: ModuleBuilder,
  into: FunctionBuilder,
  writer: ValueWriter,
  kind: FunctionKind,
  vectors: readonly (readonly Code[])[],
): readonly Code[] {
  const [way, ...others] = kind.ways;
  if (way === undefined) return vectors.map((args) => into.keep(oneByOneOf(module, kind, args)));
  if (way.takes === undefined) return writer.write(way.value);
  const locals = vectors.map(() => into.local("v128"));
  const store = (results: readonly Code[]) => {
    for (const [k, local] of locals.entries()) into.push(set(local, results[k] ?? []));
  };
  const condition = writer.all(way.takes);
  const then = writer.apart(() => store(writer.write(way.value)));
  const otherwise = writer.apart(() => store(tried(module, into, writer, { ...kind, ways: others }, vectors)));
  into.push(choose(undefined, condition, then, otherwise));
  return locals.map((local) => get(local));
}

function oneByOneOf(module: ModuleBuilder, { op, type, lanes }: FunctionKind, args: readonly Code[]): Code {
  if (type === "f8" || lanes === 4) return oneByOne(module, { op, type, lanes }, args);
  const index = module.imported(`${op}:${type}`);
  return eachLane(lanes, "f8", "f8", args, (x = [], y = x) => call(index, x, y));
}

/** Each lane on its own through a function of JavaScript. */
function oneByOne(
  module: ModuleBuilder,
  { op, type, lanes }: { readonly op: OperatorName; readonly type: FloatType; readonly lanes: number },
  args: readonly Code[],
): Code {
  const index = module.imported(`${op}:${type}`);
  return eachLane(lanes, type, type, args, (...items) => {
    const [x = [], y = x] = items.map((item) => (type === "f4" ? plain("f64.promote_f32", item) : item));
    const result = call(index, x, y);
    return type === "f4" ? plain("f32.demote_f64", result) : result;
  });
}
