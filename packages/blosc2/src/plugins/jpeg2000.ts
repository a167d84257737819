import type { ImageHeader } from "./codestream.ts";
import { unsupported } from "./codestream.ts";
import { imageStreams, type SampleDecoder } from "./image-stream.ts";
import type { CodecPlugin } from "./types.ts";
import { DEFAULT_MEMORY, type ImagePluginOptions, loadImageDecoder, type WasmSource } from "./wasm-source.ts";

const PACKAGE = "@cornerstonejs/codec-openjpeg";
const GROK = 37;
const J2K = 39;

/** Chunks of `blosc2_grok` and `blosc2_j2k`: JPEG 2000 images, decoded by OpenJPEG. Doors give `wasm` for a runtime. */
export function jpeg2000Plugin(wasm: WasmSource, options: ImagePluginOptions): CodecPlugin {
  const maxMemory = options.maxMemory ?? DEFAULT_MEMORY;
  return {
    name: "jpeg2000",
    codecs: [GROK, J2K],
    async load() {
      const glue = () => import("@cornerstonejs/codec-openjpeg/decodewasmjs");
      const parts = { glue, wasm: options.wasm ?? wasm, className: "J2KDecoder" };
      const decoder = await loadImageDecoder(PACKAGE, parts, maxMemory);
      return imageStreams({ pick: (header) => checkImage(header, decoder) }, maxMemory);
    },
  };
}

/** The build of OpenJPEG hands out grey images, and colour of 8 bits. */
function checkImage(header: ImageHeader, decoder: SampleDecoder): SampleDecoder {
  const { components, precision, offset } = header;
  const fits = components === 1 || (components === 3 && precision <= 8);
  if (!fits) throw unsupported(`${components} components of ${precision} bits`);
  if (offset.x !== 0 || offset.y !== 0) throw unsupported("an offset");
  return decoder;
}
