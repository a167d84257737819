import { FieldReader } from "../format/fields.ts";
import { malformed } from "../format/malformed.ts";
import type { Metadata } from "../format/metadata.ts";
import { type EntryForm, entryForm, hasPage, readEntry } from "./entries.ts";
import type { ChunkCollector } from "./grid.ts";

/** The chunk index of datasets whose extents have limits: an array of entries, in pages when it is long. */
export async function readFixedArray(metadata: Metadata, address: number, chunks: ChunkCollector): Promise<void> {
  const { offset, length } = metadata.widths;
  const head = await metadata.checked(address, 8 + length + offset + 4, "a fixed array");
  head.signature("FAHD");
  head.skip(1);
  const form = entryForm(head.u8(), head.u8(), offset, chunks.grid.chunkBytes);
  const pageBits = head.u8();
  const count = head.length();
  const block = head.address();
  if (pageBits > 30) throw malformed("a fixed array of impossible pages");
  if (block === undefined) return;
  const prefix = 6 + offset;
  const page = 2 ** pageBits;
  if (count <= page) {
    const fields = await metadata.checked(block, prefix + count * form.size + 4, "a fixed array");
    fields.signature("FADB");
    fields.skip(prefix - 4);
    takeEntries(chunks, fields.rest(), 0, form, metadata);
    return;
  }
  const pages = Math.ceil(count / page);
  const bitmapBytes = Math.ceil(pages / 8);
  const fields = await metadata.checked(block, prefix + bitmapBytes + 4, "a fixed array");
  fields.signature("FADB");
  fields.skip(prefix - 4);
  const bitmap = fields.rest();
  let at = block + prefix + bitmapBytes + 4;
  for (let index = 0; index < pages; index += 1) {
    const entries = Math.min(page, count - index * page);
    if (hasPage(bitmap, index)) {
      const part = await metadata.checked(at, entries * form.size + 4, "a page of a fixed array");
      takeEntries(chunks, part.rest(), index * page, form, metadata);
    }
    at += page * form.size + 4;
  }
}

function takeEntries(
  chunks: ChunkCollector,
  bytes: Uint8Array,
  first: number,
  form: EntryForm,
  metadata: Metadata,
): void {
  const fields = new FieldReader(bytes, metadata.widths);
  for (let index = first; fields.remaining >= form.size; index += 1) {
    const chunk = readEntry(fields, form);
    if (chunk !== undefined) chunks.putEntry(index, chunk);
  }
}
