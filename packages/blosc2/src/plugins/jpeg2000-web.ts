import type { ImagePluginOptions } from "./image-options.ts";
import { jpeg2000Plugin } from "./jpeg2000.ts";
import { openJphAddress } from "./openjph-web.ts";
import type { CodecPlugin } from "./types.ts";

/** The plug-in for the codecs `grok` (37) and `j2k` (39), for browsers. Nothing is loaded until a chunk needs it. */
export function jpeg2000(options: ImagePluginOptions = {}): CodecPlugin {
  return jpeg2000Plugin(openJphAddress, options);
}
