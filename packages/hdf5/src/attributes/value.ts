import { CatervaError, type Element, elementReader, product } from "@caterva2/ndarray";
import { FieldReader, textOf, type Widths } from "../format/fields.ts";
import type { GlobalHeap } from "../format/global-heap.ts";
import { mapType } from "../types/to-dtype.ts";
import type { Hdf5Type } from "../types/types.ts";
import type { StoredAttribute } from "./read.ts";

/** An attribute's value: numbers, bigints (64-bit integers beyond 2^53), texts, nested lists, records; null for none. */
export type AttributeValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | readonly AttributeValue[]
  | { readonly [name: string]: AttributeValue };

/** An attribute of more items is not shown. */
const MAX_ITEMS = 1_000_000;
/** Nor one of more variable-length data: items may all name the same large text. */
const MAX_VARIABLE_BYTES = 16 * 1024 * 1024;
const MAX_DEPTH = 32;

/** Decodes one attribute, following variable-length data into the file's global heap. */
export class AttributeDecoder {
  readonly #heap: GlobalHeap;
  readonly #widths: Widths;
  #itemsLeft = MAX_ITEMS;
  #bytesLeft = MAX_VARIABLE_BYTES;

  constructor(heap: GlobalHeap, widths: Widths) {
    this.#heap = heap;
    this.#widths = widths;
  }

  /** @throws hdf5.unsupported for references and the like, hdf5.malformed, limit.exceeded */
  async decode({ type, space, data }: StoredAttribute): Promise<AttributeValue> {
    if (space.isNull) return null;
    return nest(await this.#items(type, data, product(space.shape), 0), space.shape);
  }

  /** `count` items one after the other. */
  async #items(type: Hdf5Type, data: Uint8Array, count: number, depth: number): Promise<AttributeValue[]> {
    this.#itemsLeft -= count;
    if (this.#itemsLeft < 0 || depth > MAX_DEPTH) throw tooLarge();
    const values: AttributeValue[] = [];
    if (!hasVariable(type)) {
      if (type.class === "array") return this.#arrays(type, data, count, depth);
      const { dtype, convert } = mapType(type);
      const bytes = convert?.(data, count) ?? data;
      const read = elementReader(dtype);
      for (let index = 0; index < count; index += 1) values.push(plain(read(bytes, index)));
      return values;
    }
    if (type.class === "array") return this.#arrays(type, data, count, depth);
    for (let index = 0; index < count; index += 1) {
      values.push(await this.#item(type, data.subarray(index * type.size, (index + 1) * type.size), depth));
    }
    return values;
  }

  async #arrays(type: Hdf5Type & { class: "array" }, data: Uint8Array, count: number, depth: number) {
    const each = product(type.shape);
    const items = await this.#items(type.base, data, count * each, depth + 1);
    return Array.from({ length: count }, (_, index) => nest(items.slice(index * each, (index + 1) * each), type.shape));
  }

  async #item(type: Hdf5Type, bytes: Uint8Array, depth: number): Promise<AttributeValue> {
    if (type.class === "compound") {
      const entries: [string, AttributeValue][] = [];
      for (const { name, offset, type: member } of type.members) {
        const [value = null] = await this.#items(member, bytes.subarray(offset, offset + member.size), 1, depth + 1);
        entries.push([name, value]);
      }
      return Object.fromEntries(entries);
    }
    if (type.class !== "vlen") return null;
    const fields = new FieldReader(bytes, this.#widths);
    const length = fields.u32le();
    const address = fields.address();
    if (address === undefined || address === 0 || length === 0) return type.text ? "" : [];
    const object = await this.#heap.object(address, fields.u32le());
    this.#bytesLeft -= object.length;
    if (this.#bytesLeft < 0) throw tooLarge();
    if (type.text) return textOf(object.subarray(0, length)).replace(/\0.*$/s, "");
    const whole = new FieldReader(object, this.#widths).bytes(length * type.base.size);
    return this.#items(type.base, whole, length, depth + 1);
  }
}

function tooLarge(): CatervaError {
  return new CatervaError("limit.exceeded", "An attribute is too large to be shown.");
}

function hasVariable(type: Hdf5Type): boolean {
  if (type.class === "vlen") return true;
  if (type.class === "array") return hasVariable(type.base);
  return type.class === "compound" && type.members.some((member) => hasVariable(member.type));
}

function nest(items: readonly AttributeValue[], shape: readonly number[]): AttributeValue {
  if (shape.length === 0) return items[0] ?? null;
  let level: readonly AttributeValue[] = items;
  for (let axis = shape.length - 1; axis > 0; axis -= 1) {
    const extent = shape[axis] ?? 0;
    const count = product(shape.slice(0, axis));
    level = Array.from({ length: count }, (_, index) => level.slice(index * extent, (index + 1) * extent));
  }
  return level;
}

/** What JSON and MessagePack can hold. */
function plain(value: Element): AttributeValue {
  if (typeof value === "bigint") {
    const number = Number(value);
    return Number.isSafeInteger(number) ? number : value;
  }
  if (typeof value !== "object") return value;
  if (value instanceof Uint8Array) return textOf(value);
  if (Array.isArray(value)) return value.map(plain);
  if ("re" in value && "im" in value && typeof value.re === "number" && typeof value.im === "number")
    return [value.re, value.im];
  if ("count" in value && typeof value.count === "bigint") return plain(value.count);
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, plain(item)]));
}
