import { CatervaError } from "@caterva2/ndarray";
import { KERNELS_BASE64 } from "./kernels-binary.ts";

/** What the WebAssembly module exports (packages/blosc2/assembly/index.ts). Addresses and sizes in bytes. */
interface KernelExports {
  readonly memory: WebAssembly.Memory;
  heapBase(): number;
  zstdScratch(): number;
  decodeBlock(
    src: number,
    srcLength: number,
    dst: number,
    length: number,
    blocksize: number,
    typesize: number,
    streams: number,
    codec: number,
    version: number,
    pipeline: number,
    reference: number,
    dictionaryEnd: number,
    dictionaryLength: number,
    scratch: number,
    zstdScratch: number,
  ): number;
  filteredBuffer(pipeline: number, dst: number, blocksize: number, scratch: number): number;
  undoFilters(
    pipeline: number,
    dst: number,
    length: number,
    blocksize: number,
    typesize: number,
    version: number,
    reference: number,
    scratch: number,
  ): number;
  applyFilters(
    pipeline: number,
    src: number,
    length: number,
    blocksize: number,
    typesize: number,
    reference: number,
    truncation: number,
    scratch: number,
  ): number;
  truncatePrecision(data: number, length: number, typesize: number, bits: number): void;
  runByte(src: number, length: number): number;
  repeatsItem(src: number, length: number, typesize: number): number;
  encodeBlock(
    src: number,
    length: number,
    streams: number,
    codec: number,
    dst: number,
    capacity: number,
    effort: number,
    dictionaryEnd: number,
    dictionaryLength: number,
  ): number;
}

/** Free bytes that kernels may touch around every buffer; `SLACK` of assembly/limits.ts. */
export const SLACK = 64;
/** Error results of decoders (assembly/limits.ts). */
export const KERNEL_CORRUPT = -1;
export const KERNEL_UNSUPPORTED = -2;

const PAGE = 65_536;
const ALIGNMENT = 64;
/** Memory above this is given back when a request needs less than half of it. */
const KEPT_MEMORY = 128 * 1024 * 1024;

let compiled: Promise<WebAssembly.Module> | undefined;

export function bytesOfBase64(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}

function compileKernels(): Promise<WebAssembly.Module> {
  compiled ??= WebAssembly.compile(bytesOfBase64(KERNELS_BASE64));
  return compiled;
}

/** One instance of the kernels and its memory, which is laid out anew for each request. */
export class Kernels {
  readonly #module: WebAssembly.Module;
  readonly #maxMemory: number;
  #exports: KernelExports;
  #bytes: Uint8Array;

  private constructor(module: WebAssembly.Module, maxMemory: number) {
    this.#module = module;
    this.#maxMemory = maxMemory;
    this.#exports = instantiate(module);
    this.#bytes = new Uint8Array(this.#exports.memory.buffer);
  }

  /** @param maxMemory bytes that the instance may use in all */
  static async create(maxMemory: number): Promise<Kernels> {
    return new Kernels(await compileKernels(), maxMemory);
  }

  get run(): KernelExports {
    return this.#exports;
  }

  /** The whole memory; valid until the next `layout`. */
  get bytes(): Uint8Array {
    return this.#bytes;
  }

  /**
   * Places buffers of the given sizes, with slack around each, and answers their addresses. What was placed before is gone.
   * @throws limit.exceeded beyond `maxMemory`
   */
  layout(sizes: readonly number[]): number[] {
    let end = align(this.#exports.heapBase() + SLACK);
    const addresses = sizes.map((size) => {
      const address = end;
      end = align(end + size + 2 * SLACK);
      return address;
    });
    this.#reserve(end);
    return addresses;
  }

  #reserve(end: number): void {
    if (end > this.#maxMemory) {
      throw new CatervaError(
        "limit.exceeded",
        `Decoding would take ${end} bytes of memory, ${this.#maxMemory} are allowed.`,
      );
    }
    if (this.#bytes.length > KEPT_MEMORY && end < this.#bytes.length / 2) this.#exports = instantiate(this.#module);
    const { memory } = this.#exports;
    const missing = end - memory.buffer.byteLength;
    if (missing > 0) {
      try {
        memory.grow(Math.ceil(missing / PAGE));
      } catch (cause) {
        throw new CatervaError("limit.exceeded", `There is no memory for ${end} bytes.`, { cause });
      }
    }
    if (this.#bytes.buffer !== memory.buffer) this.#bytes = new Uint8Array(memory.buffer);
  }
}

function align(address: number): number {
  return Math.ceil(address / ALIGNMENT) * ALIGNMENT;
}

function instantiate(module: WebAssembly.Module): KernelExports {
  // The module is compiled from our own sources: its exports are those of the interface.
  return new WebAssembly.Instance(module, {}).exports as unknown as KernelExports;
}
