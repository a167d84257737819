import { CatervaError } from "@caterva2/ndarray";

/** The decoder object of the WebAssembly packages of cornerstone (OpenJPEG, OpenJPH): both have this shape. */
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

/** Memory above this is given back after the call that needed it. */
const KEPT_MEMORY = 128 * 1024 * 1024;

/**
 * Runs codestreams through a decoder that was written in C++. After a trap, an exception or a failed decode the
 * instance is thrown away with whatever state it was left in, and the next call makes a fresh one.
 */
export class ImageDecoder {
  readonly #factory: ForeignFactory;
  readonly #wasm: WebAssembly.Module;
  readonly #className: string;
  #instance: ForeignModule | undefined;

  /** @param className name of the decoder's class in the module */
  constructor(factory: ForeignFactory, wasm: WebAssembly.Module, className: string) {
    this.#factory = factory;
    this.#wasm = wasm;
    this.#className = className;
  }

  /** Samples of the image, components side by side. @throws blosc2.corrupt unless they are `expected` bytes */
  decode(codestream: Uint8Array, expected: number): Uint8Array {
    let samples: Uint8Array;
    try {
      samples = this.#run(codestream);
    } catch (cause) {
      this.#instance = undefined;
      throw new CatervaError("blosc2.corrupt", "The JPEG 2000 image does not decode.", { cause });
    }
    if (samples.length !== expected || (this.#instance?.HEAPU8?.length ?? 0) > KEPT_MEMORY) this.#instance = undefined;
    if (samples.length === expected) return samples;
    throw new CatervaError("blosc2.corrupt", "The JPEG 2000 image does not decode.", {
      detail: { bytes: samples.length, expected },
    });
  }

  #run(codestream: Uint8Array): Uint8Array {
    this.#instance ??= this.#instantiate();
    const decoder = newDecoder(this.#instance, this.#className);
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

function newDecoder(module: ForeignModule, className: string): ForeignDecoder {
  const decoder = module[className];
  if (typeof decoder !== "function") {
    throw new CatervaError("internal.unexpected", `The codec's module has no ${className}.`);
  }
  // The class is the one that the package of this pinned version exports.
  return Reflect.construct(decoder, []) as ForeignDecoder;
}
