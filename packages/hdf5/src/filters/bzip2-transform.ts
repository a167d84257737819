import { checkSize, corrupt } from "./corrupt.ts";

/** A block's last column. */
export interface TransformedBlock {
  readonly symbols: Uint8Array;
  readonly count: number;
  /** The row that is the block itself. */
  readonly origin: number;
  readonly checksum: number;
}

/** CRC-32 with the highest bit first, as bzip2 has it. */
const CRC = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte << 24;
  for (let bit = 0; bit < 8; bit += 1) value = value < 0 ? (value << 1) ^ 0x04c11db7 : value << 1;
  return value;
});

/** Undoes the transform and the run lengths under it, and checks the block. */
export function inverseTransform(block: TransformedBlock, output: Output): void {
  const { symbols, count } = block;
  const next = followers(symbols, count);
  let at = next[block.origin] ?? 0;
  let last = -1;
  let same = 0;
  let crc = -1;
  for (let index = 0; index < count; index += 1) {
    const byte = symbols[at] ?? 0;
    at = next[at] ?? 0;
    if (same === 4) {
      // After four like bytes comes the number of more of them.
      for (let time = 0; time < byte; time += 1) crc = (crc << 8) ^ (CRC[(crc >>> 24) ^ last] ?? 0);
      output.put(last, byte);
      same = 0;
      last = -1;
      continue;
    }
    same = byte === last ? same + 1 : 1;
    last = byte;
    crc = (crc << 8) ^ (CRC[(crc >>> 24) ^ byte] ?? 0);
    output.put(byte, 1);
  }
  if (~crc >>> 0 !== block.checksum) throw corrupt("the checksum of a bzip2 block does not match");
}

/** For every row, the row that the block goes on with. */
function followers(symbols: Uint8Array, count: number): Uint32Array {
  const starts = new Uint32Array(257);
  for (let row = 0; row < count; row += 1) {
    const after = (symbols[row] ?? 0) + 1;
    starts[after] = (starts[after] ?? 0) + 1;
  }
  for (let byte = 1; byte < 257; byte += 1) starts[byte] = (starts[byte] ?? 0) + (starts[byte - 1] ?? 0);
  const next = new Uint32Array(count);
  for (let row = 0; row < count; row += 1) {
    const byte = symbols[row] ?? 0;
    const place = starts[byte] ?? 0;
    next[place] = row;
    starts[byte] = place + 1;
  }
  return next;
}

/** Bytes that grow up to a limit. */
export class Output {
  readonly #maxBytes: number;
  #bytes: Uint8Array;
  #length = 0;

  constructor(likelyBytes: number, maxBytes: number) {
    this.#maxBytes = maxBytes;
    this.#bytes = new Uint8Array(Math.min(likelyBytes, maxBytes));
  }

  get bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  /** Adds a byte some times. @throws limit.exceeded */
  put(byte: number, times: number): void {
    const end = this.#length + times;
    if (end > this.#bytes.length) this.#grow(end);
    if (times === 1) this.#bytes[this.#length] = byte;
    else this.#bytes.fill(byte, this.#length, end);
    this.#length = end;
  }

  #grow(end: number): void {
    checkSize(end, this.#maxBytes);
    const larger = new Uint8Array(Math.min(this.#maxBytes, Math.max(end, 2 * this.#bytes.length)));
    larger.set(this.#bytes);
    this.#bytes = larger;
  }
}
