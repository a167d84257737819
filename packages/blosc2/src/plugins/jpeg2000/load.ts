import type { WasmSource } from "../image-options.ts";
import { imageStreams, type SampleDecoder } from "../image-stream.ts";
import { LatePart } from "../late-part.ts";
import { loadHighThroughput } from "../openjph.ts";
import type { StreamDecoder } from "../types.ts";
import { decodeImage } from "./image.ts";
import { createJpeg2000Module } from "./module.ts";

/** A coefficient, a place to work on it if there is only one component, and the sample. The module holds the bound itself. */
const MEMORY_PER_SAMPLE = 10;

/** The decoder of both kinds of images: ours, and OpenJPH, which is fetched for the first high-throughput one. */
export async function loadJpeg2000(wasm: WasmSource, maxMemory: number): Promise<StreamDecoder> {
  const module = await createJpeg2000Module(maxMemory);
  const highThroughput = new LatePart("OpenJPH", () => loadHighThroughput(wasm, maxMemory));
  const part1: SampleDecoder = {
    memoryPerSample: MEMORY_PER_SAMPLE,
    decode: (_codestream, header) => decodeImage(module, header),
  };
  return imageStreams({ pick: ({ coding }) => (coding.highThroughput ? highThroughput.get() : part1) }, maxMemory);
}
