import type { WasmSource } from "../image-options.ts";
import { imageStreams, type SampleDecoder } from "../image-stream.ts";
import { loadHighThroughput } from "../openjph.ts";
import type { StreamDecoder } from "../types.ts";
import { decodeImage } from "./image.ts";
import { Jpeg2000Module } from "./module.ts";

/** A coefficient, a place to work on it if there is only one component, and the sample. The module holds the bound itself. */
const MEMORY_PER_SAMPLE = 10;

/** The decoder of both kinds of images: ours, and OpenJPH for high-throughput ones. */
export async function loadJpeg2000(wasm: WasmSource, maxMemory: number): Promise<StreamDecoder> {
  const [module, highThroughput] = await Promise.all([
    Jpeg2000Module.create(maxMemory),
    loadedOrRefusing(() => loadHighThroughput(wasm, maxMemory)),
  ]);
  const part1: SampleDecoder = {
    memoryPerSample: MEMORY_PER_SAMPLE,
    decode: (_codestream, header) => decodeImage(module, header),
  };
  return imageStreams({ pick: ({ coding }) => (coding.highThroughput ? highThroughput() : part1) }, maxMemory);
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
