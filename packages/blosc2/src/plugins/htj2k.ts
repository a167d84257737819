import { imageStreams } from "./image-stream.ts";
import type { CodecPlugin } from "./types.ts";
import { DEFAULT_MEMORY, type ImagePluginOptions, loadImageDecoder, type WasmSource } from "./wasm-source.ts";

const PACKAGE = "@cornerstonejs/codec-openjph";
const OPENHTJ2K = 36;
const HTJ2K = 40;

/** Chunks of `blosc2_openhtj2k` and `blosc2_htj2k`: high-throughput JPEG 2000, decoded by OpenJPH. */
export function htj2kPlugin(wasm: WasmSource, options: ImagePluginOptions): CodecPlugin {
  const maxMemory = options.maxMemory ?? DEFAULT_MEMORY;
  return {
    name: "htj2k",
    codecs: [OPENHTJ2K, HTJ2K],
    async load() {
      const glue = () => import("@cornerstonejs/codec-openjph");
      const parts = { glue, wasm: options.wasm ?? wasm, className: "HTJ2KDecoder" };
      const decoder = await loadImageDecoder(PACKAGE, parts, maxMemory);
      return imageStreams({ pick: () => decoder }, maxMemory);
    },
  };
}
