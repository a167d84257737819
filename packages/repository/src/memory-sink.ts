import type { FrameSink } from "@caterva2/blosc2";

/** A frame in the making, in memory: for those of a few kilobytes. */
export function memorySink(): FrameSink & { bytes(): Uint8Array } {
  let room = new Uint8Array(1024);
  let size = 0;
  return {
    async append(bytes) {
      if (size + bytes.length > room.length) {
        const larger = new Uint8Array(2 * (size + bytes.length));
        larger.set(room.subarray(0, size));
        room = larger;
      }
      room.set(bytes, size);
      size += bytes.length;
    },
    async patch(offset, bytes) {
      room.set(bytes, offset);
    },
    bytes: () => room.slice(0, size),
  };
}
