import { CatervaError, product } from "@caterva2/ndarray";
import type { BlockCut } from "../chunk/types.ts";
import { bytesOfBase64 } from "../kernels/kernels.ts";
import type { StreamDecoder, StreamRequest } from "./types.ts";
import { ZFP_BASE64 } from "./zfp-binary.ts";

/** What the WebAssembly module exports (packages/blosc2/assembly/zfp/index.ts). Addresses and sizes in bytes. */
interface ZfpExports {
  readonly memory: WebAssembly.Memory;
  heapBase(): number;
  decode(
    src: number,
    srcLength: number,
    dst: number,
    shape: number,
    axes: number,
    itemSize: number,
    minBits: number,
    maxBits: number,
    maxPlanes: number,
    minExponent: number,
  ): number;
}

/** Bounds of what a cell of four items an axis has in the stream. */
interface Bounds {
  readonly minBits: number;
  readonly maxBits: number;
  readonly maxPlanes: number;
  /** Exponent of two of the lowest bit plane. */
  readonly minExponent: number;
}

const ACCURACY = 33;
const PRECISION = 34;
const UNBOUNDED: Bounds = { minBits: 1, maxBits: 16_658, maxPlanes: 64, minExponent: -1074 };
const MAX_RANK = 4;
/** `SLACK` of the module: a cell is read before it is known to be there. */
const SLACK = 8192;
/** Positions in a stream are counted in bits, as 32-bit integers. */
const MAX_STREAM = 2 ** 27;
const PAGE = 65_536;
/** Memory above this is given back after the call that needed it. */
const KEPT_MEMORY = 64 * 1024 * 1024;

/** Compiles the decoder of ZFP (codecs 33, 34 and 35 of c-blosc2): floats of 4 or 8 bytes, one to four dimensions. */
export async function loadZfp(): Promise<StreamDecoder> {
  const module = await WebAssembly.compile(bytesOfBase64(ZFP_BASE64));
  let zfp = instantiate(module);
  return {
    decode(stream, request) {
      const cut = checkedCut(request);
      try {
        return decodeStream(zfp, stream, request, cut);
      } finally {
        if (zfp.memory.buffer.byteLength > KEPT_MEMORY) zfp = instantiate(module);
      }
    },
  };
}

function instantiate(module: WebAssembly.Module): ZfpExports {
  // The module is compiled from our own sources: its exports are those of the interface.
  return new WebAssembly.Instance(module, {}).exports as unknown as ZfpExports;
}

/** How the block is cut. @throws blosc2.unsupported, blosc2.malformed for a block of another size */
function checkedCut({ cut, length }: StreamRequest): BlockCut {
  const found = cut?.();
  const rank = found?.blocks.length ?? 0;
  if (found === undefined || rank < 1 || rank > MAX_RANK || (found.itemsize !== 4 && found.itemsize !== 8)) {
    throw new CatervaError("blosc2.unsupported", "ZFP needs an array of one to four dimensions, of floats.");
  }
  if (product([...found.blocks, found.itemsize]) !== length) {
    throw new CatervaError("blosc2.malformed", `A block of (${found.blocks}) items has not ${length} bytes.`);
  }
  return found;
}

function decodeStream(zfp: ZfpExports, stream: Uint8Array, request: StreamRequest, cut: BlockCut): Uint8Array {
  const { blocks, itemsize } = cut;
  const { length } = request;
  if (stream.length > MAX_STREAM) {
    throw new CatervaError("limit.exceeded", `A block of ZFP has ${stream.length} bytes, ${MAX_STREAM} are allowed.`);
  }
  const source = align(zfp.heapBase());
  const shape = align(source + stream.length + SLACK);
  const target = align(shape + 4 * MAX_RANK);
  reserve(zfp.memory, target + length);
  const bytes = new Uint8Array(zfp.memory.buffer);
  bytes.set(stream, source);
  // What an earlier stream left must not be taken for the rest of this one.
  bytes.fill(0, source + stream.length, shape);
  new Uint32Array(zfp.memory.buffer, shape, blocks.length).set(blocks);
  const { minBits, maxBits, maxPlanes, minExponent } = boundsOf(request, cut);
  const axes = blocks.length;
  const written = zfp.decode(
    source,
    stream.length,
    target,
    shape,
    axes,
    itemsize,
    minBits,
    maxBits,
    maxPlanes,
    minExponent,
  );
  if (written !== length) throw new CatervaError("blosc2.corrupt", "A block of ZFP does not decode.");
  return bytes.slice(target, target + length);
}

/** What the codec's parameter means (c-blosc2's plug-in of ZFP). */
function boundsOf({ codec, meta }: StreamRequest, { blocks, itemsize }: BlockCut): Bounds {
  const rank = blocks.length;
  // The tolerance is ten to the power of a signed byte.
  if (codec === ACCURACY) return { ...UNBOUNDED, minExponent: exponentOf(10 ** ((meta << 24) >> 24)) };
  if (codec === PRECISION) return { ...UNBOUNDED, maxPlanes: Math.min(64, meta + 2 * rank + 3) };
  // The rate is a percentage of the items' size. A cell has a bit and an exponent at least.
  const bits = Math.floor(4 ** rank * ((meta / 100) * itemsize * 8) + 0.5);
  const cell = Math.max(bits, itemsize === 4 ? 9 : 12);
  return { ...UNBOUNDED, minBits: cell, maxBits: cell };
}

/** Exponent of two of a positive number. */
function exponentOf(value: number): number {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  return ((view.getUint16(0) >> 4) & 0x7ff) - 1023;
}

function align(address: number): number {
  return Math.ceil(address / 64) * 64;
}

function reserve(memory: WebAssembly.Memory, end: number): void {
  const missing = end - memory.buffer.byteLength;
  if (missing <= 0) return;
  try {
    memory.grow(Math.ceil(missing / PAGE));
  } catch (cause) {
    throw new CatervaError("limit.exceeded", `There is no memory for ${end} bytes.`, { cause });
  }
}
