import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

/** The WebAssembly module of OpenJPH, from the package's folder. */
export async function openJphFile(): Promise<Uint8Array> {
  return readFile(fileURLToPath(import.meta.resolve("@cornerstonejs/codec-openjph/wasm")));
}
