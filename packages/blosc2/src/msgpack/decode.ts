import { ByteCursor, CatervaError } from "@caterva2/ndarray";
import type { MsgpackExt, MsgpackValue } from "./types.ts";

/** Bounds of one decoding. */
export interface MsgpackLimits {
  /** Containers within containers. */
  readonly depth: number;
  /** Values in all, containers and keys included. */
  readonly values: number;
}

const DEFAULT_LIMITS: MsgpackLimits = { depth: 64, values: 1_000_000 };

/**
 * Decodes one MessagePack value that fills `bytes` exactly (github.com/msgpack/msgpack, spec.md).
 * Binary values are copies: they do not keep the input alive.
 * @throws blosc2.malformed for bytes that are no such value, limit.exceeded beyond the limits.
 */
export function decodeMsgpack(bytes: Uint8Array, limits: Partial<MsgpackLimits> = {}): MsgpackValue {
  const decoder = new Decoder(bytes, { ...DEFAULT_LIMITS, ...limits });
  const value = decoder.value(0);
  if (decoder.remaining > 0) throw malformed(`${decoder.remaining} bytes follow the value`);
  return value;
}

class Decoder {
  readonly #cursor: ByteCursor;
  readonly #limits: MsgpackLimits;
  readonly #utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  #values = 0;

  constructor(bytes: Uint8Array, limits: MsgpackLimits) {
    this.#cursor = new ByteCursor(bytes);
    this.#limits = limits;
  }

  get remaining(): number {
    return this.#cursor.remaining;
  }

  value(depth: number): MsgpackValue {
    this.#values += 1;
    if (this.#values > this.#limits.values || depth > this.#limits.depth) {
      throw new CatervaError("limit.exceeded", "The MessagePack value has too many parts or is nested too deeply.");
    }
    const head = this.#cursor.u8();
    if (head < 0x80) return head;
    if (head < 0x90) return this.#map(head & 0x0f, depth);
    if (head < 0xa0) return this.#array(head & 0x0f, depth);
    if (head < 0xc0) return this.#str(head & 0x1f);
    if (head >= 0xe0) return head - 0x100;
    return head < 0xcc ? this.#sized(head) : head < 0xd4 ? this.#number(head) : this.#longer(head, depth);
  }

  /** 0xc0 to 0xcb: nil, booleans, binary, extensions with a length, floats. */
  #sized(head: number): MsgpackValue {
    const cursor = this.#cursor;
    switch (head) {
      case 0xc0:
        return null;
      case 0xc2:
        return false;
      case 0xc3:
        return true;
      case 0xc4:
        return cursor.bytes(cursor.u8()).slice();
      case 0xc5:
        return cursor.bytes(cursor.u16be()).slice();
      case 0xc6:
        return cursor.bytes(cursor.u32be()).slice();
      case 0xc7:
        return this.#ext(cursor.u8());
      case 0xc8:
        return this.#ext(cursor.u16be());
      case 0xc9:
        return this.#ext(cursor.u32be());
      case 0xca:
        return cursor.f32be();
      case 0xcb:
        return cursor.f64be();
      default:
        throw malformed("0xc1 is never used");
    }
  }

  /** 0xcc to 0xd3: integers of 1 to 8 bytes. */
  #number(head: number): number | bigint {
    const cursor = this.#cursor;
    switch (head) {
      case 0xcc:
        return cursor.u8();
      case 0xcd:
        return cursor.u16be();
      case 0xce:
        return cursor.u32be();
      case 0xcf:
        return exact(cursor.u64be());
      case 0xd0:
        return cursor.i8();
      case 0xd1:
        return cursor.i16be();
      case 0xd2:
        return cursor.i32be();
      default:
        return exact(cursor.i64be());
    }
  }

  /** 0xd4 to 0xdf: extensions of fixed length, long strings, arrays and maps. */
  #longer(head: number, depth: number): MsgpackValue {
    const cursor = this.#cursor;
    switch (head) {
      case 0xd9:
        return this.#str(cursor.u8());
      case 0xda:
        return this.#str(cursor.u16be());
      case 0xdb:
        return this.#str(cursor.u32be());
      case 0xdc:
        return this.#array(cursor.u16be(), depth);
      case 0xdd:
        return this.#array(cursor.u32be(), depth);
      case 0xde:
        return this.#map(cursor.u16be(), depth);
      case 0xdf:
        return this.#map(cursor.u32be(), depth);
      default:
        return this.#ext(1 << (head - 0xd4));
    }
  }

  #str(length: number): string | Uint8Array {
    const bytes = this.#cursor.bytes(length);
    try {
      return this.#utf8.decode(bytes);
    } catch {
      return bytes.slice();
    }
  }

  #ext(length: number): MsgpackExt {
    const type = this.#cursor.i8();
    return { type, data: this.#cursor.bytes(length).slice() };
  }

  #array(count: number, depth: number): MsgpackValue[] {
    this.#expect(count);
    const items: MsgpackValue[] = [];
    for (let index = 0; index < count; index += 1) items.push(this.value(depth + 1));
    return items;
  }

  #map(count: number, depth: number): Map<MsgpackValue, MsgpackValue> {
    this.#expect(2 * count);
    const map = new Map<MsgpackValue, MsgpackValue>();
    for (let index = 0; index < count; index += 1) {
      const key = this.value(depth + 1);
      map.set(key, this.value(depth + 1));
    }
    return map;
  }

  /** A value takes a byte at least: a count that the bytes cannot hold is refused at once. */
  #expect(count: number): void {
    if (count > this.#cursor.remaining) throw malformed(`${count} values are announced, too few bytes follow`);
  }
}

function exact(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

function malformed(reason: string): CatervaError {
  return new CatervaError("blosc2.malformed", `Not a MessagePack value: ${reason}.`);
}
