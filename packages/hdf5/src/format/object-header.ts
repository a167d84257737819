import { verifyChecksum } from "./checksum.ts";
import { FieldReader } from "./fields.ts";
import { malformed, unsupported } from "./malformed.ts";
import type { Metadata } from "./metadata.ts";

/** Numbers of the header messages that are read. */
export const MESSAGE = {
  dataspace: 0x01,
  linkInfo: 0x02,
  datatype: 0x03,
  oldFillValue: 0x04,
  fillValue: 0x05,
  link: 0x06,
  externalFiles: 0x07,
  layout: 0x08,
  filters: 0x0b,
  attribute: 0x0c,
  sharedTable: 0x0f,
  continuation: 0x10,
  symbolTable: 0x11,
  attributeInfo: 0x15,
} as const;

export interface Message {
  readonly type: number;
  readonly data: Uint8Array;
  /** The data only say where the message is. */
  readonly shared: boolean;
}

/** Limits on one object: more than any writer makes. */
const MAX_BLOCKS = 4096;
const MAX_MESSAGES = 100_000;
const MAX_HEADER = 64 * 1024 * 1024;

interface Block {
  readonly address: number;
  readonly length: number;
}

/** All messages of an object header, continuations followed, null messages left out. */
export async function readObjectHeader(metadata: Metadata, address: number): Promise<Message[]> {
  const head = await metadata.upTo(address, 4);
  if (String.fromCharCode(...head) === "OHDR") return readNewHeader(metadata, address);
  if (head[0] === 1) return readOldHeader(metadata, address);
  throw malformed(`no object header at address ${address}`);
}

async function readOldHeader(metadata: Metadata, address: number): Promise<Message[]> {
  const fields = await metadata.fields(address, 16);
  fields.skip(8);
  const length = fields.u32le();
  return readBlocks(metadata, { address: address + 16, length }, async (block, take) => {
    const reader = await metadata.fields(block.address, block.length);
    while (reader.remaining >= 8) {
      const type = reader.u16le();
      const size = reader.u16le();
      const flags = reader.u8();
      reader.skip(3);
      take(type, flags, reader.bytes(size));
    }
  });
}

async function readNewHeader(metadata: Metadata, address: number): Promise<Message[]> {
  const head = await metadata.upTo(address, 34);
  const flags = head[5] ?? 0;
  if (head[4] !== 2) throw unsupported(`object header version ${head[4]}`);
  const start = 6 + (flags & 0x20 ? 16 : 0) + (flags & 0x10 ? 4 : 0);
  const width = 1 << (flags & 3);
  const fields = await metadata.fields(address + start, width);
  const length = fields.uint(width);
  const first = { address, length: start + width + length + 4 };
  const order = flags & 4 ? 2 : 0;
  return readBlocks(metadata, first, async (block, take) => {
    const isFirst = block.address === address;
    const bytes = await metadata.bytes(block.address, block.length);
    verifyChecksum(bytes, "an object header");
    const reader = new FieldReader(bytes.subarray(0, bytes.length - 4), metadata.widths);
    if (isFirst) reader.skip(start + width);
    else reader.signature("OCHK");
    readNewMessages(reader, order, take);
  });
}

type Take = (type: number, flags: number, data: Uint8Array) => void;

function readNewMessages(reader: FieldReader, order: number, take: Take): void {
  while (reader.remaining >= 4 + order) {
    const type = reader.u8();
    const size = reader.u16le();
    const flags = reader.u8();
    reader.skip(order);
    take(type, flags, reader.bytes(size));
  }
}

/** Reads the first block and those that continuation messages name, each once. */
async function readBlocks(
  metadata: Metadata,
  first: Block,
  read: (block: Block, take: Take) => Promise<void>,
): Promise<Message[]> {
  const messages: Message[] = [];
  const blocks: Block[] = [first];
  const seen = new Set([first.address]);
  let bytes = 0;
  for (let index = 0; index < blocks.length; index += 1) {
    const block = blocks[index];
    if (block === undefined) break;
    bytes += block.length;
    if (blocks.length > MAX_BLOCKS || bytes > MAX_HEADER) throw malformed("an object header without end");
    await read(block, (type, flags, data) => {
      if (messages.length >= MAX_MESSAGES) throw malformed("an object header without end");
      if (type === MESSAGE.continuation) blocks.push(continuationOf(metadata, data, seen));
      else if (type !== 0) messages.push({ type, data, shared: (flags & 2) !== 0 });
    });
  }
  return messages;
}

function continuationOf(metadata: Metadata, data: Uint8Array, seen: Set<number>): Block {
  const fields = new FieldReader(data, metadata.widths);
  const block = { address: fields.someAddress("a continuation"), length: fields.length() };
  if (seen.has(block.address)) throw malformed("an object header that continues itself");
  seen.add(block.address);
  return block;
}
