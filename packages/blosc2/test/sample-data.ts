/** Deterministic contents for tests. */

/** A small generator of 32-bit numbers (mulberry32). */
export function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
}

/** Items of `typesize` bytes that grow slowly. */
export function ramp(nbytes: number, typesize: number): Uint8Array {
  const random = randomNumbers(nbytes * 256 + typesize);
  const bytes = new Uint8Array(nbytes);
  let value = 0;
  for (let start = 0; start < nbytes; start += typesize) {
    value += random() % 7;
    for (let byte = 0; byte < Math.min(typesize, 4) && start + byte < nbytes; byte += 1) {
      bytes[start + byte] = value >>> (8 * byte);
    }
  }
  return bytes;
}

export function noise(nbytes: number): Uint8Array {
  const random = randomNumbers(nbytes);
  return Uint8Array.from({ length: nbytes }, () => random() & 255);
}

const WORDS = ["chunk", "block", "frame", "stream", "shuffle", "of", "the", "a", "value", "\n"];

export function text(nbytes: number): Uint8Array {
  const random = randomNumbers(nbytes + 7);
  let words = "";
  while (words.length < nbytes) words += `${WORDS[random() % WORDS.length] ?? ""} `;
  return new TextEncoder().encode(words.slice(0, nbytes));
}
