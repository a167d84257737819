import { CatervaError, product } from "@caterva2/ndarray";
import type { ArrayNode, Operation } from "../graph/node.ts";
import { type Region, regionShape, type Span } from "../graph/view.ts";
import { accumulateBlock } from "../kernel/reduce/accumulate.ts";
import { elementTypeOf } from "../types/element-type.ts";
import { constantOf } from "../types/promote.ts";
import { placeBox } from "./boxes.ts";
import { constantBytes } from "./constant-bytes.ts";
import type { RegionReader } from "./region-reader.ts";

type Scan = Extract<Operation, { kind: "scan" }>;

/** A region of a running sum or product: from the start of each line, or from where the last read ended. */
export async function readScan(
  reader: RegionReader,
  node: ArrayNode,
  operation: Scan,
  region: Region,
): Promise<Uint8Array> {
  const { axis, input, initial } = operation;
  const along = region[axis] ?? { start: 0, step: 1, count: 0 };
  const shape = regionShape(region);
  const size = node.dtype.itemsize;
  const result = new Uint8Array(product(shape) * size);
  const outer = product(shape.slice(0, axis));
  const inner = product(shape.slice(axis + 1));
  const lines = JSON.stringify(region.map((span, at) => (at === axis ? 0 : span)));
  const known = reader.carries.get(node.id);
  const resumed = known?.lines === lines && known.position <= along.start - (initial ? 1 : 0) ? known : undefined;
  const carry = resumed?.carry.slice() ?? before(node, operation, outer * inner);
  let position = resumed?.position ?? 0;
  const shift = initial ? 1 : 0;
  if (initial && along.start === 0) {
    placeLine(neutral(node, operation, outer * inner), 1, { start: 0, step: 1, count: 1 }, 0);
  }
  const end = along.start + (along.count - 1) * along.step + 1 - shift;
  const depth = Math.max(1, Math.floor(reader.budget.tileBytes / 64 / Math.max(1, outer * inner)));
  const step = depth >= 4096 ? Math.floor(depth / 4096) * 4096 : depth;
  while (position < end) {
    const count = Math.min(step - (position % step), end - position);
    const part = region.map((span, at) => (at === axis ? { start: position, step: 1, count } : span));
    const block = await reader.read(input, part);
    const sums = new Uint8Array(outer * count * inner * size);
    accumulateBlock(operation.name, typeOf(input), block, sums, carry, { outer, axis: count, inner }, operation.half);
    const first = Math.max(0, Math.ceil((position + shift - along.start) / along.step));
    const last = Math.min(along.count, Math.ceil((position + count + shift - along.start) / along.step));
    if (last > first) {
      const start = along.start + first * along.step - position - shift;
      placeLine(sums, count, { start, step: along.step, count: last - first }, first);
    }
    position += count;
    await reader.budget.step(outer * count * inner);
  }
  reader.carries.set(node.id, { lines, position, carry });
  return result;

  /** Puts the positions `from` of `count` along the axis to the result, from position `at` on. */
  function placeLine(data: Uint8Array, count: number, from: Span, at: number): void {
    const picked = new Uint8Array(outer * from.count * inner * size);
    const run = inner * size;
    for (let o = 0; o < outer; o += 1) {
      for (let place = 0; place < from.count; place += 1) {
        const source = (o * count + from.start + place * from.step) * run;
        picked.set(data.subarray(source, source + run), (o * from.count + place) * run);
      }
    }
    const shapes = [[outer, from.count, inner] as const, [outer, along.count, inner] as const] as const;
    placeBox(picked, shapes[0], result, shapes[1], [0, at, 0], size);
  }
}

/** What a line starts from: nothing, to which -0 is added to stay what it is. */
function before(node: ArrayNode, operation: Scan, lines: number): Uint8Array {
  const type = elementTypeOf(node.dtype) ?? "f8";
  const start = neutral(node, operation, lines);
  if (operation.name !== "sum" || !/^[fc]/.test(type)) return start;
  const doubles = type === "f8" || type === "c16";
  const numbers = doubles ? new Float64Array(start.buffer) : new Float32Array(start.buffer);
  numbers.fill(-0);
  return start;
}

function neutral(node: ArrayNode, { name }: Scan, lines: number): Uint8Array {
  const type = elementTypeOf(node.dtype) ?? "f8";
  const value = constantOf({ kind: "integer", value: name === "sum" ? 0n : 1n }, type);
  const one = constantBytes({ ...node, shape: [], operation: { kind: "constant", type, value } });
  const all = new Uint8Array(lines * one.length);
  for (let at = 0; at < all.length; at += one.length) all.set(one, at);
  return all;
}

function typeOf(node: ArrayNode) {
  const type = elementTypeOf(node.dtype);
  if (type === undefined || type === "f2")
    throw new CatervaError("internal.unexpected", "A running sum of no numbers.");
  return type;
}
