import type { Code } from "../encode.ts";
import { choose, get, i32, load, loadItem, loopWhile, plain, repeat, set, tee, when } from "../instructions.ts";
import type { FunctionBuilder, ModuleBuilder } from "../module-builder.ts";
import { RESULT_BYTES } from "./layout.ts";

/** Vectors that a run operation takes at once. */
export const STEP = 16;
/** Rows that a column operation takes at once, as long as there are so many. */
export const ROWS = 8;
const FEW_ROWS = 4;
/** Rows and vectors of a tile. */
export const TILE = { rows: 16, vectors: 2 } as const;

/** What is done with the items of a run; the methods add code to the function that the operation was made for. */
export interface RunOperation {
  readonly size: number;
  /** A vector of items that change nothing: they fill up one that holds a single item. */
  readonly neutral: Code;
  /** `at`: where the result will go. */
  begin(at: Code): void;
  /** `STEP` vectors; each is to be read once. */
  step(vectors: readonly Code[]): void;
  /** One vector, to be read once. */
  one(vector: Code): void;
  /** As `one`, of a vector that holds one item and neutral ones, where these are not so neutral. */
  item?(vector: Code): void;
  /** An i32: whether the result does not hold, and all is to be taken again from the start without steps. */
  fails?(): Code;
  /** How it is taken again: vector by vector, or item by item (the default). */
  readonly again?: "vectors" | "items";
  /** Stores the result at an address. */
  finish(at: Code): void;
}

/** What is done with rows of items that lie above each other, for each column. */
export interface ColumnOperation {
  readonly size: number;
  /** Bytes of a column in each of the arrays of its state. */
  readonly stateSize: number;
  /** Before a group of rows. */
  begin?(rows: number): void;
  /**
   * Vectors of some rows, or of one, which may be read more than once. `state` is the address of the first column's state;
   * `single`: only the first item of the vectors is one.
   */
  take(rows: readonly Code[], state: Code, single: boolean): void;
  /**
   * `TILE.rows` rows of `TILE.vectors` vectors, where that is quicker than a vector of each row. `state` as in `take`.
   */
  takeTile?(tile: ColumnTile, state: Code): void;
}

/** Its rows, from the top. Vectors are to be read once, before the next row is asked for. */
export interface ColumnTile {
  row(k: number): readonly Code[];
  /** Code that does the same for each row. */
  eachRow(body: (vectors: readonly Code[]) => void): Code;
}

const PARAMS = [0, 1, 2, 3, 4] as const;

/** `name(address, rows, length, into)`: runs of `length` items, one after the other, each with a result of its own. */
export function emitRuns(module: ModuleBuilder, name: string, make: (into: FunctionBuilder) => RunOperation): void {
  const index = module.named(name, { params: ["i32", "i32", "i32", "i32"], results: [] }, (into) => {
    const [address, rows, length, result] = PARAMS;
    const operation = make(into);
    const [start, end, stop] = [into.local("i32"), into.local("i32"), into.local("i32")];
    const single = into.local("i32");
    const run = into.apart(() => {
      into.push(set(address, get(start)));
      operation.begin(get(result));
      into.push(set(stop, upTo(address, end, single, STEP * 16)));
      pass(into, address, stop, STEP * 16, () =>
        operation.step(Array.from({ length: STEP }, (_, k) => load(16, get(address), k * 16))),
      );
      const vectors = operation.again === "vectors" ? wholeUpTo(address, end, 16) : upTo(address, end, single, 16);
      into.push(set(stop, vectors));
      pass(into, address, stop, 16, () => operation.one(load(16, get(address), 0)));
      pass(into, address, end, operation.size, () =>
        (operation.item ?? operation.one)(loadItem(operation.size, get(address), operation.neutral)),
      );
    });
    const finish = into.apart(() => operation.finish(get(result)));
    let failed: Code = [];
    const check = into.apart(() => {
      failed = operation.fails?.() ?? [];
    });
    const attempt: Code = operation.fails
      ? repeat([run, check, choose("i32", get(single), i32(0), failed), tee(single)])
      : run;
    into.push(
      loopWhile(get(rows), [
        set(start, get(address)),
        set(end, plain("i32.add", get(address), plain("i32.mul", get(length), i32(operation.size)))),
        set(single, i32(0)),
        attempt,
        finish,
        set(result, plain("i32.add", get(result), i32(RESULT_BYTES))),
        set(rows, plain("i32.sub", get(rows), i32(1))),
      ]),
    );
  });
  module.export(name, index);
}

/** The end of the whole pieces of `bytes` (a power of two) from an address on; none of them the second time. */
function upTo(address: number, end: number, single: number, bytes: number): Code {
  return choose("i32", get(single), get(address), wholeUpTo(address, end, bytes));
}

function wholeUpTo(address: number, end: number, bytes: number): Code {
  const whole = plain("i32.and", plain("i32.sub", get(end), get(address)), i32(-bytes));
  return plain("i32.add", get(address), whole);
}

/** Goes in steps of `bytes` from an address to another. */
function pass(into: FunctionBuilder, address: number, end: number, bytes: number, body: () => void): void {
  const code = into.apart(body);
  const next = set(address, plain("i32.add", get(address), i32(bytes)));
  into.push(loopWhile(plain("i32.lt_u", get(address), get(end)), [code, next]));
}

/**
 * `name(address, pitch, rows, length, state)`: rows of `length` items, `pitch` bytes apart, are taken into the states of
 * the columns.
 */
export function emitColumns(
  module: ModuleBuilder,
  name: string,
  make: (into: FunctionBuilder) => ColumnOperation,
): void {
  const index = module.named(name, { params: ["i32", "i32", "i32", "i32", "i32"], results: [] }, (into) => {
    const [address, pitch, rows, length, states] = PARAMS;
    const operation = make(into);
    const all: RowGroup = { address, pitch, bytes: length, states };
    const tiles = operation.takeTile ? into.apart(() => emitTiles(into, operation, all)) : undefined;
    const many = into.apart(() => emitRowGroup(into, operation, ROWS, all));
    const few = into.apart(() => emitRowGroup(into, operation, FEW_ROWS, all));
    const one = into.apart(() => emitRowGroup(into, operation, 1, all));
    const group = (count: number, code: Code): Code =>
      loopWhile(plain("i32.ge_u", get(rows), i32(count)), [
        code,
        set(address, plain("i32.add", get(address), plain("i32.mul", get(pitch), i32(count)))),
        set(rows, plain("i32.sub", get(rows), i32(count))),
      ]);
    into.push(set(length, plain("i32.mul", get(length), i32(operation.size))));
    into.push([tiles ? group(TILE.rows, tiles) : [], group(ROWS, many), group(FEW_ROWS, few), group(1, one)]);
  });
  module.export(name, index);
}

/** What {@link emitRowGroup} works on: locals with what the parameters of {@link emitColumns} are, the length in bytes. */
interface RowGroup {
  readonly address: number;
  readonly pitch: number;
  readonly bytes: number;
  readonly states: number;
}

/** All columns of `TILE.rows` rows: in tiles, and those that are left in groups of rows. */
function emitTiles(into: FunctionBuilder, operation: ColumnOperation, group: RowGroup): void {
  const { address, pitch, bytes, states } = group;
  const local = () => into.local("i32");
  const [column, state, end, row, count] = [local(), local(), local(), local(), local()];
  const width = TILE.vectors * 16;
  const stateBytes = (columns: Code) => plain("i32.mul", columns, i32(operation.stateSize / operation.size));
  const vectors = () => Array.from({ length: TILE.vectors }, (_, k) => load(16, get(row), 16 * k));
  const down = set(row, plain("i32.add", get(row), get(pitch)));
  const times = (rows: number, code: Code): Code => [
    set(count, i32(rows)),
    loopWhile(get(count), [code, set(count, plain("i32.sub", get(count), i32(1)))]),
  ];
  const tile: ColumnTile = {
    row(k) {
      into.push(k === 0 ? set(row, get(column)) : down);
      return vectors();
    },
    eachRow: (body) => [set(row, get(column)), times(TILE.rows, [into.apart(() => body(vectors())), down])],
  };
  into.push([set(column, get(address)), set(state, get(states))]);
  into.push(set(end, plain("i32.add", get(address), plain("i32.and", get(bytes), i32(-width)))));
  const body = into.apart(() => operation.takeTile?.(tile, get(state)));
  const across = [
    set(column, plain("i32.add", get(column), i32(width))),
    set(state, plain("i32.add", get(state), stateBytes(i32(width)))),
  ];
  into.push(loopWhile(plain("i32.lt_u", get(column), get(end)), [body, across]));
  const rest: RowGroup = { address: column, pitch, bytes: end, states: state };
  const left = into.apart(() => emitRowGroup(into, operation, ROWS, rest));
  const next = set(column, plain("i32.add", get(column), plain("i32.mul", get(pitch), i32(ROWS))));
  into.push(set(end, plain("i32.and", get(bytes), i32(width - 1))));
  into.push(when(get(end), times(TILE.rows / ROWS, [left, next])));
}

/** All columns of some rows. */
function emitRowGroup(into: FunctionBuilder, operation: ColumnOperation, count: number, group: RowGroup): void {
  const { address, pitch, bytes, states } = group;
  const pointers = Array.from({ length: count }, () => into.local("i32"));
  const [state, stop, end] = [into.local("i32"), into.local("i32"), into.local("i32")];
  for (const [k, pointer] of pointers.entries()) {
    const before = pointers[k - 1];
    into.push(set(pointer, before === undefined ? get(address) : plain("i32.add", get(before), get(pitch))));
  }
  operation.begin?.(count);
  const first = pointers[0] ?? address;
  into.push([set(state, get(states)), set(end, plain("i32.add", get(address), get(bytes)))]);
  into.push(set(stop, plain("i32.add", get(address), plain("i32.and", get(bytes), i32(-16)))));
  const across = (step: number, read: (pointer: number) => Code, single: boolean, until: number) => {
    const body = into.apart(() => operation.take(pointers.map(read), get(state), single));
    const move = [
      ...pointers.map((pointer) => set(pointer, plain("i32.add", get(pointer), i32(step)))),
      set(state, plain("i32.add", get(state), i32((step / operation.size) * operation.stateSize))),
    ];
    into.push(loopWhile(plain("i32.lt_u", get(first), get(until)), [body, ...move]));
  };
  across(16, (pointer) => load(16, get(pointer), 0), false, stop);
  const zero: Code = [0xfd, 12, ...new Array<number>(16).fill(0)];
  across(operation.size, (pointer) => loadItem(operation.size, get(pointer), zero), true, end);
}
