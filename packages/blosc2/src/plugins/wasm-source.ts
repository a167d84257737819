import { CatervaError } from "@caterva2/ndarray";
import { type ForeignFactory, ImageDecoder } from "./image-decoder.ts";
import { withMemoryLimit } from "./memory-limit.ts";

/** Where the WebAssembly module of a plug-in comes from: its bytes, or an address that can be fetched. */
export type WasmSource = () => Promise<Uint8Array | URL | string>;

/** How an image plug-in is made. */
export interface ImagePluginOptions {
  /** Another place of the WebAssembly module than the door's own. */
  readonly wasm?: WasmSource;
  /** Bytes of memory that the decoder may use; 512 MiB unless told. */
  readonly maxMemory?: number;
}

export const DEFAULT_MEMORY = 512 * 1024 * 1024;

/** Compiles a decoder. @throws blosc2.unsupported when its package is not installed or cannot be fetched */
export async function loadImageDecoder(
  packageName: string,
  parts: { readonly glue: () => Promise<unknown>; readonly wasm: WasmSource; readonly className: string },
  maxMemory: number,
): Promise<ImageDecoder> {
  try {
    const [glue, source] = await Promise.all([parts.glue(), parts.wasm()]);
    const bytes = source instanceof Uint8Array ? source : await fetchBytes(source);
    const wasm = await WebAssembly.compile(withMemoryLimit(bytes, maxMemory));
    return new ImageDecoder(factoryOf(glue), wasm, parts.className);
  } catch (cause) {
    if (cause instanceof CatervaError) throw cause;
    throw new CatervaError("blosc2.unsupported", `The codec needs the package ${packageName}, which did not load.`, {
      cause,
      detail: { package: packageName },
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
