import { BTreeV2 } from "./b-tree-v2.ts";
import { FieldReader, widthOf } from "./fields.ts";
import { malformed, unsupported } from "./malformed.ts";
import type { Metadata } from "./metadata.ts";

/** Objects are messages: none is larger. */
const MAX_OBJECT = 64 * 1024 * 1024;

interface Shape {
  readonly idLength: number;
  readonly tableWidth: number;
  readonly startBlock: number;
  readonly directRows: number;
  /** Bytes of an offset within the heap, and of an object's length. */
  readonly offsetWidth: number;
  readonly lengthWidth: number;
  readonly hugeTree: number | undefined;
  readonly root: number | undefined;
  /** 0 when the root is a direct block. */
  readonly rootRows: number;
}

/** A heap of variable-size objects: links and attributes of objects with many of them. */
export class FractalHeap {
  readonly #metadata: Metadata;
  readonly #shape: Shape;
  #huge: Promise<ReadonlyMap<number, Place>> | undefined;

  private constructor(metadata: Metadata, shape: Shape) {
    this.#metadata = metadata;
    this.#shape = shape;
  }

  static async open(metadata: Metadata, address: number): Promise<FractalHeap> {
    const { offset, length } = metadata.widths;
    const size = 22 + 12 * length + 3 * offset + 4;
    const head = await metadata.upTo(address, size);
    const fields = new FieldReader(head, metadata.widths);
    fields.signature("FRHP");
    fields.skip(1);
    const idLength = fields.u16le();
    if (fields.u16le() !== 0) throw unsupported("its links or attributes are compressed");
    await metadata.checked(address, size, "a fractal heap");
    fields.skip(1);
    const maxManaged = fields.u32le();
    fields.length();
    const hugeTree = fields.address();
    fields.length();
    fields.address();
    fields.skip(8 * length);
    const tableWidth = fields.u16le();
    const startBlock = fields.length();
    const maxDirect = fields.length();
    const bits = fields.u16le();
    fields.u16le();
    const root = fields.address();
    const rootRows = fields.u16le();
    const directRows = Math.log2(maxDirect) - Math.log2(startBlock) + 2;
    const valid = Number.isInteger(directRows) && directRows > 0 && tableWidth > 0 && bits <= 64 && idLength > 1;
    if (!valid || rootRows > 64) throw malformed("a fractal heap of impossible sizes");
    const lengthWidth = Math.min(Math.ceil(Math.log2(maxDirect) / 8), widthOf(maxManaged));
    const offsetWidth = Math.ceil(bits / 8);
    const shape = { idLength, tableWidth, startBlock, directRows, offsetWidth, lengthWidth, hugeTree, root, rootRows };
    return new FractalHeap(metadata, shape);
  }

  /** Bytes of a heap ID. */
  get idLength(): number {
    return this.#shape.idLength;
  }

  /** The bytes of an object. */
  async object(id: Uint8Array): Promise<Uint8Array> {
    const first = id[0] ?? 0;
    const kind = (first >> 4) & 3;
    if (first >> 6 !== 0 || kind === 3) throw malformed("a heap ID of an unknown kind");
    if (kind === 2) return this.#tiny(id);
    const place = kind === 1 ? await this.#hugePlace(id) : await this.#managedPlace(id);
    if (place.length > MAX_OBJECT) throw malformed("a heap object is too large");
    return this.#metadata.bytes(place.address, place.length);
  }

  #tiny(id: Uint8Array): Uint8Array {
    const extended = this.#shape.idLength - 1 > 16;
    const low = (id[0] ?? 0) & 15;
    const length = (extended ? low * 256 + (id[1] ?? 0) : low) + 1;
    const start = extended ? 2 : 1;
    if (start + length > id.length) throw malformed("a heap ID that is cut short");
    return id.subarray(start, start + length);
  }

  async #hugePlace(id: Uint8Array): Promise<Place> {
    const { offset, length } = this.#metadata.widths;
    const fields = new FieldReader(id.subarray(1), this.#metadata.widths);
    if (this.#shape.idLength - 1 >= offset + length) {
      return { address: fields.someAddress("a heap object"), length: fields.length() };
    }
    this.#huge ??= this.#readHuge();
    const place = (await this.#huge).get(fields.uint(Math.min(length, this.#shape.idLength - 1)));
    if (place === undefined) throw malformed("a heap object that is nowhere");
    return place;
  }

  async #readHuge(): Promise<ReadonlyMap<number, Place>> {
    const places = new Map<number, Place>();
    if (this.#shape.hugeTree === undefined) return places;
    const index = await BTreeV2.open(this.#metadata, this.#shape.hugeTree);
    if (index.type !== 1) throw malformed("a heap with an index of another kind");
    await index.each((record) => {
      const place = { address: record.someAddress("a heap object"), length: record.length() };
      places.set(record.length(), place);
    });
    return places;
  }

  /** Follows the doubling table from the root to the direct block that holds an offset of the heap. */
  async #managedPlace(id: Uint8Array): Promise<Place> {
    const fields = new FieldReader(id.subarray(1), this.#metadata.widths);
    let within = fields.uint(this.#shape.offsetWidth);
    const length = fields.uint(this.#shape.lengthWidth);
    let address = this.#shape.root;
    let rows = this.#shape.rootRows;
    if (rows === 0) return this.#inBlock(address, within, length, this.#shape.startBlock);
    // Each step down has fewer rows than the one above.
    for (;;) {
      const { row, column, start } = this.#cell(within, rows);
      const entry = await this.#entry(address, row, column);
      const size = this.#rowSize(row);
      within -= start;
      if (row < this.#shape.directRows) return this.#inBlock(entry, within, length, size);
      const below = Math.log2(size / this.#shape.startBlock / this.#shape.tableWidth) + 1;
      if (!Number.isInteger(below) || below < 1 || below >= rows) throw malformed("a fractal heap of impossible sizes");
      address = entry;
      rows = below;
    }
  }

  #inBlock(address: number | undefined, within: number, length: number, size: number): Place {
    if (address === undefined || within + length > this.#blockLimit(size))
      throw malformed("a heap object that is nowhere");
    return { address: address + within, length };
  }

  /** The first block alone may be larger than a row's: nothing beyond the largest direct block is one. */
  #blockLimit(size: number): number {
    return Math.max(size, this.#shape.startBlock);
  }

  #rowSize(row: number): number {
    return this.#shape.startBlock * 2 ** Math.max(0, row - 1);
  }

  #cell(offset: number, rows: number) {
    let start = 0;
    for (let row = 0; row < rows; row += 1) {
      const size = this.#rowSize(row);
      const end = start + size * this.#shape.tableWidth;
      if (offset < end) {
        const column = Math.floor((offset - start) / size);
        return { row, column, start: start + column * size };
      }
      start = end;
    }
    throw malformed("a heap object beyond the heap");
  }

  /** The address of one entry of an indirect block. */
  async #entry(address: number | undefined, row: number, column: number): Promise<number | undefined> {
    if (address === undefined) throw malformed("a heap object that is nowhere");
    const { offset } = this.#metadata.widths;
    const head = 5 + offset + this.#shape.offsetWidth;
    const signature = await this.#metadata.fields(address, 4);
    signature.signature("FHIB");
    const index = row * this.#shape.tableWidth + column;
    return (await this.#metadata.fields(address + head + index * offset, offset)).address();
  }
}

/** Where an object's bytes are. */
interface Place {
  readonly address: number;
  readonly length: number;
}
