import { type NDArray, parseDType, product } from "@caterva2/ndarray";
import type { EncodeB2ndOptions } from "../src/index.ts";

/** An array to write, and how. */
export interface WrittenArray {
  readonly name: string;
  readonly array: NDArray;
  readonly chunks?: readonly number[];
  readonly blocks?: readonly number[];
  /** How the chunks are compressed; one codec after the other if it is not told. */
  readonly cparams?: EncodeB2ndOptions["cparams"];
}

const SHAPES: readonly (readonly number[])[] = [
  [],
  [1],
  [103],
  [23, 17],
  [11, 9, 7],
  [5, 6, 4, 7],
  [3, 4, 3, 2, 5],
  [3, 2, 3, 2, 3, 2],
  [2, 3, 2, 3, 2, 1, 3],
  [2, 3, 2, 2, 3, 2, 1, 2],
  [1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2],
  [0],
  [0, 3],
  [3, 0, 2],
  [513, 512],
  [200_001],
];

const DTYPES = [
  ...["|b1", "|i1", "|u1", "<i2", "<u2", "<i4", "<u4", "<i8", "<u8", "<f2", "<f4", "<f8", "<c8", "<c16"],
  ...[">i2", ">i4", ">f8", ">c16", "<U3", ">U3", "|S7", "|S300", "|V5", "<M8[ns]", "<M8[25s]", ">M8[D]", "<m8[us]"],
  "[('a', '<i4'), ('b', '<f8')]",
  "[('a', '<i4'), ('n', [('x', '>f4'), ('y', 'S4', (2,))]), ('b', '|u1', (4,))]",
  "[('a', '<i8'), ('b', 'S400')]",
];

/** The arrays that the writer is tried with: by this package's tests, and by python-blosc2 through `write-frames.ts`. */
export function writtenArrays(): WrittenArray[] {
  const list: WrittenArray[] = [];
  for (const shape of SHAPES) list.push({ name: `shape-${shape.join("x") || "scalar"}`, array: wavy("<i4", shape) });
  for (const dtype of DTYPES) list.push({ name: `dtype-${list.length}`, array: wavy(dtype, [37]) });
  list.push({ name: "zeros", array: { ...wavy("<f8", [3000]), data: new Uint8Array(24_000) } });
  list.push({ name: "cut-2", array: wavy("<i4", [23, 17]), chunks: [10, 7], blocks: [4, 3] });
  list.push({ name: "cut-3", array: wavy("<u2", [64, 60, 50]), chunks: [32, 25, 50], blocks: [8, 10, 25] });
  list.push({ name: "cut-slabs", array: wavy("<u2", [64, 60, 50]), chunks: [16, 60, 50], blocks: [4, 60, 50] });
  list.push({ name: "cut-empty", array: wavy("<u2", [0, 50]), chunks: [16, 50], blocks: [4, 50] });
  list.push({ name: "many-chunks", array: wavy("<i4", [20_000]), chunks: [100], blocks: [50] });
  list.push(...cellArrays());
  return list;
}

const NDCELL = 32;
const NDMEAN = 33;

/** Filters that see blocks as n-dimensional. */
function cellArrays(): WrittenArray[] {
  const flat = { array: wavy("<i4", [23, 17]), chunks: [20, 17], blocks: [9, 10] };
  const cube = { array: wavy("<u2", [20, 30, 25]), chunks: [12, 15, 25], blocks: [5, 6, 25] };
  const floats = { array: evenFloats([20, 30, 25], 5), chunks: [10, 15, 25], blocks: [5, 5, 25] };
  return [
    { name: "cells-1d", array: wavy("<i4", [900]), chunks: [500], blocks: [70], cparams: pipeline([NDCELL], [6]) },
    { name: "cells-2d", ...flat, cparams: pipeline([NDCELL, 1], [4, 0]) },
    { name: "cells-3d", ...cube, cparams: { codec: "lz4", ...pipeline([NDCELL, 2], [3, 0]) } },
    { name: "cells-3d-bytedelta", ...cube, cparams: { codec: "zstd", ...pipeline([NDCELL, 1, 35], [5, 0, 2]) } },
    { name: "cells-mean", ...floats, cparams: { codec: "zlib", ...pipeline([NDMEAN, 1], [5, 0]) } },
  ];
}

const pipeline = (filters: readonly number[], filtersMeta: readonly number[]) => ({ filters, filtersMeta });

/** Numbers that are the same in each cell of `side` along the first axis, so that their mean is what they were. */
function evenFloats(shape: readonly number[], side: number): NDArray {
  const layer = side * product(shape.slice(1));
  const items = Float64Array.from({ length: product(shape) }, (_, index) => 1.5 * Math.floor(index / layer));
  return { dtype: parseDType("<f8"), shape, data: new Uint8Array(items.buffer) };
}

/** Bytes with some order and some noise. NaN and text need no care: they are compared as bytes. */
function wavy(dtypeText: string, shape: readonly number[]): NDArray {
  const dtype = parseDType(dtypeText);
  const data = new Uint8Array(product([...shape, dtype.itemsize]));
  for (let index = 0; index < data.length; index += 1) {
    const item = Math.floor(index / dtype.itemsize);
    data[index] =
      (Math.floor(item / 3) + ((item * 40_503) >>> 12) * (index % 3 === 0 ? 1 : 0)) & (index % 4 < 2 ? 0x3f : 0);
  }
  return { dtype, shape, data: dtypeText === "|b1" ? data.map((byte) => byte & 1) : data };
}
