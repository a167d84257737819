import { htj2kPlugin } from "./htj2k.ts";
import type { CodecPlugin } from "./types.ts";
import type { ImagePluginOptions } from "./wasm-source.ts";

/** The plug-in for the codecs `openhtj2k` (36) and `htj2k` (40), for browsers. Nothing is loaded until a chunk needs it. */
export function htj2k(options: ImagePluginOptions = {}): CodecPlugin {
  // Bundlers know this form, and put the module beside the scripts.
  const address = async () => new URL("@cornerstonejs/codec-openjph/wasm", import.meta.url);
  return htj2kPlugin(address, options);
}
