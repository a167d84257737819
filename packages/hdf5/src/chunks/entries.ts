import type { FieldReader } from "../format/fields.ts";
import { malformed } from "../format/malformed.ts";
import type { StoredChunk } from "./chunk-table.ts";

/** How the entries of an index are written: with size and mask if there are filters. Sizes in bytes. */
export interface EntryForm {
  readonly filtered: boolean;
  readonly size: number;
  readonly chunkBytes: number;
}

export function entryForm(client: number, size: number, offset: number, chunkBytes: number): EntryForm {
  const filtered = client === 1;
  const extra = size - offset;
  if (filtered ? extra < 5 || extra > 12 : extra !== 0) throw malformed("chunk index entries of impossible size");
  return { filtered, size, chunkBytes };
}

/** Reads one entry; undefined for a chunk that was never written. */
export function readEntry(fields: FieldReader, form: EntryForm): StoredChunk | undefined {
  const address = fields.address();
  if (!form.filtered) return address === undefined ? undefined : { address, size: form.chunkBytes, mask: 0 };
  const size = fields.uint(form.size - fields.widths.offset - 4);
  const mask = fields.u32le();
  return address === undefined ? undefined : { address, size, mask };
}

/** True if bit `index` of a page bitmap is set: the page was written. */
export function hasPage(bitmap: Uint8Array, index: number): boolean {
  return ((bitmap[index >> 3] ?? 0) & (0x80 >> (index & 7))) !== 0;
}
