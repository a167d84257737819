/**
 * The records of a ZIP file (PKWARE APPNOTE 6.3.10) as they are written when neither checksum nor compressed size of
 * a member is known before its data: those follow it in a data descriptor.
 */

/** What is known of a member before its data. */
export interface MemberFacts {
  /** Relative, `/`-separated. */
  readonly name: string;
  /** Time of last change, in ms since 1970 UTC. */
  readonly mtimeMs: number;
  /** Bytes of the content. */
  readonly size: number;
}

/** What is known behind it. */
export interface MemberSums {
  readonly crc: number;
  readonly packed: number;
}

const LOCAL = 0x04034b50;
const DESCRIPTOR = 0x08074b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;
const END_64 = 0x06064b50;
const LOCATOR_64 = 0x07064b50;

/** Version 4.5 of the format, the first with 64-bit sizes; of Unix, whose permissions are stated. */
const VERSION = 45;
const MADE_BY = (3 << 8) | VERSION;
/** Sizes follow the data (bit 3), names are UTF-8 (bit 11). */
const FLAGS = 0x0808;
const DEFLATE = 8;
const REGULAR_FILE = 0o100644 * 0x1_0000;

const MOST_16 = 0xffff;
const MOST_32 = 0xffff_ffff;
/** Contents from here on have 64-bit sizes: packed ones may be longer by some bytes in a thousand. */
const LARGE = 0xf000_0000;

const EXTRA_64 = 0x0001;
const EXTRA_TIME = 0x5455;

export function localHeader({ name, mtimeMs, size }: MemberFacts): Uint8Array {
  const encoded = new TextEncoder().encode(name);
  const large = size >= LARGE;
  const unknown = large ? MOST_32 : 0;
  const extra = large ? [timeExtra(mtimeMs), u16(EXTRA_64, 16), u64(0, 0)] : [timeExtra(mtimeMs)];
  const tail = Buffer.concat(extra);
  return Buffer.concat([
    u32(LOCAL),
    u16(VERSION, FLAGS, DEFLATE, ...dosTime(mtimeMs)),
    u32(0, unknown, unknown),
    u16(encoded.length, tail.length),
    encoded,
    tail,
  ]);
}

/** Follows the data of a member. */
export function dataDescriptor({ size }: MemberFacts, { crc, packed }: MemberSums): Uint8Array {
  return Buffer.concat([u32(DESCRIPTOR, crc), size >= LARGE ? u64(packed, size) : u32(packed, size)]);
}

/** The line of a member in the directory at the end; `offset` is where its local header starts. */
export function centralRecord(member: MemberFacts, { crc, packed }: MemberSums, offset: number): Uint8Array {
  const { name, mtimeMs, size } = member;
  const encoded = new TextEncoder().encode(name);
  const large = size >= LARGE || offset >= MOST_32;
  const wide = large ? [u16(EXTRA_64, 24), u64(size, packed, offset)] : [];
  const tail = Buffer.concat([timeExtra(mtimeMs), ...wide]);
  return Buffer.concat([
    u32(CENTRAL),
    u16(MADE_BY, VERSION, FLAGS, DEFLATE, ...dosTime(mtimeMs)),
    u32(crc, large ? MOST_32 : packed, large ? MOST_32 : size),
    u16(encoded.length, tail.length, 0, 0, 0),
    u32(REGULAR_FILE, large ? MOST_32 : offset),
    encoded,
    tail,
  ]);
}

/** The end of the file: where its directory of `count` lines is. */
export function endRecords(count: number, directory: { offset: number; length: number }): Uint8Array {
  const { offset, length } = directory;
  const large = count >= MOST_16 || length >= MOST_32 || offset >= MOST_32;
  const wide = [
    u32(END_64),
    u64(44),
    u16(MADE_BY, VERSION),
    u32(0, 0),
    u64(count, count, length, offset),
    u32(LOCATOR_64, 0),
    u64(offset + length),
    u32(1),
  ];
  const counts = large ? MOST_16 : count;
  return Buffer.concat([
    ...(large ? wide : []),
    u32(END),
    u16(0, 0, counts, counts),
    large ? u32(MOST_32, MOST_32) : u32(length, offset),
    u16(0),
  ]);
}

/** Time and date with two seconds' precision and no time zone; UTC here. It begins in 1980. */
function dosTime(ms: number): [time: number, date: number] {
  const at = new Date(Math.min(Math.max(ms, Date.UTC(1980, 0)), Date.UTC(2107, 11, 31)));
  const time = (at.getUTCHours() << 11) | (at.getUTCMinutes() << 5) | (at.getUTCSeconds() >> 1);
  return [time, ((at.getUTCFullYear() - 1980) << 9) | ((at.getUTCMonth() + 1) << 5) | at.getUTCDate()];
}

/** The exact second, of UTC, which most programs prefer. */
function timeExtra(ms: number): Uint8Array {
  const seconds = Math.min(Math.max(Math.floor(ms / 1000), 0), 0x7fff_ffff);
  return Buffer.concat([u16(EXTRA_TIME, 5), Buffer.of(1), u32(seconds)]);
}

function u16(...values: number[]): Uint8Array {
  return littleEndian(2, values, (view, at, value) => view.setUint16(at, value, true));
}

function u32(...values: number[]): Uint8Array {
  return littleEndian(4, values, (view, at, value) => view.setUint32(at, value, true));
}

function u64(...values: number[]): Uint8Array {
  return littleEndian(8, values, (view, at, value) => view.setBigUint64(at, BigInt(value), true));
}

function littleEndian(
  width: number,
  values: readonly number[],
  set: (view: DataView, at: number, value: number) => void,
): Uint8Array {
  const view = new DataView(new ArrayBuffer(width * values.length));
  for (const [index, value] of values.entries()) set(view, index * width, value);
  return new Uint8Array(view.buffer);
}
