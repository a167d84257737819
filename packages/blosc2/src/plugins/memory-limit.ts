import { CatervaError } from "@caterva2/ndarray";

const MEMORY_SECTION = 5;
const HEADER_LENGTH = 8;
const HAS_MAXIMUM = 1;
const PAGE = 65_536;

/**
 * A copy of a WebAssembly module whose memory grows to at most `bytes`: the engine itself holds the bound.
 * The module must have one memory of its own that states a maximum (core specification, "Memory Section").
 */
export function withMemoryLimit(module: Uint8Array, bytes: number): Uint8Array<ArrayBuffer> {
  const copy = new Uint8Array(module);
  const cursor = { at: HEADER_LENGTH };
  while (cursor.at < copy.length) {
    const id = copy[cursor.at];
    cursor.at += 1;
    const size = readLeb(copy, cursor);
    if (id === MEMORY_SECTION) {
      limitMemory(copy, cursor, Math.floor(bytes / PAGE));
      return copy;
    }
    cursor.at += size;
  }
  throw unexpected();
}

function limitMemory(copy: Uint8Array, cursor: { at: number }, pages: number): void {
  const count = readLeb(copy, cursor);
  const flags = copy[cursor.at];
  cursor.at += 1;
  if (count !== 1 || flags !== HAS_MAXIMUM) throw unexpected();
  const minimum = readLeb(copy, cursor);
  const start = cursor.at;
  const maximum = readLeb(copy, cursor);
  if (pages < minimum) {
    throw new CatervaError("limit.exceeded", `The codec needs ${minimum * PAGE} bytes of memory.`);
  }
  writeLeb(copy, start, cursor.at - start, Math.min(pages, maximum));
}

function readLeb(bytes: Uint8Array, cursor: { at: number }): number {
  let value = 0;
  for (let factor = 1; factor < 2 ** 35; factor *= 128) {
    const byte = bytes[cursor.at] ?? 0;
    cursor.at += 1;
    value += (byte & 0x7f) * factor;
    if (byte < 0x80) return value;
  }
  throw unexpected();
}

/** Writes a value into `length` bytes, all of which it takes: shorter values are padded. */
function writeLeb(bytes: Uint8Array, start: number, length: number, value: number): void {
  let rest = value;
  for (let index = 0; index < length; index += 1) {
    bytes[start + index] = (rest & 0x7f) | (index + 1 < length ? 0x80 : 0);
    rest = Math.floor(rest / 128);
  }
}

function unexpected(): CatervaError {
  return new CatervaError("internal.unexpected", "The codec's WebAssembly module is not built as expected.");
}
