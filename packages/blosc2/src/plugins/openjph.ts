import { CatervaError } from "@caterva2/ndarray";
import { type ForeignFactory, ForeignImageDecoder } from "./foreign-image-decoder.ts";
import type { WasmSource } from "./image-options.ts";
import type { SampleDecoder } from "./image-stream.ts";
import { withMemoryLimit } from "./memory-limit.ts";

const PACKAGE = "@cornerstonejs/codec-openjph";

/** Compiles OpenJPH. @throws blosc2.unsupported when its package is not installed or cannot be fetched */
export async function loadHighThroughput(wasm: WasmSource, maxMemory: number): Promise<SampleDecoder> {
  try {
    const [glue, source] = await Promise.all([import("@cornerstonejs/codec-openjph"), wasm()]);
    const bytes = source instanceof Uint8Array ? source : await fetchBytes(source);
    const module = await WebAssembly.compile(withMemoryLimit(bytes, maxMemory));
    return new ForeignImageDecoder(factoryOf(glue), module);
  } catch (cause) {
    if (cause instanceof CatervaError) throw cause;
    throw new CatervaError("blosc2.unsupported", `The codec needs the package ${PACKAGE}, which did not load.`, {
      cause,
      detail: { package: PACKAGE },
    });
  }
}

async function fetchBytes(address: URL | string): Promise<Uint8Array> {
  const response = await fetch(address);
  if (!response.ok) throw new TypeError(`${address} answers ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}

/** The default export of a CommonJS module, however the loader or the bundler wrapped it. */
function factoryOf(glue: unknown): ForeignFactory {
  let value = glue;
  for (let depth = 0; depth < 3 && typeof value !== "function"; depth += 1) {
    value = typeof value === "object" && value !== null && "default" in value ? value.default : undefined;
  }
  if (typeof value !== "function") throw new TypeError("the package exports no factory");
  // Emscripten's factory takes the object that it fills.
  return value as ForeignFactory;
}
