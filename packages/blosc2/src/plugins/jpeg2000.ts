import { imageStreams, type SampleDecoder } from "./image-stream.ts";
import { decodeImage } from "./jpeg2000/image.ts";
import { Jpeg2000Module } from "./jpeg2000/module.ts";
import { DEFAULT_MEMORY, type ImagePluginOptions, loadHighThroughput, type WasmSource } from "./openjph.ts";
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
    async load() {
      const [module, highThroughput] = await Promise.all([
        Jpeg2000Module.create(maxMemory),
        loadedOrRefusing(() => loadHighThroughput(options.wasm ?? wasm, maxMemory)),
      ]);
      const part1: SampleDecoder = { decode: (_codestream, header) => decodeImage(module, header) };
      return imageStreams({ pick: ({ coding }) => (coding.highThroughput ? highThroughput() : part1) }, maxMemory);
    },
  };
}

/** A decoder that few images need: that it did not load is told when one does, and it is tried again then. */
async function loadedOrRefusing(load: () => Promise<SampleDecoder>): Promise<() => SampleDecoder> {
  let decoder: SampleDecoder | undefined;
  let failure: unknown;
  const attempt = async () => {
    try {
      decoder = await load();
    } catch (cause) {
      failure = cause;
    }
  };
  await attempt();
  return () => {
    if (decoder !== undefined) return decoder;
    void attempt();
    throw failure;
  };
}
