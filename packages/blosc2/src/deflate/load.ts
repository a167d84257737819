import type { Compressor } from "../chunk/types.ts";
import { compileText } from "../kernels/wasm-text.ts";
import { deflateCompressor } from "./deflate.ts";
import { DEFLATE_TEXT } from "./deflate-binary.ts";

/** The compressor for zlib's format, anywhere. */
export async function loadDeflate(): Promise<Compressor> {
  return deflateCompressor(await compileText(DEFLATE_TEXT));
}
