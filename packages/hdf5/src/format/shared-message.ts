import { FieldReader } from "./fields.ts";
import { FractalHeap } from "./fractal-heap.ts";
import { malformed } from "./malformed.ts";
import type { Metadata } from "./metadata.ts";
import { MESSAGE, type Message, readObjectHeader } from "./object-header.ts";

/** Finds the content of messages that are stored once for many objects: committed datatypes, and the file's table. */
export class SharedMessages {
  readonly #metadata: Metadata;
  readonly #extension: number | undefined;
  #heaps: Promise<ReadonlyMap<number, FractalHeap>> | undefined;

  constructor(metadata: Metadata, extension: number | undefined) {
    this.#metadata = metadata;
    this.#extension = extension;
  }

  /** The data of a message, wherever they are. */
  async dataOf(message: Message): Promise<Uint8Array> {
    return message.shared ? this.resolve(message.type, message.data) : message.data;
  }

  /** Follows a reference to a shared message of a type. */
  async resolve(type: number, reference: Uint8Array): Promise<Uint8Array> {
    const fields = new FieldReader(reference, this.#metadata.widths);
    const version = fields.u8();
    const place = fields.u8();
    if (version === 1) fields.skip(6);
    if (version === 3 && place === 1) return this.fromTable(type, fields.bytes(8));
    const address = fields.someAddress("a shared message");
    const found = (await readObjectHeader(this.#metadata, address)).find((one) => one.type === type);
    if (found === undefined || found.shared) throw malformed("a shared message is not where it should be");
    return found.data;
  }

  /** A message of a type from the heap of the table of shared messages. */
  async fromTable(type: number, id: Uint8Array): Promise<Uint8Array> {
    this.#heaps ??= this.#readTable();
    const heap = (await this.#heaps).get(type);
    if (heap === undefined) throw malformed("a shared message without a table");
    return heap.object(id);
  }

  /** The heap of every message type that the file's table of shared messages covers. */
  async #readTable(): Promise<ReadonlyMap<number, FractalHeap>> {
    const heaps = new Map<number, FractalHeap>();
    if (this.#extension === undefined) return heaps;
    const messages = await readObjectHeader(this.#metadata, this.#extension);
    const pointer = messages.find((one) => one.type === MESSAGE.sharedTable);
    if (pointer === undefined) return heaps;
    const fields = new FieldReader(pointer.data, this.#metadata.widths);
    fields.skip(1);
    const address = fields.someAddress("the table of shared messages");
    const count = fields.u8();
    const { offset } = this.#metadata.widths;
    const table = await this.#metadata.checked(address, 4 + count * (12 + 2 * offset) + 4, "the shared messages");
    table.signature("SMTB");
    for (let index = 0; index < count; index += 1) {
      table.skip(2);
      const types = table.u16le();
      table.skip(8);
      table.address();
      const heapAddress = table.address();
      if (heapAddress === undefined) continue;
      const heap = await FractalHeap.open(this.#metadata, heapAddress);
      for (let type = 0; type < 16; type += 1) if (types & (1 << type)) heaps.set(type, heap);
    }
    return heaps;
  }
}
