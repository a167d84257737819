import { ByteCursor, CatervaError, type DType, descrText, formatDType, parseDType } from "@caterva2/ndarray";
import type { BlockCut } from "../chunk/types.ts";

/** What the `b2nd` metalayer says. The three shapes have one entry a dimension. */
export interface B2ndMeta {
  readonly shape: readonly number[];
  readonly chunks: readonly number[];
  readonly blocks: readonly number[];
  /** Undefined in files that have none (old `caterva` ones). */
  readonly dtype: DType | undefined;
}

/** Names of the metalayer, the present one first. */
const B2ND_NAMES = ["b2nd", "caterva"] as const;

export const MAX_RANK = 16;
const NEWEST_VERSION = 0;
/** Head, version and rank come before the lists. */
const LISTS_START = 3;

/**
 * Reads the content of the metalayer: version, rank, shape (int64), chunk shape and block shape (int32), dtype.
 * The heads of the three lists are skipped: rank 16 does not fit them, and writers put 0xa0 there.
 * @throws blosc2.malformed, blosc2.unsupported (a newer version), dtype.invalid
 */
export function parseB2ndMeta(content: Uint8Array): B2ndMeta {
  const cursor = new ByteCursor(content);
  const entries = cursor.u8() & 0x0f;
  const version = cursor.u8();
  if (version > NEWEST_VERSION) {
    throw new CatervaError("blosc2.unsupported", `Version ${version} of the b2nd metalayer is not known.`);
  }
  const rank = cursor.u8();
  if (rank > MAX_RANK) throw malformed(`${rank} dimensions, at most ${MAX_RANK} are allowed`);
  const shape = readList(cursor, rank, 0xd3);
  const chunks = readList(cursor, rank, 0xd2);
  const blocks = readList(cursor, rank, 0xd2);
  return { shape, chunks, blocks, dtype: entries >= 7 && cursor.remaining > 0 ? readDType(cursor) : undefined };
}

/** The metalayer that makes an array of a super-chunk. */
export function arrayMeta(
  metalayers: ReadonlyMap<string, Uint8Array>,
): { readonly name: string; readonly content: Uint8Array } | undefined {
  for (const name of B2ND_NAMES) {
    const content = metalayers.get(name);
    if (content !== undefined) return { name, content };
  }
  return undefined;
}

/**
 * The dtype of the items. Old arrays have none, and C programs that set none leave the default `|u1` whatever the
 * size of the items is: those are opaque.
 */
export function itemsOf(dtype: DType | undefined, typesize: number): DType {
  if (dtype !== undefined && (typesize === 1 || formatDType(dtype) !== "uint8")) return dtype;
  return parseDType(typesize === 1 ? "|u1" : `|V${typesize}`);
}

/** How the array of a metalayer cuts its blocks. @throws as {@link parseB2ndMeta} */
export function blockCut(content: Uint8Array, typesize: number): BlockCut {
  const { blocks, dtype } = parseB2ndMeta(content);
  return { blocks, itemsize: itemsOf(dtype, typesize).itemsize };
}

function readList(cursor: ByteCursor, rank: number, head: 0xd2 | 0xd3): number[] {
  cursor.skip(1);
  const extents: number[] = [];
  for (let axis = 0; axis < rank; axis += 1) {
    if (cursor.u8() !== head) throw malformed("an extent is of the wrong type");
    const extent = head === 0xd3 ? cursor.i64beNumber() : cursor.i32be();
    if (extent < 0) throw malformed(`an extent of ${extent}`);
    extents.push(extent);
  }
  return extents;
}

function readDType(cursor: ByteCursor): DType {
  // The format of the text: 0 for NumPy, the only one there is.
  const format = cursor.u8();
  if (format !== 0) throw new CatervaError("blosc2.unsupported", `The dtype is written in format ${format}.`);
  if (cursor.u8() !== 0xdb) throw malformed("the dtype is no str32");
  return parseDType(new TextDecoder().decode(cursor.bytes(cursor.u32be())));
}

/** Writes the content of the metalayer. */
export function encodeB2ndMeta(meta: B2ndMeta & { readonly dtype: DType }): Uint8Array {
  const rank = meta.shape.length;
  const dtype = new TextEncoder().encode(descrText(meta.dtype));
  const bytes = new Uint8Array(LISTS_START + 3 + rank * (9 + 5 + 5) + 1 + 5 + dtype.length);
  bytes.set([0x97, NEWEST_VERSION, rank]);
  const at = writeExtents(bytes, meta);
  bytes[at] = 0;
  bytes[at + 1] = 0xdb;
  new DataView(bytes.buffer).setUint32(at + 2, dtype.length);
  bytes.set(dtype, at + 6);
  return bytes;
}

/** The content of a metalayer with other extents of the same rank in it; everything else stays as it was written. */
export function changedMeta(content: Uint8Array, meta: Pick<B2ndMeta, "shape" | "chunks" | "blocks">): Uint8Array {
  const result = content.slice();
  writeExtents(result, meta);
  return result;
}

/** Writes the three lists. @returns the position behind them */
function writeExtents(bytes: Uint8Array, meta: Pick<B2ndMeta, "shape" | "chunks" | "blocks">): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = LISTS_START;
  for (const [list, width] of [
    [meta.shape, 8],
    [meta.chunks, 4],
    [meta.blocks, 4],
  ] as const) {
    // Rank 16 overflows the head of a short list into 0xa0, as the C library writes it.
    bytes[at] = 0x90 + list.length;
    at += 1;
    for (const extent of list) {
      bytes[at] = width === 8 ? 0xd3 : 0xd2;
      if (width === 8) view.setBigInt64(at + 1, BigInt(extent));
      else view.setInt32(at + 1, extent);
      at += 1 + width;
    }
  }
  return at;
}

function malformed(reason: string): CatervaError {
  return new CatervaError("blosc2.malformed", `Not a readable b2nd array: ${reason}.`);
}
