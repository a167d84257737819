import type { Code } from "../encode.ts";
import { choose, get, i32, load, loadItem, loopWhile, plain, repeat, set, tee } from "../instructions.ts";
import type { FunctionBuilder, ModuleBuilder } from "../module-builder.ts";
import { RESULT_BYTES } from "./layout.ts";

/** Vectors that a run operation takes at once. */
export const STEP = 16;
/** Rows that a column operation takes at once. */
export const ROWS = 8;

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
  /** An i32: whether the result does not hold, and the items are to be taken one by one from the start. */
  fails?(): Code;
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
   * `ROWS` vectors, or one, which may be read more than once. `state` is the address of the first column's state;
   * `single`: only the first item of the vectors is one.
   */
  take(rows: readonly Code[], state: Code, single: boolean): void;
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
      into.push(set(stop, upTo(address, end, single, 16)));
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

/** The end of the whole pieces of `bytes` (a power of two) from an address on; none of them if items go one by one. */
function upTo(address: number, end: number, single: number, bytes: number): Code {
  const whole = plain("i32.and", plain("i32.sub", get(end), get(address)), i32(-bytes));
  return choose("i32", get(single), get(address), plain("i32.add", get(address), whole));
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
    const [address, pitch, rows, length] = PARAMS;
    const operation = make(into);
    const many = into.apart(() => emitRowGroup(into, operation, ROWS));
    const one = into.apart(() => emitRowGroup(into, operation, 1));
    const group = (count: number, code: Code): Code =>
      loopWhile(plain("i32.ge_u", get(rows), i32(count)), [
        code,
        set(address, plain("i32.add", get(address), plain("i32.mul", get(pitch), i32(count)))),
        set(rows, plain("i32.sub", get(rows), i32(count))),
      ]);
    into.push(set(length, plain("i32.mul", get(length), i32(operation.size))));
    into.push([group(ROWS, many), group(1, one)]);
  });
  module.export(name, index);
}

/** All columns of some rows; parameters as in {@link emitColumns}, the length in bytes. */
function emitRowGroup(into: FunctionBuilder, operation: ColumnOperation, count: number): void {
  const [address, pitch, , bytes, states] = PARAMS;
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
