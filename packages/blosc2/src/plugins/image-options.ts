/** Where the WebAssembly module of a plug-in comes from: its bytes, or an address that can be fetched. */
export type WasmSource = () => Promise<Uint8Array | URL | string>;

/** How an image plug-in is made. */
export interface ImagePluginOptions {
  /** Another place of OpenJPH's WebAssembly module than the door's own. */
  readonly wasm?: WasmSource;
  /** Bytes of memory that the decoder may use; 512 MiB unless told. */
  readonly maxMemory?: number;
}

export const DEFAULT_MEMORY = 512 * 1024 * 1024;
