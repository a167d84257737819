import type { FrameSink } from "../src/index.ts";

/** A sink that keeps what it is given, and the length of the longest part. */
export function memorySink(): FrameSink & { readonly bytes: Uint8Array; readonly longest: number } {
  const parts: Uint8Array[] = [];
  let longest = 0;
  let bytes = new Uint8Array(0);
  const join = () => {
    if (parts.length > 1 || bytes.length === 0) bytes = new Uint8Array(Buffer.concat(parts));
    parts.splice(0, parts.length, bytes);
    return bytes;
  };
  return {
    async append(part) {
      longest = Math.max(longest, part.length);
      parts.push(part.slice());
    },
    async patch(offset, part) {
      join().set(part, offset);
    },
    get bytes() {
      return join();
    },
    get longest() {
      return longest;
    },
  };
}
