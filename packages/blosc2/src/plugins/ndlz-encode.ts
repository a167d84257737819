import { CatervaError } from "@caterva2/ndarray";
import { HEADER, LITERAL, ROW_MATCHES, SAME_BYTE, type Side, WHOLE_MATCH } from "./ndlz-format.ts";
import type { StreamEncoder, StreamRequest } from "./types.ts";

const MAX_DISTANCE = 0xffff;
const HASH_BITS = 12;
const HASH_START = 0x811c9dc5;
const HASH_FACTOR = 0x01000193;

/** The encoder of NDLZ; see ndlz-format.ts. */
export const ndlzEncoder: StreamEncoder = {
  encode(content: Uint8Array, request: StreamRequest): Uint8Array | undefined {
    const { rows, columns, side } = checkedCut(content, request);
    const writer = new CellWriter(content, columns, side);
    writer.header(rows, columns);
    for (let row = 0; row < rows; row += side) {
      const height = Math.min(side, rows - row);
      for (let column = 0; column < columns; column += side) {
        writer.add(row * columns + column, Math.min(side, columns - column), height);
        if (writer.length >= content.length) return undefined;
      }
    }
    return writer.stream();
  },
};

function checkedCut(content: Uint8Array, { meta, cut }: StreamRequest): { rows: number; columns: number; side: Side } {
  const blocks = cut?.().blocks ?? [];
  const [rows = 0, columns = 0] = blocks;
  if (meta !== 4 && meta !== 8) throw unsupported(`cells of ${meta}`);
  if (blocks.length !== 2 || rows * columns !== content.length) {
    throw unsupported(`streams of ${content.length} bytes of blocks of (${blocks})`);
  }
  return { rows, columns, side: meta };
}

function unsupported(what: string): CatervaError {
  return new CatervaError("blosc2.unsupported", `NDLZ takes bytes of two dimensions in cells of 4 or 8, not ${what}.`);
}

/** Writes one cell after the other, and knows where earlier ones stand. */
class CellWriter {
  readonly #content: Uint8Array;
  readonly #columns: number;
  readonly #side: Side;
  readonly #stream: Uint8Array;
  /** Where rows stand in the stream, by their hash; 0 for nowhere, as the header is there. */
  readonly #places = new Uint32Array(1 << HASH_BITS);
  /** A hash of each row of the present cell. */
  readonly #hashes = new Int32Array(8);
  /** Where the present cell starts in the content. */
  #cell = 0;
  #at = 0;

  /** @param columns bytes from one row of the content to the next */
  constructor(content: Uint8Array, columns: number, side: Side) {
    this.#content = content;
    this.#columns = columns;
    this.#side = side;
    // A cell may go beyond the content's length before it is seen that it does.
    this.#stream = new Uint8Array(content.length + HEADER + side * side + 1);
  }

  get length(): number {
    return this.#at;
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

  add(start: number, width: number, height: number): void {
    this.#cell = start;
    const side = this.#side;
    if (width < side || height < side) this.#addLiteral(width, height);
    else if (this.#isOneByte()) {
      this.#put(SAME_BYTE);
      this.#put(this.#content[start] ?? 0);
    } else if (!this.#addMatch()) {
      this.#addLiteral(side, side);
      this.#remember();
    }
  }

  #isOneByte(): boolean {
    const [content, side] = [this.#content, this.#side];
    const first = content[this.#cell];
    for (let row = 0; row < side; row += 1) {
      const from = this.#cell + row * this.#columns;
      for (let column = 0; column < side; column += 1) if (content[from + column] !== first) return false;
    }
    return true;
  }

  #addLiteral(width: number, height: number): void {
    this.#put(LITERAL);
    for (let row = 0; row < height; row += 1) this.#putRow(row, width);
  }

  /** Writes the cell by what of it stands earlier. @returns false if there is nothing */
  #addMatch(): boolean {
    const side = this.#side;
    for (let row = 0; row < side; row += 1) this.#hashes[row] = this.#hashRow(row);
    const token = this.#at;
    const whole = this.#find(WHOLE_ROWS[side]);
    if (whole > 0) {
      this.#put(WHOLE_MATCH);
      this.#putDistance(token - whole);
      return true;
    }
    for (const match of ROW_MATCHES[side]) {
      const [first = [], second] = match.groups;
      const place = this.#find(first);
      const other = place > 0 && second !== undefined ? this.#find(second) : 0;
      if (place === 0 || (second !== undefined && other === 0)) continue;
      this.#put(match.token);
      this.#putDistance(token - place);
      if (second !== undefined) this.#putDistance(token - other);
      for (const row of match.rest) this.#putRow(row, side);
      return true;
    }
    return false;
  }

  /** Where some rows of the cell stand one after the other; 0 for nowhere near. */
  #find(rows: readonly number[]): number {
    const side = this.#side;
    const place = this.#places[this.#hashOf(rows)] ?? 0;
    if (place === 0 || this.#at - place > MAX_DISTANCE || place + rows.length * side > this.#at) return 0;
    let at = place;
    for (const row of rows) {
      const from = this.#cell + row * this.#columns;
      for (let column = 0; column < side; column += 1, at += 1) {
        if (this.#stream[at] !== this.#content[from + column]) return 0;
      }
    }
    return place;
  }

  /** Where the cell that was written last stands, and each two and three rows of it. */
  #remember(): void {
    const side = this.#side;
    const start = this.#at - side * side;
    for (const rows of REMEMBERED[side]) this.#places[this.#hashOf(rows)] = start + (rows[0] ?? 0) * side;
  }

  #hashRow(row: number): number {
    let hash = HASH_START;
    const from = this.#cell + row * this.#columns;
    for (let column = 0; column < this.#side; column += 1) {
      hash = Math.imul(hash ^ (this.#content[from + column] ?? 0), HASH_FACTOR);
    }
    return hash;
  }

  #hashOf(rows: readonly number[]): number {
    let hash = HASH_START;
    for (const row of rows) hash = Math.imul(hash ^ (this.#hashes[row] ?? 0), HASH_FACTOR);
    return (hash ^ (hash >>> HASH_BITS) ^ (hash >>> (2 * HASH_BITS))) & ((1 << HASH_BITS) - 1);
  }

  #putRow(row: number, width: number): void {
    const from = this.#cell + row * this.#columns;
    for (let column = 0; column < width; column += 1) this.#put(this.#content[from + column] ?? 0);
  }

  #putDistance(distance: number): void {
    this.#put(distance & 0xff);
    this.#put(distance >> 8);
  }

  #put(byte: number): void {
    this.#stream[this.#at] = byte;
    this.#at += 1;
  }
}

const WHOLE_ROWS: Readonly<Record<Side, readonly number[]>> = { 4: run(0, 4), 8: run(0, 8) };

/** All rows of a cell, and each two and three that follow each other. */
const REMEMBERED: Readonly<Record<Side, readonly (readonly number[])[]>> = { 4: runsOf(4), 8: runsOf(8) };

function runsOf(side: Side): readonly (readonly number[])[] {
  return [side, 3, 2].flatMap((count) => run(0, side - count + 1).map((first) => run(first, count)));
}

function run(first: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => first + index);
}
