import { corrupt, HEADER, LITERAL, ROW_MATCHES, SAME_BYTE, type Side, WHOLE_MATCH } from "./ndlz-format.ts";
import type { StreamDecoder, StreamRequest } from "./types.ts";

/** The decoder of NDLZ; see ndlz-format.ts. */
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
        reader.next(width, height);
        reader.copy(result, row * columns + column, columns, width, height);
      }
    }
    return result;
  },
};

/** What a token says, flat: rows of its first and second group, and for each row of the cell where it stands. */
interface TokenTable {
  readonly first: Uint8Array;
  readonly second: Uint8Array;
  /** 8 entries a token: 0 for a row that follows, else FIRST or SECOND and its number in the group. */
  readonly places: Uint8Array;
}

const TOKENS = 256;
const MAX_SIDE = 8;
const FIRST = 0x10;
const SECOND = 0x20;
const TABLES: Readonly<Record<Side, TokenTable>> = { 4: tableOf(4), 8: tableOf(8) };

function tableOf(side: Side): TokenTable {
  const first = new Uint8Array(TOKENS);
  const second = new Uint8Array(TOKENS);
  const places = new Uint8Array(TOKENS * MAX_SIDE);
  for (const { token, groups } of ROW_MATCHES[side]) {
    first[token] = groups[0]?.length ?? 0;
    second[token] = groups[1]?.length ?? 0;
    for (const [number, group] of groups.entries()) {
      for (const [index, row] of group.entries())
        places[MAX_SIDE * token + row] = (number === 0 ? FIRST : SECOND) | index;
    }
  }
  return { first, second, places };
}

/** Finds out of one cell after the other where its rows stand in the stream. */
class CellReader {
  readonly #stream: Uint8Array;
  readonly #side: Side;
  readonly #table: TokenTable;
  /** Where each row of the cell stands. */
  readonly #rows = new Int32Array(MAX_SIDE);
  #same = false;
  #at = HEADER;

  constructor(stream: Uint8Array, side: Side) {
    this.#stream = stream;
    this.#side = side;
    this.#table = TABLES[side];
  }

  /** Reads the token of the next cell, of which there are `width` columns and `height` rows. */
  next(width: number, height: number): void {
    const tokenAt = this.#take(1);
    const token = this.#stream[tokenAt] ?? 0;
    this.#same = token === SAME_BYTE;
    if (token === SAME_BYTE) this.#rows[0] = this.#take(1);
    else if (token === LITERAL) this.#layRows(this.#take(width * height), width, height);
    else if (token === WHOLE_MATCH) this.#layRows(this.#match(tokenAt, width * height), width, height);
    else this.#matchRows(token, tokenAt);
  }

  /** Copies the cell to `target`, whose rows are `stride` bytes apart, from `start` on. */
  copy(target: Uint8Array, start: number, stride: number, width: number, height: number): void {
    const stream = this.#stream;
    const step = this.#same ? 0 : 1;
    for (let line = 0; line < height; line += 1) {
      const from = this.#rows[step * line] ?? 0;
      const to = start + line * stride;
      for (let column = 0; column < width; column += 1) target[to + column] = stream[from + step * column] ?? 0;
    }
  }

  #layRows(start: number, width: number, height: number): void {
    for (let line = 0; line < height; line += 1) this.#rows[line] = start + line * width;
  }

  /** A cell of which some rows stand earlier; the others follow. Whole cells only: what lacks columns is stored in full. */
  #matchRows(token: number, tokenAt: number): void {
    const side = this.#side;
    const { first, second, places } = this.#table;
    const [firstRows, secondRows] = [first[token] ?? 0, second[token] ?? 0];
    if (firstRows === 0) throw corrupt();
    const start = this.#match(tokenAt, firstRows * side);
    const other = secondRows > 0 ? this.#match(tokenAt, secondRows * side) : 0;
    for (let row = 0; row < side; row += 1) {
      const place = places[MAX_SIDE * token + row] ?? 0;
      if (place === 0) this.#rows[row] = this.#take(side);
      else this.#rows[row] = (place < SECOND ? start : other) + (place % FIRST) * side;
    }
  }

  #match(tokenAt: number, size: number): number {
    const at = this.#take(2);
    const start = tokenAt - ((this.#stream[at] ?? 0) | ((this.#stream[at + 1] ?? 0) << 8));
    if (start < 0 || start + size > this.#stream.length) throw corrupt();
    return start;
  }

  /** Where the next `count` bytes start. */
  #take(count: number): number {
    const start = this.#at;
    this.#at += count;
    if (this.#at > this.#stream.length) throw corrupt();
    return start;
  }
}
