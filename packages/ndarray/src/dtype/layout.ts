import { CatervaError } from "../errors.ts";
import { product } from "../shape.ts";
import { MAX_ITEMSIZE } from "./scalar.ts";
import type { DType, Field, StructDType, SubarrayDType } from "./types.ts";

/** A field before its place is known. */
export interface FieldPlan {
  readonly name: string;
  readonly title?: string;
  readonly dtype: DType;
  /** Only space: no field comes of it. */
  readonly pad?: boolean;
}

/** Alignment in bytes as NumPy has it on 64-bit machines. */
export function alignmentOf(dtype: DType): number {
  switch (dtype.kind) {
    case "struct":
      return dtype.aligned ? Math.max(1, ...dtype.fields.map((field) => alignmentOf(field.dtype))) : 1;
    case "subarray":
      return alignmentOf(dtype.base);
    case "complex":
      return dtype.itemsize / 2;
    case "str":
      return 4;
    case "bytes":
    case "void":
      return 1;
    default:
      return dtype.itemsize;
  }
}

export function alignUp(offset: number, alignment: number): number {
  return Math.ceil(offset / alignment) * alignment;
}

/** Places fields one after the other, with C's padding if `aligned`. @throws dtype.invalid */
export function packStruct(plans: readonly FieldPlan[], aligned: boolean): StructDType {
  const offsets: number[] = [];
  let end = 0;
  let widest = 1;
  for (const { dtype } of plans) {
    const alignment = aligned ? alignmentOf(dtype) : 1;
    const offset = alignUp(end, alignment);
    offsets.push(offset);
    end = offset + dtype.itemsize;
    widest = Math.max(widest, alignment);
  }
  return placeStruct(plans, offsets, alignUp(end, widest), aligned);
}

/** Places fields at the given offsets, which may overlap and come in any order. @throws dtype.invalid */
export function placeStruct(
  plans: readonly FieldPlan[],
  offsets: readonly number[],
  itemsize: number,
  aligned: boolean,
): StructDType {
  const fields: Field[] = [];
  const names = new Set<string>();
  const widest = aligned ? Math.max(1, ...plans.map((plan) => alignmentOf(plan.dtype))) : 1;
  for (const [index, { name, title, dtype, pad }] of plans.entries()) {
    const offset = offsets[index] ?? -1;
    const misplaced = offset < 0 || offset + dtype.itemsize > itemsize;
    if (misplaced || (aligned && offset % alignmentOf(dtype) !== 0)) throw layoutError(`the place of ${name}`);
    if (pad === true) continue;
    if (names.has(name) || (title !== undefined && names.has(title))) throw layoutError(`${name} twice`);
    names.add(name);
    if (title !== undefined) names.add(title);
    fields.push(title === undefined ? { name, dtype, offset } : { name, title, dtype, offset });
  }
  if (itemsize > MAX_ITEMSIZE || itemsize % widest !== 0) throw layoutError(`an item of ${itemsize} bytes`);
  return { kind: "struct", itemsize, fields, aligned };
}

/** A dtype repeated to a shape; the empty shape changes nothing. @throws dtype.invalid */
export function subarrayOf(base: DType, shape: readonly number[]): DType {
  if (shape.length === 0) return base;
  if (shape.length > 64 || shape.some((extent) => extent > MAX_ITEMSIZE)) throw layoutError("the shape of a sub-array");
  const itemsize = checkedSize([...shape, base.itemsize]);
  const subarray: SubarrayDType = { kind: "subarray", itemsize, base, shape };
  return subarray;
}

function checkedSize(factors: readonly number[]): number {
  // The extents without zeros bound the shape even where an item has no bytes.
  if (product(factors.map((factor) => Math.max(1, factor))) > MAX_ITEMSIZE)
    throw layoutError("the size of a sub-array");
  return product(factors);
}

export function layoutError(what: string): CatervaError {
  return new CatervaError("dtype.invalid", `The dtype has ${what}, which NumPy does not allow.`);
}
