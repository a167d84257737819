import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { htj2kPlugin } from "./htj2k.ts";
import type { CodecPlugin } from "./types.ts";
import type { ImagePluginOptions } from "./wasm-source.ts";

/** The plug-in for the codecs `openhtj2k` (36) and `htj2k` (40), for Node. Nothing is loaded until a chunk needs it. */
export function htj2k(options: ImagePluginOptions = {}): CodecPlugin {
  const address = "@cornerstonejs/codec-openjph/wasm";
  return htj2kPlugin(async () => readFile(fileURLToPath(import.meta.resolve(address))), options);
}
