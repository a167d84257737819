import { compileText } from "../../kernels/wasm-text.ts";
import { type ModuleExports, ModuleMemory } from "../module-memory.ts";
import { JPEG2000_TEXT } from "./jpeg2000-binary.ts";

/** What the WebAssembly module exports (packages/blosc2/assembly/jpeg2000/index.ts). Addresses and strides in bytes. */
export interface Jpeg2000Exports extends ModuleExports {
  readonly SEGMENT_END: WebAssembly.Global;
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

/** The compiled module, and the memory in which one image after the other is decoded. */
export type Jpeg2000Module = ModuleMemory<Jpeg2000Exports>;

/** @param maxMemory bytes that an image may take */
export async function createJpeg2000Module(maxMemory: number): Promise<Jpeg2000Module> {
  return new ModuleMemory<Jpeg2000Exports>(await compileText(JPEG2000_TEXT), maxMemory);
}
