import { CatervaError } from "@caterva2/ndarray";
import { ALIGNMENT, type CodecMemory, SLACK } from "./codec-memory.ts";
import { KERNELS_TEXT } from "./kernels-binary.ts";
import { compileText } from "./wasm-text.ts";

/** What the WebAssembly module exports (packages/blosc2/assembly/index.ts). Addresses and sizes in bytes. */
interface KernelExports {
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
    wanted: number,
  ): number;
  decodeCodec(
    codec: number,
    src: number,
    size: number,
    dst: number,
    length: number,
    prefix: number,
    zstdScratch: number,
    wanted: number,
    plane: number,
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

/** Error results of decoders (assembly/limits.ts). */
export const KERNEL_CORRUPT = -1;
export const KERNEL_UNSUPPORTED = -2;

const PAGE = 65_536;
/** As many as the module's own data need. */
const INITIAL_PAGES = 8;
/** Bytes for the buffers of requests; of larger ones as many as they need. */
const LEAST_WORK = 1024 * 1024;
/** Requests that need a larger part of the codec's memory than this go to memory of their own. */
const LARGEST_PART = 1 / 4;

let compiled: Promise<WebAssembly.Module> | undefined;

function compileKernels(): Promise<WebAssembly.Module> {
  compiled ??= compileText(KERNELS_TEXT);
  return compiled;
}

/** An instance of the kernels and the memory that it sees. */
interface Instance {
  readonly run: KernelExports;
  readonly memory: WebAssembly.Memory;
  bytes: Uint8Array<ArrayBuffer>;
}

/**
 * The kernels of a codec. Each request lays out anew where its buffers lie: in the codec's memory, beside what was
 * allocated there, or, if it needs much, in memory that grows and that nobody else sees.
 */
export class Kernels {
  /** What the codec hands out. */
  readonly memory: CodecMemory;
  readonly #module: WebAssembly.Module;
  readonly #maxMemory: number;
  /** Own memory above this is given back when a request needs less than half of it, or none. */
  readonly #keptMemory: number;
  readonly #shared: Instance;
  #large: Instance | undefined;
  /** That of the present request. */
  #current: Instance;
  #layouts = 0;
  /** The place for the buffers of requests in the codec's memory. */
  #work = { address: 0, length: 0 };

  private constructor(module: WebAssembly.Module, memory: CodecMemory, maxMemory: number, keptMemory: number) {
    this.#module = module;
    this.#maxMemory = maxMemory;
    this.#keptMemory = keptMemory;
    this.memory = memory;
    const run = instantiate(module, memory.memory);
    memory.claim(run.heapBase());
    this.#shared = { run, memory: memory.memory, bytes: memory.bytes };
    this.#current = this.#shared;
  }

  /** @param maxMemory bytes that one request may use; keptMemory: beside `memory`, for requests to come */
  static async create(memory: CodecMemory, maxMemory: number, keptMemory: number): Promise<Kernels> {
    return new Kernels(await compileKernels(), memory, maxMemory, keptMemory);
  }

  /** Bytes of all memory that is held between requests. */
  get heldBytes(): number {
    return this.memory.bytes.length + (this.#large?.bytes.length ?? 0);
  }

  get run(): KernelExports {
    return this.#current.run;
  }

  /** Changes whenever memory is laid out anew. */
  get layouts(): number {
    return this.#layouts;
  }

  /** The whole memory of the present request; valid until the next `layout`. */
  get bytes(): Uint8Array<ArrayBuffer> {
    return this.#current.bytes;
  }

  /** Whether bytes lie in memory that the kernels use: requests to come may write over them. */
  isOwn({ buffer }: Uint8Array): boolean {
    return buffer === this.#shared.bytes.buffer || buffer === this.#large?.bytes.buffer;
  }

  /** The address of allocated bytes that the present request can use where they are. */
  addressOf(bytes: Uint8Array): number | undefined {
    return this.#current === this.#shared && this.memory.behind(bytes) !== undefined ? bytes.byteOffset : undefined;
  }

  /**
   * Places buffers of the given sizes, with slack around each, and answers their addresses. What was placed before is gone.
   * @throws limit.exceeded beyond `maxMemory`
   */
  layout(sizes: readonly number[]): number[] {
    let length = SLACK;
    const offsets = sizes.map((size) => {
      const offset = length;
      length = align(length + size + 2 * SLACK);
      return offset;
    });
    if (length > this.#maxMemory) {
      throw new CatervaError(
        "limit.exceeded",
        `Decoding would take ${length} bytes of memory, ${this.#maxMemory} are allowed.`,
      );
    }
    this.#layouts += 1;
    const start = this.#workPlace(length) ?? this.#largePlace(length);
    return offsets.map((offset) => start + offset);
  }

  /** A place in the codec's memory, which is kept for the requests that follow. */
  #workPlace(length: number): number | undefined {
    const { memory } = this;
    if (length > this.#work.length) {
      const room = Math.max(length, LEAST_WORK);
      if (room > memory.bytes.length * LARGEST_PART) return undefined;
      if (this.#work.length > 0) memory.giveBack(this.#work.address, this.#work.length);
      const address = memory.place(room);
      this.#work = address === undefined ? { address: 0, length: 0 } : { address, length: room };
      if (address === undefined) return undefined;
    }
    this.#current = this.#shared;
    if (this.#large !== undefined && this.#large.bytes.length > this.#keptMemory) this.#large = undefined;
    return this.#work.address;
  }

  #largePlace(length: number): number {
    const large = this.#large;
    const wasteful = large !== undefined && large.bytes.length > this.#keptMemory && length < large.bytes.length / 2;
    const instance = large === undefined || wasteful ? this.#ownInstance() : large;
    this.#large = instance;
    this.#current = instance;
    const start = align(instance.run.heapBase());
    const missing = start + length - instance.memory.buffer.byteLength;
    if (missing > 0) {
      try {
        instance.memory.grow(Math.ceil(missing / PAGE));
      } catch (cause) {
        throw new CatervaError("limit.exceeded", `There is no memory for ${length} bytes.`, { cause });
      }
      instance.bytes = new Uint8Array(instance.memory.buffer);
    }
    return start;
  }

  #ownInstance(): Instance {
    const memory = new WebAssembly.Memory({ initial: INITIAL_PAGES });
    return { run: instantiate(this.#module, memory), memory, bytes: new Uint8Array(memory.buffer) };
  }
}

function align(address: number): number {
  return Math.ceil(address / ALIGNMENT) * ALIGNMENT;
}

function instantiate(module: WebAssembly.Module, memory: WebAssembly.Memory): KernelExports {
  // The module is compiled from our own sources: its exports are those of the interface.
  return new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as KernelExports;
}
