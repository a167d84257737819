import { CatervaError } from "@caterva2/ndarray";
import type { Compressor, Compressors } from "./chunk/types.ts";
import { zstdLevel } from "./params/zstd-level.ts";

/** How the compressors are loaded. */
export interface BrowserCompressorOptions {
  /** Which ones; both unless told. */
  readonly codecs?: readonly (keyof Compressors)[];
  /** Address of the WebAssembly module of zstd, where the bundler does not place it by itself; the first one counts. */
  readonly zstdWasm?: string;
}

/**
 * Compressors for runtimes without node:zlib, with c-blosc2's levels: zstd as WebAssembly, zlib as JavaScript. Each
 * comes from an optional dependency that is loaded here and not before.
 * @throws blosc2.unsupported naming the package that is not installed
 */
export async function browserCompressors(options: BrowserCompressorOptions = {}): Promise<Compressors> {
  const codecs = options.codecs ?? ["zstd", "zlib"];
  const [zstd, zlib] = await Promise.all([
    codecs.includes("zstd") ? loaded("@bokuweb/zstd-wasm", () => loadZstd(options.zstdWasm)) : undefined,
    codecs.includes("zlib") ? loaded("fflate", loadZlib) : undefined,
  ]);
  return { ...(zstd && { zstd }), ...(zlib && { zlib }) };
}

/**
 * The package has one instance for all who import it. Starting it a second time would give it a new memory, while the
 * functions that were called before stay those of the old one: they answer what lies in the new memory, zeros.
 */
let zstd: Promise<Compressor> | undefined;

function loadZstd(wasm: string | undefined): Promise<Compressor> {
  zstd ??= startZstd(wasm).catch((cause: unknown) => {
    zstd = undefined;
    throw cause;
  });
  return zstd;
}

async function startZstd(wasm: string | undefined): Promise<Compressor> {
  const { init, compress } = await import("@bokuweb/zstd-wasm");
  // Node's build of the package finds its module by itself, and takes none.
  const start: (wasm?: string) => Promise<void> = init;
  await start(wasm);
  // Without dictionaries, which the package's call for them does not always use right.
  return { compress: (bytes, level) => frameOr(bytes, compress(bytes, zstdLevel(level))) };
}

/** A frame of zstd, or the content as it is, which is stored then: should anyone else start the package again. */
function frameOr(content: Uint8Array, frame: Uint8Array): Uint8Array {
  return frame[0] === 0x28 && frame[1] === 0xb5 && frame[2] === 0x2f && frame[3] === 0xfd ? frame : content;
}

async function loadZlib(): Promise<Compressor> {
  const { zlibSync } = await import("fflate");
  return { compress: (bytes, level) => zlibSync(bytes, { level: deflateLevel(level) }) };
}

type DeflateLevel = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9;

function deflateLevel(clevel: number): DeflateLevel {
  // The plan of a chunk holds levels to 1..9.
  return Math.min(9, Math.max(1, clevel)) as DeflateLevel;
}

async function loaded(packageName: string, load: () => Promise<Compressor>): Promise<Compressor> {
  try {
    return await load();
  } catch (cause) {
    throw new CatervaError("blosc2.unsupported", `Compressing needs the package ${packageName}, which did not load.`, {
      cause,
      detail: { package: packageName },
    });
  }
}
