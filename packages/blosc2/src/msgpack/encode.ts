import { CatervaError } from "@caterva2/ndarray";
import type { MsgpackExt, MsgpackValue } from "./types.ts";

const DEPTH_LIMIT = 64;

/**
 * Encodes a value in the shortest form. Numbers that are safe integers go as integers, all others as float64;
 * bigint as int64 or uint64.
 * @throws request.invalid for a bigint beyond 64 bits, a count beyond 32 bits, or more than 64 levels (a cycle).
 */
export function encodeMsgpack(value: MsgpackValue): Uint8Array {
  const encoder = new Encoder();
  encoder.value(value, 0);
  return encoder.finish();
}

class Encoder {
  #bytes = new Uint8Array(128);
  #view = new DataView(this.#bytes.buffer);
  #length = 0;

  finish(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }

  value(value: MsgpackValue, depth: number): void {
    if (depth > DEPTH_LIMIT) throw unencodable("it is nested too deeply");
    if (value === null) this.#u8(0xc0);
    else if (typeof value === "boolean") this.#u8(value ? 0xc3 : 0xc2);
    else if (typeof value === "number") this.#number(value);
    else if (typeof value === "bigint") this.#bigint(value);
    else if (typeof value === "string") this.#str(value);
    else if (value instanceof Uint8Array) this.#bin(value);
    else if (isList(value)) this.#array(value, depth);
    else if (isMap(value)) this.#map(value, depth);
    else this.#ext(value);
  }

  #number(value: number): void {
    if (!Number.isSafeInteger(value) || Object.is(value, -0)) this.#float(value);
    else if (value >= 0) this.#unsigned(value);
    else this.#negative(value);
  }

  #unsigned(value: number): void {
    if (value < 0x80) this.#u8(value);
    else if (value <= 0xff) this.#sized(0xcc, 1, value);
    else if (value <= 0xffff) this.#sized(0xcd, 2, value);
    else if (value <= 0xffff_ffff) this.#sized(0xce, 4, value);
    else this.#bigint(BigInt(value));
  }

  #negative(value: number): void {
    if (value >= -0x20) this.#u8(value & 0xff);
    else if (value >= -0x80) this.#sized(0xd0, 1, value);
    else if (value >= -0x8000) this.#sized(0xd1, 2, value);
    else if (value >= -0x8000_0000) this.#sized(0xd2, 4, value);
    else this.#bigint(BigInt(value));
  }

  #bigint(value: bigint): void {
    if (value > 0xffff_ffff_ffff_ffffn || value < -0x8000_0000_0000_0000n)
      throw unencodable("an integer needs over 64 bits");
    this.#u8(value < 0n ? 0xd3 : 0xcf);
    const at = this.#reserve(8);
    if (value < 0n) this.#view.setBigInt64(at, value);
    else this.#view.setBigUint64(at, value);
  }

  #float(value: number): void {
    this.#u8(0xcb);
    const at = this.#reserve(8);
    this.#view.setFloat64(at, value);
  }

  #str(text: string): void {
    const bytes = new TextEncoder().encode(text);
    const { length } = bytes;
    if (length < 32) this.#u8(0xa0 | length);
    else if (length <= 0xff) this.#sized(0xd9, 1, length);
    else if (length <= 0xffff) this.#sized(0xda, 2, length);
    else this.#sized(0xdb, 4, length);
    this.#append(bytes);
  }

  #bin(bytes: Uint8Array): void {
    const { length } = bytes;
    if (length <= 0xff) this.#sized(0xc4, 1, length);
    else if (length <= 0xffff) this.#sized(0xc5, 2, length);
    else this.#sized(0xc6, 4, length);
    this.#append(bytes);
  }

  #array(items: readonly MsgpackValue[], depth: number): void {
    const { length } = items;
    if (length < 16) this.#u8(0x90 | length);
    else if (length <= 0xffff) this.#sized(0xdc, 2, length);
    else this.#sized(0xdd, 4, length);
    for (const item of items) this.value(item, depth + 1);
  }

  #map(map: ReadonlyMap<MsgpackValue, MsgpackValue>, depth: number): void {
    const { size } = map;
    if (size < 16) this.#u8(0x80 | size);
    else if (size <= 0xffff) this.#sized(0xde, 2, size);
    else this.#sized(0xdf, 4, size);
    for (const [key, value] of map) {
      this.value(key, depth + 1);
      this.value(value, depth + 1);
    }
  }

  #ext({ type, data }: MsgpackExt): void {
    const { length } = data;
    const fixed = [1, 2, 4, 8, 16].indexOf(length);
    if (fixed >= 0) this.#u8(0xd4 + fixed);
    else if (length <= 0xff) this.#sized(0xc7, 1, length);
    else if (length <= 0xffff) this.#sized(0xc8, 2, length);
    else this.#sized(0xc9, 4, length);
    this.#u8(type & 0xff);
    this.#append(data);
  }

  #u8(byte: number): void {
    const at = this.#reserve(1);
    this.#bytes[at] = byte;
  }

  /** A head byte and a big-endian number of 1, 2 or 4 bytes. */
  #sized(head: number, width: 1 | 2 | 4, value: number): void {
    if (value > 0xffff_ffff) throw unencodable("a part is longer than 4 GiB");
    this.#u8(head);
    const at = this.#reserve(width);
    if (width === 1) this.#view.setUint8(at, value & 0xff);
    else if (width === 2) this.#view.setUint16(at, value & 0xffff);
    else this.#view.setUint32(at, value >>> 0);
  }

  #append(bytes: Uint8Array): void {
    const at = this.#reserve(bytes.length);
    this.#bytes.set(bytes, at);
  }

  /** Makes room for `length` bytes and gives the position of the first. */
  #reserve(length: number): number {
    const at = this.#length;
    this.#length += length;
    if (this.#length > this.#bytes.length) {
      const grown = new Uint8Array(Math.max(this.#length, 2 * this.#bytes.length));
      grown.set(this.#bytes.subarray(0, at));
      this.#bytes = grown;
      this.#view = new DataView(grown.buffer);
    }
    return at;
  }
}

function isList(value: object): value is readonly MsgpackValue[] {
  return Array.isArray(value);
}

function isMap(value: object): value is ReadonlyMap<MsgpackValue, MsgpackValue> {
  return value instanceof Map;
}

function unencodable(reason: string): CatervaError {
  return new CatervaError("request.invalid", `The value cannot be stored as MessagePack: ${reason}.`);
}
