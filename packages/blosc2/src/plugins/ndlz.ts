import { CatervaError } from "@caterva2/ndarray";
import type { StreamDecoder, StreamRequest } from "./types.ts";

/** Rank and two extents come first. */
const HEADER = 9;
const LITERAL = 0x00;
const SAME_BYTE = 0x40;
const WHOLE_MATCH = 0xc0;
/** Rows of a cell of side 4 that one match gives, by the top five bits of the token less 28. */
const TRIPLES = [
  [1, 2, 3],
  [0, 1, 2],
  [0, 1, 3],
  [0, 2, 3],
] as const;

/**
 * The codec NDLZ of c-blosc2: bytes in two dimensions, cut into cells of 4 x 4 or 8 x 8 in C order, fewer rows and
 * columns at the far edges. Each cell is a token and what it needs: its bytes, one byte for all, or distances from the
 * token back to bytes that stand earlier in the stream.
 */
export const ndlzDecoder: StreamDecoder = {
  decode(stream: Uint8Array, { meta, length }: StreamRequest): Uint8Array {
    if (meta !== 4 && meta !== 8) throw corrupt();
    if (stream.length < HEADER || stream[0] !== 2) throw corrupt();
    const view = new DataView(stream.buffer, stream.byteOffset, stream.byteLength);
    const [rows, columns] = [view.getInt32(1, true), view.getInt32(5, true)];
    if (rows <= 0 || columns <= 0 || rows * columns !== length) throw corrupt();
    const result = new Uint8Array(length);
    const reader = new CellReader(stream, meta);
    for (let row = 0; row < rows; row += meta) {
      const height = Math.min(meta, rows - row);
      for (let column = 0; column < columns; column += meta) {
        const width = Math.min(meta, columns - column);
        const cell = reader.next(height * width);
        for (let line = 0; line < height; line += 1) {
          result.set(cell.subarray(line * width, (line + 1) * width), (row + line) * columns + column);
        }
      }
    }
    return result;
  },
};

/** Reads one cell after the other. */
class CellReader {
  readonly #stream: Uint8Array;
  readonly #side: 4 | 8;
  readonly #cell: Uint8Array;
  #at = HEADER;

  constructor(stream: Uint8Array, side: 4 | 8) {
    this.#stream = stream;
    this.#side = side;
    this.#cell = new Uint8Array(side * side);
  }

  /** The bytes of the next cell, valid until the one after it. @param size bytes of a cell without its missing edges */
  next(size: number): Uint8Array {
    const tokenAt = this.#at;
    const token = this.#take(1)[0] ?? 0;
    if (token === LITERAL) return this.#take(size);
    if (token === SAME_BYTE) return this.#cell.fill(this.#take(1)[0] ?? 0);
    if (token === WHOLE_MATCH) return this.#match(tokenAt, size);
    return this.#rows(token, tokenAt);
  }

  /** A cell of which some rows stand earlier; the others follow. */
  #rows(token: number, tokenAt: number): Uint8Array {
    const side = this.#side;
    const groups = side === 4 ? groupsOf4(token) : groupsOf8(token);
    const matched = new Set(groups.flat());
    for (const group of groups) {
      const bytes = this.#match(tokenAt, group.length * side);
      for (const [index, row] of group.entries()) {
        this.#cell.set(bytes.subarray(index * side, (index + 1) * side), row * side);
      }
    }
    for (let row = 0; row < side; row += 1) {
      if (!matched.has(row)) this.#cell.set(this.#take(side), row * side);
    }
    return this.#cell;
  }

  #match(tokenAt: number, size: number): Uint8Array {
    const [low = 0, high = 0] = this.#take(2);
    const start = tokenAt - (low | (high << 8));
    if (start < 0 || start + size > this.#stream.length) throw corrupt();
    return this.#stream.subarray(start, start + size);
  }

  #take(count: number): Uint8Array {
    const start = this.#at;
    this.#at += count;
    if (this.#at > this.#stream.length) throw corrupt();
    return this.#stream.subarray(start, this.#at);
  }
}

/** Rows that matches give, a list for each match. */
function groupsOf4(token: number): readonly (readonly number[])[] {
  if (token >= 0xe0) return [TRIPLES[(token >> 3) - 28] ?? TRIPLES[0]];
  if (token >= 0x80 && token < 0xc0) {
    if (token === 0x80) return [[2, 3]];
    return [[(token >> 5) & 1, (token >> 3) & 3]];
  }
  if (token < 40 || token > 63) throw corrupt();
  const second = (token >> 3) & 3;
  return [[0, second], [1, 2, 3].filter((row) => row !== second)];
}

function groupsOf8(token: number): readonly (readonly number[])[] {
  const first = token & 7;
  const count = token >> 3 === 21 ? 3 : token >> 3 === 17 ? 2 : 0;
  if (count === 0 || first + count > 8) throw corrupt();
  return [Array.from({ length: count }, (_, index) => first + index)];
}

function corrupt(): CatervaError {
  return new CatervaError("blosc2.corrupt", "A block of NDLZ does not decode.");
}
