import {
  type ArraySource,
  applySelection,
  extractField,
  fieldOf,
  type NDArray,
  type Selection,
  wholeSelection,
} from "@caterva2/ndarray";

/** A structured array whose last read is kept: its fields are asked for the same rows one after another. */
export function rememberingSource(array: ArraySource): ArraySource {
  let key = "";
  let last: Promise<NDArray> | undefined;
  return {
    dtype: array.dtype,
    shape: array.shape,
    chunks: array.chunks,
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
  const shared = rememberingSource(array);
  return new Map(names.map((name) => [name, fieldSource(shared, name)]));
}
