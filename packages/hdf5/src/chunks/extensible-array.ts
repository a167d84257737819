import { FieldReader } from "../format/fields.ts";
import { malformed } from "../format/malformed.ts";
import type { Metadata } from "../format/metadata.ts";
import { type EntryForm, entryForm, hasPage, readEntry } from "./entries.ts";
import type { ChunkCollector } from "./grid.ts";

/** Sizes that the header sets; those of blocks in entries. */
interface Shape {
  readonly form: EntryForm;
  readonly indexEntries: number;
  readonly minEntries: number;
  readonly superBlocks: number;
  /** Super blocks whose data blocks the index block names itself. */
  readonly directSuperBlocks: number;
  readonly pageEntries: number;
  readonly offsetWidth: number;
  readonly index: number;
}

/**
 * The chunk index of datasets with one unlimited axis: entries in the index block, then data blocks of growing
 * size, grouped in super blocks; large data blocks have pages.
 */
export async function readExtensibleArray(metadata: Metadata, address: number, chunks: ChunkCollector): Promise<void> {
  const shape = await readShape(metadata, address, chunks);
  if (shape !== undefined) await new ArrayWalk(metadata, shape, chunks).run();
}

async function readShape(metadata: Metadata, address: number, chunks: ChunkCollector): Promise<Shape | undefined> {
  const { offset, length } = metadata.widths;
  const head = await metadata.checked(address, 12 + 6 * length + offset + 4, "an extensible array");
  head.signature("EAHD");
  head.skip(1);
  const form = entryForm(head.u8(), head.u8(), offset, chunks.grid.chunkBytes);
  const maxBits = head.u8();
  const indexEntries = head.u8();
  const minEntries = head.u8();
  const minPointers = head.u8();
  const pageBits = head.u8();
  head.skip(6 * length);
  const index = head.address();
  const superBlocks = 1 + maxBits - Math.log2(minEntries);
  const directSuperBlocks = 2 * Math.log2(minPointers);
  const valid = [superBlocks, directSuperBlocks].every((count) => Number.isInteger(count) && count >= 0);
  if (!valid || maxBits > 64 || pageBits > 30 || directSuperBlocks > superBlocks) {
    throw malformed("an extensible array of impossible sizes");
  }
  if (index === undefined) return undefined;
  const offsetWidth = Math.ceil(maxBits / 8);
  return {
    form,
    indexEntries,
    minEntries,
    superBlocks,
    directSuperBlocks,
    pageEntries: 2 ** pageBits,
    offsetWidth,
    index,
  };
}

class ArrayWalk {
  readonly #metadata: Metadata;
  readonly #shape: Shape;
  readonly #chunks: ChunkCollector;
  /** The unlimited axis: it comes first in the array's order. */
  readonly #first: number;

  constructor(metadata: Metadata, shape: Shape, chunks: ChunkCollector) {
    this.#metadata = metadata;
    this.#shape = shape;
    this.#chunks = chunks;
    this.#first = Math.max(0, chunks.grid.maxShape.indexOf(undefined));
  }

  async run(): Promise<void> {
    const { form, indexEntries, superBlocks, directSuperBlocks, index } = this.#shape;
    const { offset } = this.#metadata.widths;
    const direct = 2 * (2 ** (directSuperBlocks / 2) - 1);
    const size = 6 + offset + indexEntries * form.size + (direct + superBlocks - directSuperBlocks) * offset + 4;
    const fields = await this.#metadata.checked(index, size, "an extensible array");
    fields.signature("EAIB");
    fields.skip(2 + offset);
    this.#take(fields.bytes(indexEntries * form.size), 0);
    let start = indexEntries;
    for (let number = 0; number < superBlocks; number += 1) {
      const blocks = 2 ** Math.floor(number / 2);
      const entries = 2 ** Math.floor((number + 1) / 2) * this.#shape.minEntries;
      if (number >= directSuperBlocks) await this.#superBlock(fields.address(), blocks, entries, start);
      else {
        for (let block = 0; block < blocks; block += 1) {
          await this.#dataBlock(fields.address(), entries, start + block * entries);
        }
      }
      start += blocks * entries;
    }
  }

  async #superBlock(address: number | undefined, blocks: number, entries: number, start: number): Promise<void> {
    if (address === undefined) return;
    const { offset } = this.#metadata.widths;
    const prefix = 6 + offset + this.#shape.offsetWidth;
    const bitmapBytes = entries > this.#shape.pageEntries ? Math.ceil(entries / this.#shape.pageEntries / 8) : 0;
    const size = prefix + blocks * (bitmapBytes + offset) + 4;
    const fields = await this.#metadata.checked(address, size, "an extensible array");
    fields.signature("EASB");
    fields.skip(prefix - 4);
    const bitmaps = Array.from({ length: blocks }, () => fields.bytes(bitmapBytes));
    for (const [block, bitmap] of bitmaps.entries()) {
      await this.#dataBlock(fields.address(), entries, start + block * entries, bitmap);
    }
  }

  async #dataBlock(address: number | undefined, entries: number, start: number, bitmap?: Uint8Array): Promise<void> {
    if (address === undefined) return;
    const { form, pageEntries, offsetWidth } = this.#shape;
    const prefix = 6 + this.#metadata.widths.offset + offsetWidth;
    if (entries <= pageEntries) {
      const fields = await this.#metadata.checked(address, prefix + entries * form.size + 4, "an extensible array");
      fields.signature("EADB");
      fields.skip(prefix - 4);
      this.#take(fields.rest(), start);
      return;
    }
    const pageBytes = pageEntries * form.size + 4;
    for (let page = 0; page < entries / pageEntries; page += 1) {
      if (bitmap !== undefined && !hasPage(bitmap, page)) continue;
      const at = address + prefix + 4 + page * pageBytes;
      const fields = await this.#metadata.checked(at, pageBytes, "a page of an extensible array");
      this.#take(fields.rest(), start + page * pageEntries);
    }
  }

  #take(bytes: Uint8Array, start: number): void {
    const fields = new FieldReader(bytes, this.#metadata.widths);
    for (let index = start; fields.remaining >= this.#shape.form.size; index += 1) {
      const chunk = readEntry(fields, this.#shape.form);
      if (chunk !== undefined) this.#chunks.putEntry(index, chunk, this.#first);
    }
  }
}
