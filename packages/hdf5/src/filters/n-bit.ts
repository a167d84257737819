import { unsupported } from "../format/malformed.ts";
import { BitReader } from "./bit-reader.ts";
import { checkSize, corrupt } from "./corrupt.ts";
import { putInteger } from "./put-integer.ts";
import type { FilterDecoder } from "./types.ts";

/** How one item is packed. */
type Packing =
  | { readonly kind: "number"; readonly size: number; bigEndian: boolean; precision: number; offset: number }
  | { readonly kind: "array"; readonly size: number; readonly item: Packing }
  | { readonly kind: "compound"; readonly size: number; readonly members: readonly { at: number; item: Packing }[] }
  | { readonly kind: "bytes"; readonly size: number };

const MAX_DEPTH = 32;

/** The n-bit filter: of every number only the bits that count are stored. */
export const nBit: FilterDecoder = (bytes, { values, maxBytes }) => {
  if (values[1] !== 0) return bytes;
  const count = values[2] ?? 0;
  let next = 3;
  const packing = parsePacking(() => values[next++] ?? 0, values.length, 0);
  checkSize(count * packing.size, maxBytes);
  const target = new Uint8Array(count * packing.size);
  const reader = new BitReader(bytes);
  for (let item = 0; item < count; item += 1) unpack(reader, packing, target, item * packing.size);
  return target;
};

function parsePacking(next: () => number, limit: number, depth: number): Packing {
  if (depth > MAX_DEPTH) throw corrupt("its packing is nested without end");
  const kind = next();
  const size = next();
  if (size < 1) throw corrupt("items of no size");
  if (kind === 4) return { kind: "bytes", size };
  if (kind === 1) {
    const [order, precision, offset] = [next(), next(), next()];
    if (size > 8) throw unsupported("the n-bit filter on numbers of more than 8 bytes");
    if (precision < 1 || precision + offset > size * 8) throw corrupt("a number of impossible precision");
    return { kind: "number", size, bigEndian: order === 1, precision, offset };
  }
  if (kind === 2) {
    const item = parsePacking(next, limit, depth + 1);
    if (size % item.size !== 0) throw corrupt("an array of parts of items");
    return { kind: "array", size, item };
  }
  if (kind !== 3) throw corrupt("its packing is unknown");
  const count = next();
  if (count > limit) throw corrupt("more members than parameters");
  const members = Array.from({ length: count }, () => ({ at: next(), item: parsePacking(next, limit, depth + 1) }));
  if (members.some(({ at, item }) => at + item.size > size)) throw corrupt("a member outside its compound");
  return { kind: "compound", size, members };
}

function unpack(reader: BitReader, packing: Packing, target: Uint8Array, at: number): void {
  switch (packing.kind) {
    case "number":
      unpackNumber(reader, packing, target, at);
      return;
    case "array":
      for (let start = 0; start < packing.size; start += packing.item.size)
        unpack(reader, packing.item, target, at + start);
      return;
    case "compound":
      for (const member of packing.members) unpack(reader, member.item, target, at + member.at);
      return;
    case "bytes":
      for (let index = 0; index < packing.size; index += 1) target[at + index] = reader.take(8);
  }
}

/** The bits that count, at their place in the number. */
function unpackNumber(reader: BitReader, packing: Packing & { kind: "number" }, target: Uint8Array, at: number): void {
  const { size, bigEndian, precision, offset } = packing;
  const high = precision > 32 ? reader.take(precision - 32) : 0;
  const low = reader.take(Math.min(32, precision));
  if (offset === 0) putInteger(target, at, size, bigEndian, low, high);
  else if (offset >= 32) putInteger(target, at, size, bigEndian, 0, low << (offset - 32));
  else putInteger(target, at, size, bigEndian, low << offset, (high << offset) | (low >>> (32 - offset)));
}
