import { CatervaError } from "@caterva2/ndarray";
import type { ImageHeader } from "./codestream.ts";
import type { SampleDecoder } from "./image-stream.ts";
import { unsupported } from "./jpeg2000/errors.ts";
import { mayKeep } from "./kept-memory.ts";

/** The decoder object of the WebAssembly package of OpenJPH. */
interface ForeignDecoder {
  getEncodedBuffer(length: number): Uint8Array;
  decode(): void;
  getDecodedBuffer(): Uint8Array | Uint8ClampedArray;
  delete(): void;
}

/** The object that Emscripten's factory fills. */
interface ForeignModule {
  readonly HEAPU8?: Uint8Array;
  readonly [decoder: string]: unknown;
}

export type ForeignFactory = (module: Record<string, unknown>) => unknown;

const CLASS_NAME = "HTJ2KDecoder";

/**
 * Runs codestreams through a decoder that was written in C++. After a trap, an exception or a failed decode the
 * instance is thrown away with whatever state it was left in, and the next call makes a fresh one.
 */
export class ForeignImageDecoder implements SampleDecoder {
  /** Coefficients and samples of 32 bits, twice over, and what is copied in and out. */
  readonly memoryPerSample = 24;
  readonly #factory: ForeignFactory;
  readonly #wasm: WebAssembly.Module;
  #instance: ForeignModule | undefined;

  constructor(factory: ForeignFactory, wasm: WebAssembly.Module) {
    this.#factory = factory;
    this.#wasm = wasm;
  }

  /** Samples of the image, components side by side. @throws blosc2.corrupt unless they are `expected` bytes */
  decode(codestream: Uint8Array, header: ImageHeader, expected: number): Uint8Array {
    // OpenJPH steps over what it does not know of.
    if (hasRegion(header)) throw unsupported("a region of interest in high throughput");
    let samples: Uint8Array;
    try {
      samples = this.#run(codestream);
    } catch (cause) {
      this.#instance = undefined;
      throw new CatervaError("blosc2.corrupt", "The JPEG 2000 image does not decode.", { cause });
    }
    const keeps = mayKeep(this, this.#instance?.HEAPU8?.length ?? 0);
    if (samples.length !== expected || !keeps) this.#instance = undefined;
    if (samples.length === expected) return header.coding.colourTransform ? samples : linesInOrder(samples, header);
    throw new CatervaError("blosc2.corrupt", "The JPEG 2000 image does not decode.", {
      detail: { bytes: samples.length, expected },
    });
  }

  #run(codestream: Uint8Array): Uint8Array {
    this.#instance ??= this.#instantiate();
    const decoder = newDecoder(this.#instance);
    decoder.getEncodedBuffer(codestream.length).set(codestream);
    decoder.decode();
    const decoded = decoder.getDecodedBuffer();
    const samples = new Uint8Array(decoded);
    decoder.delete();
    return samples;
  }

  /** Emscripten's start-up is synchronous once the module is compiled and the instance is handed to it at once. */
  #instantiate(): ForeignModule {
    const module: Record<string, unknown> = {
      print: () => {},
      printErr: () => {},
      instantiateWasm: (imports: WebAssembly.Imports, receive: (instance: WebAssembly.Instance) => void) => {
        const instance = new WebAssembly.Instance(this.#wasm, imports);
        receive(instance);
        return instance.exports;
      },
    };
    // What failed shows in the call that needed it; the promise of the start-up would only report it once more.
    Promise.resolve(this.#factory(module)).catch(() => {});
    return module;
  }
}

function hasRegion({ tiles, components }: ImageHeader): boolean {
  return tiles.some((tile) => {
    return Array.from({ length: components }, (_, component) => tile.style(component)).some(
      (style) => style.regionShift > 0,
    );
  });
}

/**
 * OpenJPH hands out the lines of one component after the other, unless a colour transform joins them. The package takes
 * them for lines of all components in turn; here each goes where it belongs.
 */
function linesInOrder(samples: Uint8Array, { width, height, components }: ImageHeader): Uint8Array {
  if (components === 1) return samples;
  const sampleSize = samples.length / (width * height * components);
  const sorted = new Uint8Array(samples.length);
  for (let line = 0; line < height * components; line += 1) {
    const from = Math.floor(line / components) * width * components + (line % components);
    const to = (line % height) * width * components + Math.floor(line / height);
    for (let column = 0; column < width; column += 1) {
      for (let byte = 0; byte < sampleSize; byte += 1) {
        const at = column * components;
        sorted[(to + at) * sampleSize + byte] = samples[(from + at) * sampleSize + byte] ?? 0;
      }
    }
  }
  return sorted;
}

function newDecoder(module: ForeignModule): ForeignDecoder {
  const decoder = module[CLASS_NAME];
  if (typeof decoder !== "function") {
    throw new CatervaError("internal.unexpected", `The codec's module has no ${CLASS_NAME}.`);
  }
  // The class is the one that the package of this pinned version exports.
  return Reflect.construct(decoder, []) as ForeignDecoder;
}
