import {
  type ArraySource,
  applySelection,
  extractField,
  fieldOf,
  isWholeSelection,
  type NDArray,
  product,
  type Selection,
  wholeSelection,
} from "@caterva2/ndarray";

/** A structured array whose last read is kept: its fields are asked for the same rows one after another. */
function remembering(array: ArraySource): Pick<ArraySource, "read"> {
  let key = "";
  let last: Promise<NDArray> | undefined;
  return {
    read(selection) {
      const asked = JSON.stringify(selection);
      if (last === undefined || asked !== key) {
        key = asked;
        last = array.read(selection);
      }
      return last;
    },
  };
}

/** An array of which some rows may be in memory: what lies within them is not read again. */
export interface RowWindow extends ArraySource {
  /** Says that these are the rows from `start` on. */
  hold(start: number, rows: NDArray): void;
}

export function rowWindow(array: ArraySource): RowWindow {
  const others = remembering(array);
  let held: { readonly start: number; readonly rows: NDArray } | undefined;
  return {
    dtype: array.dtype,
    shape: array.shape,
    chunks: array.chunks,
    hold(start, rows) {
      held = { start, rows };
    },
    async read(selection) {
      return (held && rowsWithin(held.start, held.rows, selection)) ?? others.read(selection);
    },
  };
}

/** The part of `rows`, which begin at `start`, that a selection of the whole array asks for; undefined if it is not all there. */
function rowsWithin(start: number, rows: NDArray, selection: Selection): NDArray | undefined {
  const [first, ...others] = selection;
  const [count = 0, ...inner] = rows.shape;
  if (first?.kind !== "range" || first.step !== 1 || first.start < start) return undefined;
  if (first.start + first.count > start + count || !isWholeSelection(others, inner)) return undefined;
  const bytes = product([...inner, rows.dtype.itemsize]);
  const from = (first.start - start) * bytes;
  const data = rows.data.subarray(from, from + first.count * bytes);
  return { dtype: rows.dtype, shape: [first.count, ...inner], data };
}

/** One field of a structured array as an array; a sub-array field adds its dimensions at the end. @throws field.unknown */
export function fieldSource(array: ArraySource, name: string): ArraySource {
  const { dtype } = fieldOf(array.dtype, name);
  let base = dtype;
  const own: number[] = [];
  while (base.kind === "subarray") {
    own.push(...base.shape);
    base = base.base;
  }
  const rank = array.shape.length;
  return {
    dtype: base,
    shape: [...array.shape, ...own],
    chunks: array.chunks === undefined ? undefined : [...array.chunks, ...own],
    async read(selection: Selection) {
      const field = extractField(await array.read(selection.slice(0, rank)), name);
      if (own.length === 0) return field;
      const rows = field.shape.slice(0, field.shape.length - own.length);
      return applySelection(field, [...wholeSelection(rows), ...selection.slice(rank)]);
    },
  };
}

/** The names of the fields of a structured array, as operands of an expression. */
export function fieldOperands(array: ArraySource): Map<string, ArraySource> {
  const names = array.dtype.kind === "struct" ? array.dtype.fields.map((field) => field.name) : [];
  return new Map(names.map((name) => [name, fieldSource(array, name)]));
}
