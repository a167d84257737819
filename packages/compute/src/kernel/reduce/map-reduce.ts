import { CatervaError } from "@caterva2/ndarray";
import { checkProgram } from "../check-program.ts";
import type { Kernel } from "../program.ts";
import type { ReduceLayout, Reducer } from "../reducer.ts";
import { sizeOf } from "../types.ts";
import { kernelBytes, PLACES } from "../wasm/memory.ts";

/** Items that are computed before the reducers take them in: they never leave the cache. */
export const TILE = 16_384;

/**
 * Computes blocks and hands each output to a reducer, a tile at a time: what is reduced is never stored as a whole.
 * Made once for a kernel; `reducers[k]` takes the items of output k.
 */
export function createMapReduce(kernel: Kernel, reducers: readonly Reducer[]): (block: MapReduceBlock) => void {
  const types = checkProgram(kernel.program);
  const outputs = kernel.program.outputs.map((output, index) => {
    const type = types[output] ?? mismatch("an output");
    if (reducers[index]?.input !== type) mismatch(`output ${index} and its reducer`);
    return outputPlace(index, TILE * sizeOf(type));
  });
  const inputSizes = kernel.program.inputs.map(({ type, form }) => (form === "scalar" ? 0 : sizeOf(type)));
  return ({ inputs, layout }) => {
    for (const { start, count, part } of tilesOf(layout)) {
      const tile = inputs.map((bytes, index) => {
        const size = inputSizes[index] ?? 0;
        return size === 0 ? bytes : bytes.subarray(start * size, (start + count) * size);
      });
      kernel.run(tile, outputs, count);
      for (const [index, reducer] of reducers.entries()) reducer.add(outputs[index] ?? mismatch("an output"), part);
    }
  };
}

/** Room for a tile of an output: where kernels and reducers both work on it as it lies, for the first few. */
function outputPlace(index: number, bytes: number): Uint8Array {
  const { start, length } = PLACES.between;
  const at = index * TILE * 8;
  return bytes <= TILE * 8 && at + bytes <= length
    ? kernelBytes().subarray(start + at, start + at + bytes)
    : new Uint8Array(bytes);
}

export interface MapReduceBlock {
  /** As `Kernel.run` takes them, of `outer * axis * inner` items. */
  readonly inputs: readonly Uint8Array[];
  readonly layout: ReduceLayout;
}

interface Tile {
  readonly start: number;
  readonly count: number;
  readonly part: ReduceLayout;
}

/** Cuts a block into pieces of at most `TILE` items, each of which is a block itself. */
export function* tilesOf({ outer, axis, inner, cell, first }: ReduceLayout): Generator<Tile> {
  if (inner === 1 && axis > 0 && 2 * axis <= TILE) {
    const runs = Math.floor(TILE / axis);
    for (let o = 0; o < outer; o += runs) {
      const taken = Math.min(runs, outer - o);
      const part = { outer: taken, axis, inner, cell: cell + o, first };
      yield { start: o * axis, count: taken * axis, part };
    }
    return;
  }
  for (let o = 0; o < outer; o++) {
    const rows = inner > TILE ? 1 : Math.max(1, Math.floor(TILE / Math.max(1, inner)));
    for (let a = 0; a < axis; a += rows) {
      const taken = Math.min(rows, axis - a);
      for (let i = 0; i < inner; i += TILE) {
        const columns = Math.min(TILE, inner - i);
        const part = { outer: 1, axis: taken, inner: columns, cell: cell + o * inner + i, first: first + a };
        yield { start: (o * axis + a) * inner + i, count: taken * columns, part };
      }
    }
  }
}

function mismatch(what: string): never {
  throw new CatervaError("internal.unexpected", `${what} do not fit each other`);
}
