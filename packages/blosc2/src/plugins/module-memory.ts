import { CatervaError } from "@caterva2/ndarray";
import { mayKeep } from "./kept-memory.ts";

/** What every WebAssembly module of a plug-in exports beside its functions. */
export interface ModuleExports {
  readonly memory: WebAssembly.Memory;
  /** Where its own data ends, in bytes. */
  heapBase(): number;
}

const ALIGNMENT = 64;
const PAGE = 65_536;

/** A compiled module of our own, and the memory in which one block after the other is worked on. */
export class ModuleMemory<Exports extends ModuleExports> {
  readonly #module: WebAssembly.Module;
  readonly #maxMemory: number;
  #instance: Exports;

  /** @param maxMemory bytes that a block may take */
  constructor(module: WebAssembly.Module, maxMemory = Number.POSITIVE_INFINITY) {
    this.#module = module;
    this.#maxMemory = maxMemory;
    this.#instance = instantiate(module);
  }

  get run(): Exports {
    return this.#instance;
  }

  /** Valid until memory is reserved. */
  get bytes(): Uint8Array {
    return new Uint8Array(this.#instance.memory.buffer);
  }

  /**
   * Places of areas of `sizes` bytes, one behind the other, each aligned. What they hold is left from before.
   * @throws limit.exceeded
   */
  reserve(sizes: readonly number[]): number[] {
    const { memory } = this.#instance;
    let end = this.#instance.heapBase();
    const places = sizes.map((size) => {
      const place = Math.ceil(end / ALIGNMENT) * ALIGNMENT;
      end = place + size;
      return place;
    });
    if (end > this.#maxMemory) throw tooLarge(end);
    const missing = Math.ceil((end - memory.buffer.byteLength) / PAGE);
    try {
      if (missing > 0) memory.grow(missing);
    } catch (cause) {
      throw tooLarge(end, cause);
    }
    return places;
  }

  /** Gives memory back that is too large to be kept for the next call. */
  release(): void {
    if (!mayKeep(this, this.#instance.memory.buffer.byteLength)) this.#instance = instantiate(this.#module);
  }
}

function instantiate<Exports>(module: WebAssembly.Module): Exports {
  // The module is compiled from our own sources: its exports are those of the interface.
  return new WebAssembly.Instance(module, {}).exports as unknown as Exports;
}

function tooLarge(bytes: number, cause?: unknown): CatervaError {
  return new CatervaError("limit.exceeded", `There is no memory for a block of ${bytes} bytes.`, { cause });
}
