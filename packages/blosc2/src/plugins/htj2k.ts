import { DEFAULT_MEMORY, type ImagePluginOptions, type WasmSource } from "./image-options.ts";
import type { CodecPlugin } from "./types.ts";

const OPENHTJ2K = 36;
const HTJ2K = 40;

/** Chunks of `blosc2_openhtj2k` and `blosc2_htj2k`: high-throughput JPEG 2000, decoded by OpenJPH. */
export function htj2kPlugin(wasm: WasmSource, options: ImagePluginOptions): CodecPlugin {
  const maxMemory = options.maxMemory ?? DEFAULT_MEMORY;
  return {
    name: "htj2k",
    codecs: [OPENHTJ2K, HTJ2K],
    async load() {
      const [{ imageStreams }, { loadHighThroughput }] = await Promise.all([
        import("./image-stream.ts"),
        import("./openjph.ts"),
      ]);
      const decoder = await loadHighThroughput(options.wasm ?? wasm, maxMemory);
      return imageStreams({ pick: () => decoder }, maxMemory);
    },
  };
}
