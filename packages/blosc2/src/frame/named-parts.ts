import { ByteCursor, CatervaError } from "@caterva2/ndarray";

/** One named part of a header (a metalayer) or of a trailer (a vlmeta entry), as raw bytes. */
export interface NamedPart {
  readonly name: string;
  readonly content: Uint8Array;
}

/** Longest name in bytes: names are MessagePack fixstr. */
const NAME_LIMIT = 31;
/** A name of `n` bytes takes its head and an int32 beside them. */
const NAME_OVERHEAD = 6;
/** Head and length of a bin32. */
const CONTENT_OVERHEAD = 5;
/** Array head, uint16 size, map head and count; later the head and count of the contents. */
const MAP_OVERHEAD = 7;
const LIST_OVERHEAD = 3;

/**
 * Reads the list of named parts that headers and trailers share: an array of three with the size of the name map,
 * the name map (name to int32 offset from the start of `bytes`), and the contents, each a bin32.
 * `bytes` end with the header or trailer; the list starts at `start`. Contents are views.
 * @throws blosc2.malformed
 */
export function parseNamedParts(bytes: Uint8Array, start: number, limit: number): NamedPart[] {
  const cursor = new ByteCursor(bytes, { offset: start });
  if (cursor.u8() !== 0x93 || cursor.u8() !== 0xcd) throw wrong("the list of named parts is missing");
  cursor.skip(2);
  if (cursor.u8() !== 0xde) throw wrong("the map of names is missing");
  const count = cursor.u16be();
  if (count > limit) throw wrong(`${count} named parts, at most ${limit} are allowed`);
  const parts: NamedPart[] = [];
  for (let index = 0; index < count; index += 1) {
    const name = readName(cursor);
    if (cursor.u8() !== 0xd2) throw wrong("an offset is no int32");
    parts.push({ name, content: readContent(bytes, cursor.i32be()) });
  }
  return parts;
}

function readName(cursor: ByteCursor): string {
  const head = cursor.u8();
  if ((head & 0xe0) !== 0xa0) throw wrong("a name is no short string");
  return new TextDecoder().decode(cursor.bytes(head & 0x1f));
}

function readContent(bytes: Uint8Array, offset: number): Uint8Array {
  const cursor = new ByteCursor(bytes, { offset });
  if (cursor.u8() !== 0xc6) throw wrong("a content is no bin32");
  return cursor.bytes(cursor.u32be());
}

/** Length of what {@link writeNamedParts} writes, in bytes. @throws request.invalid for a name that does not fit. */
export function namedPartsLength(parts: readonly NamedPart[], limit: number): number {
  if (parts.length > limit) throw invalid(`${parts.length} entries, at most ${limit} fit`);
  let length = MAP_OVERHEAD + LIST_OVERHEAD;
  for (const { name, content } of parts) {
    const { length: nameLength } = encodeName(name);
    if (nameLength > NAME_LIMIT) throw invalid(`the name ${JSON.stringify(name)} has over ${NAME_LIMIT} bytes`);
    length += NAME_OVERHEAD + nameLength + CONTENT_OVERHEAD + content.length;
  }
  if (length > 0x7fff_ffff) throw invalid("the contents have over 2 GiB");
  return length;
}

/**
 * Writes the list at `start` of `bytes`; offsets count from `origin`, where the header or trailer starts.
 * @returns the position behind it.
 */
export function writeNamedParts(bytes: Uint8Array, origin: number, start: number, parts: readonly NamedPart[]): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const names = parts.map((part) => encodeName(part.name));
  const mapLength = names.reduce((total, name) => total + NAME_OVERHEAD + name.length, MAP_OVERHEAD);
  bytes.set([0x93, 0xcd], start);
  // The field counts the bytes from its own head to the end of the map.
  view.setUint16(start + 2, (mapLength - 1) & 0xffff);
  bytes[start + 4] = 0xde;
  view.setUint16(start + 5, parts.length);
  let at = start + MAP_OVERHEAD;
  let contentAt = start + mapLength + LIST_OVERHEAD;
  for (const [index, { content }] of parts.entries()) {
    const name = names[index] ?? new Uint8Array(0);
    bytes[at] = 0xa0 | name.length;
    bytes.set(name, at + 1);
    at += 1 + name.length;
    bytes[at] = 0xd2;
    view.setInt32(at + 1, contentAt - origin);
    at += 5;
    contentAt = writeContent(bytes, view, contentAt, content);
  }
  bytes[at] = 0xdc;
  view.setUint16(at + 1, parts.length);
  return contentAt;
}

function writeContent(bytes: Uint8Array, view: DataView, at: number, content: Uint8Array): number {
  bytes[at] = 0xc6;
  view.setUint32(at + 1, content.length);
  bytes.set(content, at + CONTENT_OVERHEAD);
  return at + CONTENT_OVERHEAD + content.length;
}

function encodeName(name: string): Uint8Array {
  return new TextEncoder().encode(name);
}

function wrong(reason: string): CatervaError {
  return new CatervaError("blosc2.malformed", `Not a readable Blosc2 frame: ${reason}.`);
}

function invalid(reason: string): CatervaError {
  return new CatervaError("request.invalid", `The metadata cannot be stored: ${reason}.`);
}
