import { inflateRawSync } from "node:zlib";
import type { Compressor } from "../chunk/types.ts";
import { deflateCompressor } from "./deflate.ts";
import { DEFLATE_TEXT } from "./deflate-binary.ts";

let compressor: Compressor | undefined;

/** The compressor for zlib's format, which is compiled when it is first used. */
export const deflate: Compressor = {
  compress(bytes, level) {
    compressor ??= deflateCompressor(new WebAssembly.Module(inflateRawSync(Buffer.from(DEFLATE_TEXT, "base64"))));
    return compressor.compress(bytes, level);
  },
};
