/** The parts one after the other, as a copy. */
export function joinBytes(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const result = new Uint8Array(parts.reduce((total, part) => total + part.byteLength, 0));
  let at = 0;
  for (const part of parts) {
    result.set(part, at);
    at += part.byteLength;
  }
  return result;
}

/** Smaller memory is not worth the call. */
const WORTH_DROPPING = 16 * 1024;

/**
 * Gives the memory of bytes back now, if they are all of it: views of it become empty, so that nobody may use it any
 * more. The garbage collector would come for it late: until then every answer takes new memory, whose first touch costs
 * more than the copy into it.
 */
export function dropBytes({ buffer, byteLength }: Uint8Array): void {
  if (byteLength < WORTH_DROPPING || !(buffer instanceof ArrayBuffer) || buffer.byteLength !== byteLength) return;
  buffer.transfer(0);
}
