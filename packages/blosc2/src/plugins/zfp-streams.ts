import type { ZfpStream } from "./zfp.ts";

export type { ZfpStream } from "./zfp.ts";

/** Loads a decoder of streams of ZFP that stand for themselves; what it gives is in C order and little-endian. */
export async function loadZfpStreams(): Promise<(stream: Uint8Array, form: ZfpStream) => Uint8Array> {
  return (await import("./zfp.ts")).zfpStreams();
}
