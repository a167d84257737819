import { CatervaError } from "@caterva2/ndarray";
import type { Compressor } from "../chunk/types.ts";
import { SLACK } from "../kernels/codec-memory.ts";
import { mayKeep } from "../plugins/kept-memory.ts";

/** What the WebAssembly module exports (packages/blosc2/assembly/deflate/index.ts). Addresses and sizes in bytes. */
interface DeflateExports {
  readonly memory: WebAssembly.Memory;
  heapBase(): number;
  encode(src: number, length: number, dst: number, capacity: number, level: number): number;
}

const ALIGNMENT = 64;
const PAGE = 65_536;
/** Longer than any block of Blosc2, and positions stay below 2^31. */
const LONGEST = 2 ** 30 - 1;

/**
 * Compresses to zlib's format (RFC 1950) at levels 1 to 9, to about the sizes that c-blosc2 gets at the same level. What
 * would not shrink is answered as it is. One stream at a time, in memory that is used again.
 */
export function deflateCompressor(module: WebAssembly.Module): Compressor {
  const owner = {};
  let instance = instantiate(module);
  return {
    compress(bytes, level) {
      const { length } = bytes;
      if (length > LONGEST) throw noMemory(length);
      const source = align(instance.heapBase() + SLACK);
      const target = align(source + length + 2 * SLACK);
      reserve(instance, target + length + SLACK);
      const memory = new Uint8Array(instance.memory.buffer);
      memory.set(bytes, source);
      const size = instance.encode(source, length, target, length, level);
      if (!mayKeep(owner, memory.length)) instance = instantiate(module);
      return size === 0 ? bytes : memory.subarray(target, target + size);
    },
  };
}

function reserve({ memory }: DeflateExports, end: number): void {
  const missing = Math.ceil((end - memory.buffer.byteLength) / PAGE);
  if (missing <= 0) return;
  try {
    memory.grow(missing);
  } catch (cause) {
    throw noMemory(end, cause);
  }
}

function noMemory(length: number, cause?: unknown): CatervaError {
  return new CatervaError("limit.exceeded", `There is no memory to compress with: ${length} bytes.`, { cause });
}

function align(address: number): number {
  return Math.ceil(address / ALIGNMENT) * ALIGNMENT;
}

function instantiate(module: WebAssembly.Module): DeflateExports {
  // The module is compiled from our own sources: its exports are those of the interface.
  return new WebAssembly.Instance(module, {}).exports as unknown as DeflateExports;
}
