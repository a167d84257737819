import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { jpeg2000Plugin } from "./jpeg2000.ts";
import type { CodecPlugin } from "./types.ts";
import type { ImagePluginOptions } from "./wasm-source.ts";

/** The plug-in for the codecs `grok` (37) and `j2k` (39), for Node. Nothing is loaded until a chunk needs it. */
export function jpeg2000(options: ImagePluginOptions = {}): CodecPlugin {
  const address = "@cornerstonejs/codec-openjpeg/decodewasm";
  return jpeg2000Plugin(async () => readFile(fileURLToPath(import.meta.resolve(address))), options);
}
