import { CatervaError } from "@caterva2/ndarray";
import { compileText } from "../../kernels/wasm-text.ts";
import { JPEG2000_TEXT } from "./jpeg2000-binary.ts";

/** What the WebAssembly module exports (packages/blosc2/assembly/jpeg2000/index.ts). Addresses and strides in bytes. */
export interface Jpeg2000Exports {
  readonly memory: WebAssembly.Memory;
  readonly SEGMENT_END: WebAssembly.Global;
  heapBase(): number;
  decodeBlock(
    segments: number,
    count: number,
    bytes: number,
    columns: number,
    rows: number,
    planes: number,
    kind: number,
    style: number,
    target: number,
    stride: number,
    scale: number,
    shift: number,
  ): number;
  joinBands(
    plane: number,
    stride: number,
    work: number,
    x0: number,
    y0: number,
    x1: number,
    y1: number,
    reversible: boolean,
  ): void;
  undoColour(first: number, second: number, third: number, bytes: number, reversible: boolean): void;
  writeSamples(
    plane: number,
    stride: number,
    columns: number,
    rows: number,
    reversible: boolean,
    precision: number,
    signed: boolean,
    target: number,
    targetStride: number,
    step: number,
    sampleSize: number,
  ): void;
}

const PAGE = 65_536;
const ALIGNMENT = 64;
/** Memory above this is given back after the call that needed it. */
const KEPT_MEMORY = 64 * 1024 * 1024;

/** The compiled module, and the memory in which one image after the other is decoded. */
export class Jpeg2000Module {
  readonly #module: WebAssembly.Module;
  readonly #maxMemory: number;
  #instance: Jpeg2000Exports;

  private constructor(module: WebAssembly.Module, maxMemory: number) {
    this.#module = module;
    this.#maxMemory = maxMemory;
    this.#instance = instantiate(module);
  }

  /** @param maxMemory bytes that an image may take */
  static async create(maxMemory: number): Promise<Jpeg2000Module> {
    return new Jpeg2000Module(await compileText(JPEG2000_TEXT), maxMemory);
  }

  get run(): Jpeg2000Exports {
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
    let at = this.#instance.heapBase();
    const places = sizes.map((size) => {
      const place = Math.ceil(at / ALIGNMENT) * ALIGNMENT;
      at = place + size;
      return place;
    });
    const { memory } = this.#instance;
    const missing = Math.ceil((at - memory.buffer.byteLength) / PAGE);
    if (at > this.#maxMemory) throw tooLarge(at);
    try {
      if (missing > 0) memory.grow(missing);
    } catch (cause) {
      throw tooLarge(at, cause);
    }
    return places;
  }

  /** Gives large memory back. */
  release(): void {
    if (this.#instance.memory.buffer.byteLength > KEPT_MEMORY) this.#instance = instantiate(this.#module);
  }
}

function instantiate(module: WebAssembly.Module): Jpeg2000Exports {
  // The module is compiled from our own sources: its exports are those of the interface.
  return new WebAssembly.Instance(module, {}).exports as unknown as Jpeg2000Exports;
}

function tooLarge(bytes: number, cause?: unknown): CatervaError {
  return new CatervaError("limit.exceeded", `There is no memory for an image of ${bytes} bytes.`, { cause });
}
