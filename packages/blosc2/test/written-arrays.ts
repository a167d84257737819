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
  list.push(...cellArrays(), ...tiledArrays(), ...roundArrays());
  return list;
}

/** Integers whose lowest bits are 0, so that truncation leaves them as they are. */
function roundArrays(): WrittenArray[] {
  return (["|u1", "<i2", "<u4", "<i8"] as const).map((dtype) => {
    const { data, ...array } = wavy(dtype, [3000]);
    const { itemsize } = array.dtype;
    const round = data.map((byte, index) => (index % itemsize === 0 ? byte & 0xf8 : byte));
    const cparams = { codec: "zstd", ...pipeline([INT_TRUNC, 1], [8 * itemsize - 3, 0]) } as const;
    return { name: `int-trunc-${itemsize}`, array: { ...array, data: round }, cparams };
  });
}

/** Bytes of two dimensions with cells that come again, for NDLZ. */
function tiledArrays(): WrittenArray[] {
  const [rows, columns] = [129, 150];
  const data = Uint8Array.from({ length: rows * columns }, (_, index) => {
    const [row, column] = [Math.floor(index / columns), index % columns];
    if (row % 16 < 8) return ((row % 8) * 3 + (column % 8)) & (row < 64 ? 7 : 0);
    return column < 40 ? (index * index) >> 7 : (row * 5) & 0xff;
  });
  const array = { dtype: parseDType("|u1"), shape: [rows, columns], data };
  return [4, 8].map((side) => ({
    name: `ndlz-${side}`,
    array,
    chunks: [120, 140],
    blocks: [41, 70],
    cparams: { codec: "ndlz", codecMeta: side },
  }));
}

/** Numbers for ZFP, which keeps them within bounds only. */
export function waves(dtype: "<f4" | "<f8", shape: readonly number[]): NDArray {
  const items = Array.from({ length: product(shape) }, (_, index) => {
    const wave = Math.sin(index / 7) * 10 ** (index % 5) + Math.cos(index / 90) * 50 + ((index * 40_503) % 97) / 31;
    return index % 11 === 0 ? 0 : index < 300 ? wave * 1e-9 : wave;
  });
  const data = dtype === "<f4" ? Float32Array.from(items) : Float64Array.from(items);
  return { dtype: parseDType(dtype), shape, data: new Uint8Array(data.buffer) };
}

/** Arrays for ZFP in all ranks, both sizes and all modes; blocks are no whole cells. */
export function zfpArrays(): (WrittenArray & {
  readonly chunks: readonly number[];
  readonly blocks: readonly number[];
})[] {
  const cuts = [
    { shape: [1500], chunks: [1000], blocks: [501] },
    { shape: [70, 83], chunks: [50, 80], blocks: [17, 22] },
    { shape: [20, 25, 22], chunks: [15, 20, 22], blocks: [5, 6, 7] },
    { shape: [9, 10, 11, 12], chunks: [9, 8, 11, 12], blocks: [4, 5, 6, 7] },
  ];
  const modes = [
    { codec: "zfp_acc", codecMeta: -3 },
    { codec: "zfp_acc", codecMeta: 2 },
    { codec: "zfp_prec", codecMeta: 9 },
    { codec: "zfp_prec", codecMeta: 60 },
    { codec: "zfp_rate", codecMeta: 37 },
    { codec: "zfp_rate", codecMeta: 2 },
  ] as const;
  return (["<f4", "<f8"] as const).flatMap((dtype) =>
    cuts.flatMap(({ shape, chunks, blocks }) =>
      modes.map((cparams) => {
        const name = `zfp-${cparams.codec}-${cparams.codecMeta}-${shape.length}d${dtype.slice(1)}`;
        return { name, array: waves(dtype, shape), chunks, blocks, cparams };
      }),
    ),
  );
}

const NDCELL = 32;
const NDMEAN = 33;
const INT_TRUNC = 36;

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
