import { DEFAULT_MEMORY, type ImagePluginOptions, type WasmSource } from "./image-options.ts";
import type { CodecPlugin } from "./types.ts";

const GROK = 37;
const J2K = 39;

/**
 * Chunks of `blosc2_grok` and `blosc2_j2k`: JPEG 2000 images, decoded by our own module. Grok can also be told to write
 * high-throughput ones, which OpenJPH decodes; doors give its `wasm` for a runtime.
 */
export function jpeg2000Plugin(wasm: WasmSource, options: ImagePluginOptions): CodecPlugin {
  const maxMemory = options.maxMemory ?? DEFAULT_MEMORY;
  return {
    name: "jpeg2000",
    codecs: [GROK, J2K],
    load: async () => (await import("./jpeg2000/load.ts")).loadJpeg2000(options.wasm ?? wasm, maxMemory),
  };
}
