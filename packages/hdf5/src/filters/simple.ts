import { corrupt } from "./corrupt.ts";
import { ofSize } from "./lz.ts";
import type { Decompressors, FilterDecoder } from "./types.ts";

/** Bytes of the same significance stand together; what does not fill an item stands at the end as it is. */
export function unshuffle({ blocks }: Decompressors): FilterDecoder {
  return (bytes, { values, target }) => {
    const itemsize = values[0] ?? 1;
    if (itemsize <= 1 || itemsize > bytes.length) return bytes;
    const size = bytes.length;
    if (size % itemsize !== 0) return unshufflePlainly(bytes, itemsize);
    const one = { codec: "raw", filter: "shuffle", itemsize, blockSize: size, size, blocks: [bytes] } as const;
    return blocks?.({ ...one, target: ofSize(target, size) }) ?? unshufflePlainly(bytes, itemsize);
  };
}

function unshufflePlainly(bytes: Uint8Array, size: number): Uint8Array {
  const count = Math.floor(bytes.length / size);
  const target = new Uint8Array(bytes.length);
  if (size === 2) interleave2(bytes, target, count);
  else if (size === 4) interleave4(bytes, target, count);
  else if (size === 8) interleave8(bytes, target, count);
  else {
    for (let plane = 0; plane < size; plane += 1) {
      const start = plane * count;
      for (let item = 0, at = plane; item < count; item += 1, at += size) target[at] = bytes[start + item] ?? 0;
    }
  }
  target.set(bytes.subarray(count * size), count * size);
  return target;
}

// The common sizes write whole words: several times as fast as byte by byte.

function interleave2(source: Uint8Array, target: Uint8Array, count: number): void {
  const words = new Uint16Array(target.buffer, 0, count);
  for (let item = 0; item < count; item += 1) words[item] = (source[item] ?? 0) | ((source[count + item] ?? 0) << 8);
}

function interleave4(source: Uint8Array, target: Uint8Array, count: number): void {
  const words = new Int32Array(target.buffer, 0, count);
  const [b, c, d] = [count, 2 * count, 3 * count];
  for (let item = 0; item < count; item += 1) words[item] = word(source, item, b, c, d);
}

function interleave8(source: Uint8Array, target: Uint8Array, count: number): void {
  const words = new Int32Array(target.buffer, 0, 2 * count);
  const [b, c, d] = [count, 2 * count, 3 * count];
  const half = 4 * count;
  for (let item = 0; item < count; item += 1) {
    words[2 * item] = word(source, item, b, c, d);
    words[2 * item + 1] = word(source, half + item, b, c, d);
  }
}

function word(source: Uint8Array, at: number, b: number, c: number, d: number): number {
  return (
    (source[at] ?? 0) | ((source[at + b] ?? 0) << 8) | ((source[at + c] ?? 0) << 16) | ((source[at + d] ?? 0) << 24)
  );
}

/** Checks the four bytes at the end and takes them off. */
export const fletcher32: FilterDecoder = (bytes) => {
  const end = bytes.length - 4;
  if (end < 0) throw corrupt("it is too short for its checksum");
  const stored = new DataView(bytes.buffer, bytes.byteOffset + end, 4).getUint32(0, true);
  const data = bytes.subarray(0, end);
  const sum = fletcherSum(data);
  // Early versions of the library stored the bytes of each half in the other order.
  const swapped = ((sum & 0x00ff00ff) << 8) | ((sum >>> 8) & 0x00ff00ff);
  if (stored !== sum && stored !== swapped >>> 0) throw corrupt("its checksum does not match");
  return data;
};

function fletcherSum(data: Uint8Array): number {
  let low = 0;
  let high = 0;
  for (let at = 0; at < data.length; ) {
    // 360 words at most keep both sums below 2^32.
    const stop = Math.min(data.length, at + 720);
    for (; at < stop; at += 2) {
      low += ((data[at] ?? 0) << 8) | (data[at + 1] ?? 0);
      high += low;
    }
    low = (low & 0xffff) + (low >>> 16);
    high = (high & 0xffff) + (high >>> 16);
  }
  low = (low & 0xffff) + (low >>> 16);
  high = (high & 0xffff) + (high >>> 16);
  return ((high << 16) | low) >>> 0;
}
