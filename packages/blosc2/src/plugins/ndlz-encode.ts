import { CatervaError } from "@caterva2/ndarray";
import type { StreamEncoder, StreamRequest } from "./types.ts";

const HEADER = 9;
const LITERAL = 0x00;
const SAME_BYTE = 0x40;
const WHOLE_MATCH = 0xc0;
const TWO_PAIRS = 0x20;
const MAX_DISTANCE = 0xffff;
const HASH_BITS = 12;

/** What a cell may have in common with earlier ones: groups of rows that stand there one after the other. */
interface RowMatch {
  readonly token: number;
  readonly groups: readonly (readonly number[])[];
  /** Rows of no group, which follow. */
  readonly rest: readonly number[];
}

/** By the side of the cells, the best first. */
const MATCHES: Readonly<Record<4 | 8, readonly RowMatch[]>> = {
  4: [
    // Two pairs: the first row with another one, and the others.
    match(4, TWO_PAIRS | (1 << 3), [0, 1], [2, 3]),
    match(4, TWO_PAIRS | (2 << 3), [0, 2], [1, 3]),
    match(4, TWO_PAIRS | (3 << 3), [0, 3], [1, 2]),
    match(4, 28 << 3, [1, 2, 3]),
    match(4, 29 << 3, [0, 1, 2]),
    match(4, 30 << 3, [0, 1, 3]),
    match(4, 31 << 3, [0, 2, 3]),
    match(4, 0x80 | (1 << 3), [0, 1]),
    match(4, 0x80 | (2 << 3), [0, 2]),
    match(4, 0x80 | (3 << 3), [0, 3]),
    match(4, 0xa0 | (2 << 3), [1, 2]),
    match(4, 0xa0 | (3 << 3), [1, 3]),
    match(4, 0x80, [2, 3]),
  ],
  8: [
    ...[0, 1, 2, 3, 4, 5].map((first) => match(8, (21 << 3) | first, [first, first + 1, first + 2])),
    ...[0, 1, 2, 3, 4, 5, 6].map((first) => match(8, (17 << 3) | first, [first, first + 1])),
  ],
};

function match(side: number, token: number, ...groups: readonly number[][]): RowMatch {
  const rest = Array.from({ length: side }, (_, row) => row).filter((row) => !groups.flat().includes(row));
  return { token, groups, rest };
}

/** The encoder of NDLZ: bytes of two dimensions; see {@link ndlzDecoder} for the format. */
export const ndlzEncoder: StreamEncoder = {
  encode(content: Uint8Array, request: StreamRequest): Uint8Array | undefined {
    const { rows, columns, side } = checkedCut(content, request);
    const writer = new CellWriter(content.length, side);
    writer.header(rows, columns);
    const cell = new Uint8Array(side * side);
    for (let row = 0; row < rows; row += side) {
      const height = Math.min(side, rows - row);
      for (let column = 0; column < columns; column += side) {
        const width = Math.min(side, columns - column);
        for (let line = 0; line < height; line += 1) {
          const from = (row + line) * columns + column;
          cell.set(content.subarray(from, from + width), line * width);
        }
        const written = writer.add(cell.subarray(0, height * width));
        if (!written) return undefined;
      }
    }
    return writer.stream();
  },
};

function checkedCut(content: Uint8Array, { meta, cut }: StreamRequest): { rows: number; columns: number; side: 4 | 8 } {
  const [rows = 0, columns = 0, ...more] = cut?.().blocks ?? [];
  if (meta !== 4 && meta !== 8) throw unsupported(`cells of ${meta}`);
  if (more.length > 0 || rows * columns !== content.length) {
    throw unsupported(`streams of ${content.length} bytes of blocks of (${cut?.().blocks ?? ""})`);
  }
  return { rows, columns, side: meta };
}

function unsupported(what: string): CatervaError {
  return new CatervaError("blosc2.unsupported", `NDLZ takes bytes of two dimensions in cells of 4 or 8, not ${what}.`);
}

/** Writes one cell after the other, and knows where earlier ones stand. */
class CellWriter {
  readonly #stream: Uint8Array;
  readonly #side: 4 | 8;
  /** Places of bytes by their hash, 0 for none: the header stands there. */
  readonly #places = new Uint32Array(1 << HASH_BITS);
  readonly #group: Uint8Array;
  #at = 0;

  /** @param room bytes that the stream must not reach */
  constructor(room: number, side: 4 | 8) {
    // The last cell may go beyond before it is seen that it does.
    this.#stream = new Uint8Array(room + HEADER + side * side + 1);
    this.#side = side;
    this.#group = new Uint8Array(side * side);
  }

  header(rows: number, columns: number): void {
    const view = new DataView(this.#stream.buffer);
    view.setUint8(0, 2);
    view.setInt32(1, rows, true);
    view.setInt32(5, columns, true);
    this.#at = HEADER;
  }

  stream(): Uint8Array {
    return this.#stream.slice(0, this.#at);
  }

  /** @returns whether the stream is still shorter than its room */
  add(cell: Uint8Array): boolean {
    const [first] = cell;
    if (cell.length < this.#side ** 2) this.#put([LITERAL], cell);
    else if (cell.every((byte) => byte === first)) this.#put([SAME_BYTE], cell.subarray(0, 1));
    else this.#addRows(cell);
    return this.#at < this.#stream.length - HEADER - this.#side ** 2 - 1;
  }

  #addRows(cell: Uint8Array): void {
    const whole = this.#distanceTo(cell);
    if (whole > 0) {
      this.#put([WHOLE_MATCH, ...distanceBytes(whole)]);
      return;
    }
    for (const { token, groups, rest } of MATCHES[this.#side]) {
      const distances = groups.map((rows) => this.#distanceTo(this.#rows(cell, rows)));
      if (distances.some((distance) => distance === 0)) continue;
      this.#put([token, ...distances.flatMap(distanceBytes)], ...rest.map((row) => this.#row(cell, row)));
      return;
    }
    this.#put([LITERAL], cell);
    this.#remember(cell);
  }

  /** How far before the next token some bytes stand; 0 for nowhere near. */
  #distanceTo(bytes: Uint8Array): number {
    const place = this.#places[hashOf(bytes)] ?? 0;
    const distance = this.#at - place;
    if (place === 0 || distance > MAX_DISTANCE || place + bytes.length > this.#at) return 0;
    return bytes.every((byte, index) => this.#stream[place + index] === byte) ? distance : 0;
  }

  /** Where the cell that was written last stands, and each two and three rows of it. */
  #remember(cell: Uint8Array): void {
    const side = this.#side;
    const start = this.#at - cell.length;
    for (const count of [side, 3, 2]) {
      for (let row = 0; row + count <= side; row += 1) {
        this.#places[hashOf(cell.subarray(row * side, (row + count) * side))] = start + row * side;
      }
    }
  }

  #row(cell: Uint8Array, row: number): Uint8Array {
    return cell.subarray(row * this.#side, (row + 1) * this.#side);
  }

  /** Some rows one after the other, valid until the next call. */
  #rows(cell: Uint8Array, rows: readonly number[]): Uint8Array {
    for (const [index, row] of rows.entries()) this.#group.set(this.#row(cell, row), index * this.#side);
    return this.#group.subarray(0, rows.length * this.#side);
  }

  #put(head: readonly number[], ...parts: readonly Uint8Array[]): void {
    for (const part of [head, ...parts]) {
      this.#stream.set(part, this.#at);
      this.#at += part.length;
    }
  }
}

function distanceBytes(distance: number): number[] {
  return [distance & 0xff, distance >> 8];
}

/** A hash of some bytes (FNV-1a), and of how many they are. */
function hashOf(bytes: Uint8Array): number {
  let hash = 0x811c9dc5 ^ bytes.length;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193);
  return (hash ^ (hash >>> HASH_BITS) ^ (hash >>> (2 * HASH_BITS))) & ((1 << HASH_BITS) - 1);
}
