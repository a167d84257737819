import { jpeg2000Plugin } from "./jpeg2000.ts";
import type { CodecPlugin } from "./types.ts";
import type { ImagePluginOptions } from "./wasm-source.ts";

/** The plug-in for the codecs `grok` (37) and `j2k` (39), for browsers. Nothing is loaded until a chunk needs it. */
export function jpeg2000(options: ImagePluginOptions = {}): CodecPlugin {
  // Bundlers know this form, and put the module beside the scripts.
  const address = async () => new URL("@cornerstonejs/codec-openjpeg/decodewasm", import.meta.url);
  return jpeg2000Plugin(address, options);
}
