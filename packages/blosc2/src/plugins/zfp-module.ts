import { CatervaError, product } from "@caterva2/ndarray";
import type { BlockCut } from "../chunk/types.ts";
import { compileText } from "../kernels/wasm-text.ts";
import { type ModuleExports, ModuleMemory } from "./module-memory.ts";
import type { StreamRequest } from "./types.ts";
import { ZFP_TEXT } from "./zfp-binary.ts";

/** What the WebAssembly module exports (packages/blosc2/assembly/zfp/index.ts). Addresses and sizes in bytes. */
export interface ZfpExports extends ModuleExports {
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
    form: number,
  ): number;
  encode(
    src: number,
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
export interface Bounds {
  readonly minBits: number;
  readonly maxBits: number;
  readonly maxPlanes: number;
  /** Exponent of two of the lowest bit plane. */
  readonly minExponent: number;
}

const ACCURACY = 33;
const PRECISION = 34;
const UNBOUNDED: Bounds = { minBits: 1, maxBits: 16_658, maxPlanes: 64, minExponent: -1074 };
export const MAX_RANK = 4;
/** The compiled module, and its memory. */
export type ZfpModule = ModuleMemory<ZfpExports>;

export async function createZfpModule(): Promise<ZfpModule> {
  return new ModuleMemory<ZfpExports>(await compileText(ZFP_TEXT));
}

/** Puts the extents of a block where the module reads them. */
export function writeShape(module: ZfpModule, place: number, blocks: readonly number[]): void {
  new Uint32Array(module.run.memory.buffer, place, blocks.length).set(blocks);
}

/** How the blocks of the array are cut. @throws blosc2.unsupported for what ZFP does not have */
export function zfpCut({ cut }: StreamRequest): BlockCut {
  const found = cut?.();
  const rank = found?.blocks.length ?? 0;
  if (found === undefined || rank < 1 || rank > MAX_RANK || (found.itemsize !== 4 && found.itemsize !== 8)) {
    throw new CatervaError("blosc2.unsupported", "ZFP needs an array of one to four dimensions, of floats.");
  }
  return found;
}

export function blockBytes({ blocks, itemsize }: BlockCut): number {
  return product([...blocks, itemsize]);
}

/** What the codec's parameter means (c-blosc2's plug-in of ZFP). */
export function boundsOf({ codec, meta }: StreamRequest, { blocks, itemsize }: BlockCut): Bounds {
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
