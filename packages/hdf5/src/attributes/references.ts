import { product } from "@caterva2/ndarray";
import { FieldReader, type Widths } from "../format/fields.ts";
import type { GlobalHeap } from "../format/global-heap.ts";
import type { StoredAttribute } from "./read.ts";

/** Items that are looked at; a list of dimension scales has one a dimension. */
const MAX_ITEMS = 64;

/**
 * The addresses of the objects that an attribute refers to: one list an item, be it a single reference or a list of
 * variable length. Undefined for attributes of another type.
 */
export async function readReferences(
  { type, space, data }: StoredAttribute,
  heap: GlobalHeap,
  widths: Widths,
): Promise<number[][] | undefined> {
  const base = type.class === "vlen" ? type.base : type;
  if (base.class !== "reference" || base.region || base.size !== widths.offset) return undefined;
  const lists: number[][] = [];
  for (let item = 0; item < Math.min(MAX_ITEMS, product(space.shape)); item += 1) {
    const fields = new FieldReader(data.subarray(item * type.size, (item + 1) * type.size), widths);
    if (type.class !== "vlen") {
      lists.push(addresses(fields, 1));
      continue;
    }
    const count = fields.u32le();
    const address = fields.address();
    if (count === 0 || address === undefined || address === 0) lists.push([]);
    else lists.push(addresses(fields.over(await heap.object(address, fields.u32le())), Math.min(MAX_ITEMS, count)));
  }
  return lists;
}

function addresses(fields: FieldReader, count: number): number[] {
  return Array.from({ length: count }, () => fields.address()).filter((address) => address !== undefined);
}
