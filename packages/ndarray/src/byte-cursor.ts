import { CatervaError, type ErrorCode } from "./errors.ts";

/**
 * Reads numbers from the front of some bytes. It never reads beyond their end:
 * that, and a count that does not fit, throws the code of the owner's format.
 * 64-bit numbers are a bigint, or through `...Number` a checked safe integer.
 */
export class ByteCursor {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #code: ErrorCode;
  #position: number;

  constructor(bytes: Uint8Array, options: { offset?: number; code?: ErrorCode } = {}) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#code = options.code ?? "blosc2.malformed";
    this.#position = 0;
    this.skip(options.offset ?? 0);
  }

  /** Bytes from the start. */
  get position(): number {
    return this.#position;
  }

  /** Bytes left. */
  get remaining(): number {
    return this.#bytes.byteLength - this.#position;
  }

  skip(length: number): void {
    this.#advance(length);
  }

  /** A view, not a copy. */
  bytes(length: number): Uint8Array {
    const start = this.#advance(length);
    return this.#bytes.subarray(start, start + length);
  }

  u8(): number {
    return this.#view.getUint8(this.#advance(1));
  }

  i8(): number {
    return this.#view.getInt8(this.#advance(1));
  }

  u16le(): number {
    return this.#view.getUint16(this.#advance(2), true);
  }

  u16be(): number {
    return this.#view.getUint16(this.#advance(2), false);
  }

  u32le(): number {
    return this.#view.getUint32(this.#advance(4), true);
  }

  u32be(): number {
    return this.#view.getUint32(this.#advance(4), false);
  }

  i16le(): number {
    return this.#view.getInt16(this.#advance(2), true);
  }

  i16be(): number {
    return this.#view.getInt16(this.#advance(2), false);
  }

  i32le(): number {
    return this.#view.getInt32(this.#advance(4), true);
  }

  i32be(): number {
    return this.#view.getInt32(this.#advance(4), false);
  }

  i64le(): bigint {
    return this.#view.getBigInt64(this.#advance(8), true);
  }

  i64be(): bigint {
    return this.#view.getBigInt64(this.#advance(8), false);
  }

  u64le(): bigint {
    return this.#view.getBigUint64(this.#advance(8), true);
  }

  u64be(): bigint {
    return this.#view.getBigUint64(this.#advance(8), false);
  }

  i64leNumber(): number {
    return this.#safe(this.i64le());
  }

  i64beNumber(): number {
    return this.#safe(this.i64be());
  }

  u64leNumber(): number {
    return this.#safe(this.u64le());
  }

  u64beNumber(): number {
    return this.#safe(this.u64be());
  }

  f32le(): number {
    return this.#view.getFloat32(this.#advance(4), true);
  }

  f32be(): number {
    return this.#view.getFloat32(this.#advance(4), false);
  }

  f64le(): number {
    return this.#view.getFloat64(this.#advance(8), true);
  }

  f64be(): number {
    return this.#view.getFloat64(this.#advance(8), false);
  }

  /** Moves on by `length` and gives the position before. */
  #advance(length: number): number {
    if (!Number.isSafeInteger(length) || length < 0 || length > this.remaining) {
      throw new CatervaError(this.#code, `${length} bytes expected at ${this.#position}, ${this.remaining} are left.`, {
        detail: { position: this.#position, length, remaining: this.remaining },
      });
    }
    const start = this.#position;
    this.#position += length;
    return start;
  }

  #safe(value: bigint): number {
    const number = Number(value);
    if (!Number.isSafeInteger(number)) {
      throw new CatervaError(this.#code, `The number ${value} is too large to be a size or offset.`);
    }
    return number;
  }
}
