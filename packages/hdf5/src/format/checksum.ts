import { malformed } from "./malformed.ts";

/** Bob Jenkins' lookup3 ("hashlittle") with initial value 0, the checksum of all newer HDF5 metadata. */
export function lookup3(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = (0xdeadbeef + bytes.length) | 0;
  const state: Triple = { a: start, b: start, c: start };
  let at = 0;
  for (; bytes.length - at > 12; at += 12) {
    state.a = (state.a + view.getInt32(at, true)) | 0;
    state.b = (state.b + view.getInt32(at + 4, true)) | 0;
    state.c = (state.c + view.getInt32(at + 8, true)) | 0;
    mix(state);
  }
  if (at === bytes.length) return state.c >>> 0;
  state.a = (state.a + word(bytes, at)) | 0;
  state.b = (state.b + word(bytes, at + 4)) | 0;
  state.c = (state.c + word(bytes, at + 8)) | 0;
  finish(state);
  return state.c >>> 0;
}

/** Checks that the last four bytes are the checksum of those before. @throws hdf5.malformed */
export function verifyChecksum(bytes: Uint8Array, what: string): void {
  const end = bytes.length - 4;
  if (end < 0) throw malformed(`${what} is cut short`);
  const stored = new DataView(bytes.buffer, bytes.byteOffset + end, 4).getUint32(0, true);
  if (lookup3(bytes.subarray(0, end)) !== stored) throw malformed(`the checksum of ${what} does not match`);
}

interface Triple {
  a: number;
  b: number;
  c: number;
}

/** Up to four bytes as a little-endian word, zeros where there are none. */
function word(bytes: Uint8Array, at: number): number {
  let value = 0;
  for (let index = 0; index < 4; index += 1) value |= (bytes[at + index] ?? 0) << (8 * index);
  return value;
}

function rotate(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits));
}

function mix(state: Triple): void {
  let { a, b, c } = state;
  a = ((a - c) ^ rotate(c, 4)) | 0;
  c = (c + b) | 0;
  b = ((b - a) ^ rotate(a, 6)) | 0;
  a = (a + c) | 0;
  c = ((c - b) ^ rotate(b, 8)) | 0;
  b = (b + a) | 0;
  a = ((a - c) ^ rotate(c, 16)) | 0;
  c = (c + b) | 0;
  b = ((b - a) ^ rotate(a, 19)) | 0;
  a = (a + c) | 0;
  c = ((c - b) ^ rotate(b, 4)) | 0;
  b = (b + a) | 0;
  Object.assign(state, { a, b, c });
}

function finish(state: Triple): void {
  let { a, b, c } = state;
  c = ((c ^ b) - rotate(b, 14)) | 0;
  a = ((a ^ c) - rotate(c, 11)) | 0;
  b = ((b ^ a) - rotate(a, 25)) | 0;
  c = ((c ^ b) - rotate(b, 16)) | 0;
  a = ((a ^ c) - rotate(c, 4)) | 0;
  b = ((b ^ a) - rotate(a, 14)) | 0;
  c = ((c ^ b) - rotate(b, 24)) | 0;
  Object.assign(state, { a, b, c });
}
