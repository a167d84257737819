import { CatervaError } from "@caterva2/ndarray";
import { checkProgram } from "./check-program.ts";
import { createJsKernel } from "./js/js-kernel.ts";
import type { ConstantValue, Kernel, KernelNode, KernelProgram } from "./program.ts";
import { canEmit } from "./wasm/emit-program.ts";
import { fusesMultiplyAdd } from "./wasm/fused.ts";
import { compileModule, instantiateKernel } from "./wasm/wasm-kernel.ts";

export interface CompileOptions {
  /** `auto`: WebAssembly where it can, plain JavaScript for complex numbers. `wasm` throws for those. */
  readonly implementation?: "auto" | "js" | "wasm";
  /** What `kernelModule` gave for the same program in another thread: saves compiling it again. */
  readonly module?: WebAssembly.Module;
  /** Whether functions multiply and add in one step. Default: where the processor does, see {@link fusesMultiplyAdd}. */
  readonly fused?: boolean;
}

/** Compiled modules that are kept, the least lately used goes first. */
const MAX_MODULES = 256;
const modules = new Map<string, WebAssembly.Module>();

/** A kernel for a program, which is checked first. */
export function compileKernel(program: KernelProgram, options: CompileOptions = {}): Kernel {
  const types = checkProgram(program);
  const { implementation = "auto" } = options;
  const emits = canEmit(types);
  if (implementation === "wasm" && !emits) {
    throw new CatervaError("internal.unexpected", "WebAssembly kernels do not take complex numbers");
  }
  if (implementation === "js" || !emits) return createJsKernel(program, types);
  if (options.module !== undefined) return instantiateKernel(program, types, options.module);
  const module = cachedModule(program, options.fused);
  const kernel = kernels.get(module) ?? instantiateKernel(program, types, module);
  kernels.set(module, kernel);
  return kernel;
}

/** Kernels of the modules that are kept: `run` ends before another one begins, so all who want the same share one. */
const kernels = new WeakMap<WebAssembly.Module, Kernel>();

/** The compiled module of a program, to be sent to other threads; undefined where there is none (complex numbers). */
export function kernelModule(program: KernelProgram): WebAssembly.Module | undefined {
  return canEmit(checkProgram(program)) ? cachedModule(program) : undefined;
}

function cachedModule(program: KernelProgram, fused = fusesMultiplyAdd()): WebAssembly.Module {
  const key = `${fused ? "fused" : "apart"};${programKey(program)}`;
  const module = modules.get(key) ?? compileModule(program, checkProgram(program), fused);
  modules.delete(key);
  modules.set(key, module);
  const [oldest] = modules.keys();
  if (modules.size > MAX_MODULES && oldest !== undefined) modules.delete(oldest);
  return module;
}

/** A text that two programs share only if they compute the same. */
export function programKey({ inputs, nodes, outputs }: KernelProgram): string {
  const parts = nodes.map(nodeKey);
  return `${inputs.map(({ type, form }) => `${type}${form}`).join()};${parts.join(" ")};${outputs.join()}`;
}

function nodeKey(node: KernelNode): string {
  switch (node.kind) {
    case "input":
      return `i${node.input}`;
    case "constant":
      return `k${node.type}=${valueKey(node.value)}`;
    case "cast":
      return `c${node.type}(${node.arg})`;
    case "select":
      return `s${node.type}(${node.condition},${node.whenTrue},${node.whenFalse})`;
    case "apply":
      return `${node.op}:${node.type}(${node.args.join()})`;
  }
}

function valueKey(value: ConstantValue): string {
  if (typeof value === "object") return `${valueKey(value.re)}+${valueKey(value.im)}j`;
  return Object.is(value, -0) ? "-0" : String(value);
}
