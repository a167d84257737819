import { malformed } from "./malformed.ts";
import type { Metadata } from "./metadata.ts";

/** The names of an old-style group: a reader of zero-terminated texts by offset. */
export async function readLocalHeap(metadata: Metadata, address: number): Promise<(offset: number) => Uint8Array> {
  const { offset, length } = metadata.widths;
  const fields = await metadata.fields(address, 8 + 2 * length + offset);
  fields.signature("HEAP");
  fields.skip(4);
  const size = fields.length();
  fields.skip(length);
  const data = await metadata.bytes(fields.someAddress("a local heap"), size);
  // Names do not lie over each other, so that all together are no longer than the heap.
  let left = size;
  return (start) => {
    const end = data.indexOf(0, start);
    if (start >= size || end < 0) throw malformed("a name outside its heap");
    left -= end - start;
    if (left < 0) throw malformed("names that are longer than their heap");
    return data.subarray(start, end);
  };
}
