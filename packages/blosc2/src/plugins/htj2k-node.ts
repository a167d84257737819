import { htj2kPlugin } from "./htj2k.ts";
import type { ImagePluginOptions } from "./image-options.ts";
import { openJphFile } from "./openjph-node.ts";
import type { CodecPlugin } from "./types.ts";

/** The plug-in for the codecs `openhtj2k` (36) and `htj2k` (40), for Node. Nothing is loaded until a chunk needs it. */
export function htj2k(options: ImagePluginOptions = {}): CodecPlugin {
  return htj2kPlugin(openJphFile, options);
}
