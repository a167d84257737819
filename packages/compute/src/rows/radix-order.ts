import type { NDArray } from "@caterva2/ndarray";
import { nativeDType, toNative, viewAs } from "../evaluate/native.ts";
import { invalidExpression } from "../language/refuse.ts";
import { elementTypeOf } from "../types/element-type.ts";

/** Values of a digit of 16 bits. */
const VALUES = 0x1_0000;

/** Items as whole numbers of 16-bit digits that compare as the items do, the least digit first. */
interface Digits {
  readonly words: Uint16Array;
  /** Digits of an item. */
  readonly width: number;
  /** Whether an item whose digits are all the highest is NaN, which comes last in either direction. */
  readonly missing?: boolean;
}

/** The items of a column, and the way in which rows are sorted by them. */
export interface SortColumn {
  readonly items: NDArray;
  readonly descending: boolean;
}

const HIGHEST = VALUES - 1;

/**
 * The rows in the order of some columns, of which the first counts most. In either direction ties keep their order, and
 * NaN and NaT come last; ascending it is NumPy's stable argsort. A counting sort for each digit: time is linear in rows
 * and bytes of the columns. `checkpoint` is called between passes, and may stop the sorting.
 * @throws expression.invalid for items without an order
 */
export function orderOf(
  columns: readonly SortColumn[],
  rows: number,
  checkpoint: () => void = () => undefined,
): Uint32Array<ArrayBuffer> {
  let order = Uint32Array.from({ length: rows }, (_, row) => row);
  let spare = new Uint32Array(rows);
  for (const column of columns.toReversed()) {
    checkpoint();
    const digits = digitsOf(column);
    for (let digit = 0; digit < digits.width; digit += 1) {
      checkpoint();
      if (sortByDigit(digits, digit, order, spare)) [order, spare] = [spare, order];
    }
  }
  return order;
}

/** Sorts `from` by one digit into `to`; false if all rows have the same one, so that there is nothing to do. */
function sortByDigit({ words, width }: Digits, digit: number, from: Uint32Array, to: Uint32Array): boolean {
  const next = new Uint32Array(VALUES);
  for (let at = digit; at < words.length; at += width) {
    const value = words[at] ?? 0;
    next[value] = (next[value] ?? 0) + 1;
  }
  if (next[words[digit] ?? 0] === from.length) return false;
  let start = 0;
  for (let value = 0; value < VALUES; value += 1) {
    const count = next[value] ?? 0;
    next[value] = start;
    start += count;
  }
  for (let index = 0; index < from.length; index += 1) {
    const row = from[index] ?? 0;
    const value = words[row * width + digit] ?? 0;
    const place = next[value] ?? 0;
    to[place] = row;
    next[value] = place + 1;
  }
  return true;
}

/** Digits that compare the other way round. */
function turned(digits: Digits): Digits {
  const { words, width, missing = false } = digits;
  for (let first = 0; first < words.length; first += width) {
    if (missing && isHighest(words, first, width)) continue;
    for (let at = first; at < first + width; at += 1) words[at] = HIGHEST - (words[at] ?? 0);
  }
  return digits;
}

function isHighest(words: Uint16Array, first: number, width: number): boolean {
  for (let at = first; at < first + width; at += 1) if (words[at] !== HIGHEST) return false;
  return true;
}

function digitsOf({ items, descending }: SortColumn): Digits {
  if (items.dtype.kind === "datetime" || items.dtype.kind === "timedelta") return times(ownBytes(items), descending);
  return descending ? turned(ascendingDigits(items)) : ascendingDigits(items);
}

function ownBytes({ data, dtype }: NDArray): Uint8Array {
  return toNative(data, dtype).slice();
}

function ascendingDigits(column: NDArray): Digits {
  const data = ownBytes(column);
  const type = elementTypeOf(column.dtype);
  switch (type) {
    case "bool":
    case "u1":
      return { words: Uint16Array.from(data), width: 1 };
    case "i1":
      return { words: Uint16Array.from(viewAs(Int8Array, data), (value) => value + 0x80), width: 1 };
    case "u2":
    case "u4":
    case "u8":
      return { words: viewAs(Uint16Array, data), width: column.dtype.itemsize / 2 };
    case "i2":
    case "i4":
    case "i8":
      return signed(data, column.dtype.itemsize / 2);
    case "f2":
      return floating(data, viewAs(Float16Array, data));
    case "f4":
      return floating(data, viewAs(Float32Array, data));
    case "f8":
      return floating(data, viewAs(Float64Array, data));
    default:
      return otherDigits({ ...column, data });
  }
}

function otherDigits({ data, dtype }: NDArray): Digits {
  switch (nativeDType(dtype).kind) {
    case "str":
      return characters(viewAs(Uint16Array, data), dtype.itemsize / 2);
    case "bytes":
    case "void":
      return pairs(data, dtype.itemsize);
    default:
      throw invalidExpression("rows cannot be sorted by a field of this dtype");
  }
}

/** With the sign turned round, negative numbers come first. */
function signed(data: Uint8Array, width: number): Digits {
  const words = viewAs(Uint16Array, data);
  for (let at = width - 1; at < words.length; at += width) words[at] = (words[at] ?? 0) ^ 0x8000;
  return { words, width };
}

/** NaT is the least number: turned round it is last as it is, else one less than 0 makes it the highest and leaves the others in their order. */
function times(data: Uint8Array, descending: boolean): Digits {
  const digits = signed(data, 4);
  if (descending) return turned(digits);
  const items = viewAs(BigUint64Array, data);
  for (let at = 0; at < items.length; at += 1) items[at] = (items[at] ?? 0n) - 1n;
  return digits;
}

/** The bits of floats order those of one sign: negative ones are turned round. Both zeros are one, and so are all NaN. */
function floating(data: Uint8Array, values: Float16Array | Float32Array | Float64Array): Digits {
  const words = viewAs(Uint16Array, data);
  const width = values.BYTES_PER_ELEMENT / 2;
  for (let item = 0; item < values.length; item += 1) {
    const value = values[item] ?? 0;
    const first = item * width;
    const top = first + width - 1;
    if (Number.isNaN(value)) words.fill(HIGHEST, first, first + width);
    else if (value < 0) for (let at = first; at <= top; at += 1) words[at] = (words[at] ?? 0) ^ HIGHEST;
    else words[top] = ((words[top] ?? 0) & 0x7fff) | 0x8000;
  }
  return { words, width, missing: true };
}

/** Code points of four bytes: the first of a text counts most. */
function characters(words: Uint16Array, width: number): Digits {
  const digits = new Uint16Array(words.length);
  for (let first = 0; first < words.length; first += width) {
    for (let at = 0; at < width; at += 2) {
      digits[first + width - 2 - at] = words[first + at] ?? 0;
      digits[first + width - 1 - at] = words[first + at + 1] ?? 0;
    }
  }
  return { words: digits, width };
}

/** Two bytes a digit: the first ones count most. */
function pairs(data: Uint8Array, itemsize: number): Digits {
  const width = Math.ceil(itemsize / 2);
  const digits = new Uint16Array((data.length / Math.max(1, itemsize)) * width);
  for (let first = 0, item = 0; first < data.length; first += itemsize, item += 1) {
    for (let at = 0; at < width; at += 1) {
      const low = 2 * at + 1 < itemsize ? (data[first + 2 * at + 1] ?? 0) : 0;
      digits[item * width + width - 1 - at] = ((data[first + 2 * at] ?? 0) << 8) | low;
    }
  }
  return { words: digits, width };
}
