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
 * Compressors for runtimes without node:zlib, with c-blosc2's levels, loaded here and not before: zstd comes from an
 * optional dependency, zlib with this package.
 * @throws blosc2.unsupported naming the package that is not installed
 */
export async function browserCompressors(options: BrowserCompressorOptions = {}): Promise<Compressors> {
  const codecs = options.codecs ?? ["zstd", "zlib"];
  const [zstd, zlib] = await Promise.all([
    codecs.includes("zstd") ? loadZstd(options.zstdWasm) : undefined,
    codecs.includes("zlib") ? import("./deflate/load.ts").then(({ loadDeflate }) => loadDeflate()) : undefined,
  ]);
  return { ...(zstd && { zstd }), ...(zlib && { zlib }) };
}

const ZSTD_PACKAGE = "@bokuweb/zstd-wasm";

/**
 * The package has one instance for all who import it. Starting it a second time would give it a new memory, while the
 * functions that were called before stay those of the old one: they answer what lies in the new memory, zeros.
 */
let zstd: Promise<Compressor> | undefined;

function loadZstd(wasm: string | undefined): Promise<Compressor> {
  zstd ??= startZstd(wasm).catch((cause: unknown) => {
    zstd = undefined;
    const detail = { package: ZSTD_PACKAGE };
    throw new CatervaError("blosc2.unsupported", `Compressing needs the package ${ZSTD_PACKAGE}, which did not load.`, {
      cause,
      detail,
    });
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
