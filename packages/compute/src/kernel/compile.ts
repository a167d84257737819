import { checkProgram } from "./check-program.ts";
import { createJsKernel } from "./js/js-kernel.ts";
import type { Kernel, KernelProgram } from "./program.ts";

export interface CompileOptions {
  /** `auto`: WebAssembly where it can, plain JavaScript for the rest (complex numbers, a few rare functions). */
  readonly implementation?: "auto" | "js" | "wasm";
}

/** A kernel for a program, checked first. */
export function compileKernel(program: KernelProgram, _options: CompileOptions = {}): Kernel {
  return createJsKernel(program, checkProgram(program));
}
