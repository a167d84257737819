import { EXTENDED_HEADER_LENGTH } from "./header.ts";
import type { ChunkHeader } from "./types.ts";

/** Quiet NaN as C writes it, little-endian, by typesize. */
const NAN_BYTES: Readonly<Record<number, readonly number[]>> = {
  4: [0, 0, 0xc0, 0x7f],
  8: [0, 0, 0, 0, 0, 0, 0xf8, 0x7f],
};

/**
 * The content of a special chunk; uninitialised ones are answered with zeros. `chunk` holds all of it.
 * `target` has the length of the content.
 */
export function decodeSpecial(header: ChunkHeader, chunk: Uint8Array, target?: Uint8Array): Uint8Array {
  const result = target?.fill(0) ?? new Uint8Array(header.nbytes);
  if (header.special === "nan") fillWith(result, Uint8Array.from(NAN_BYTES[header.typesize] ?? [0]));
  if (header.special === "value") fillWith(result, chunk.subarray(EXTENDED_HEADER_LENGTH, header.cbytes));
  return result;
}

/** Repeats `pattern`, whose length divides that of `target`, by doubling what is there. */
function fillWith(target: Uint8Array, pattern: Uint8Array): void {
  if (target.length === 0) return;
  target.set(pattern);
  for (let filled = pattern.length; filled < target.length; filled *= 2) {
    target.copyWithin(filled, 0, Math.min(filled, target.length - filled));
  }
}
