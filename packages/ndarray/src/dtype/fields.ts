import type { NDArray } from "../array-source.ts";
import { copyBox } from "../copy/copy-box.ts";
import { CatervaError } from "../errors.ts";
import { cStrides, product } from "../shape.ts";
import type { DType, Field } from "./types.ts";

/** The field of that name or title. @throws field.unknown, which names the known ones (also for a dtype without fields). */
export function fieldOf(dtype: DType, name: string): Field {
  const fields = dtype.kind === "struct" ? dtype.fields : [];
  const field = fields.find((one) => one.name === name) ?? fields.find((one) => one.title === name);
  if (field !== undefined) return field;
  const names = fields.map((one) => one.name);
  const known = names.length === 0 ? "it has no fields" : `it has ${names.slice(0, 20).join(", ")}`;
  const shown = name.length > 60 ? `${name.slice(0, 60)}...` : name;
  throw new CatervaError("field.unknown", `The dtype has no field ${JSON.stringify(shown)}: ${known}.`, {
    detail: { fields: names },
  });
}

/**
 * One field of a structured array, as an array of its own. A sub-array field adds its shape at the end.
 * @throws field.unknown
 */
export function extractField(array: NDArray, name: string): NDArray {
  const field = fieldOf(array.dtype, name);
  const itemsize = field.dtype.itemsize;
  const count = product(array.shape);
  const data = new Uint8Array(product([count, itemsize]));
  copyBox({
    source: array.data,
    sourceOffset: field.offset,
    sourceStrides: [array.dtype.itemsize],
    target: data,
    targetOffset: 0,
    targetStrides: cStrides([count], itemsize),
    shape: [count],
    itemsize,
  });
  return unfoldItems({ dtype: field.dtype, shape: array.shape, data });
}

/** Items that are arrays themselves as further dimensions. */
export function unfoldItems({ dtype: items, shape: outer, data }: NDArray): NDArray {
  let dtype = items;
  const shape = [...outer];
  while (dtype.kind === "subarray") {
    shape.push(...dtype.shape);
    dtype = dtype.base;
  }
  return { dtype, shape, data };
}
