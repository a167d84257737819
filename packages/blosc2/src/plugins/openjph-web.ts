/** The address of OpenJPH's WebAssembly module. Bundlers know this form, and put the module beside the scripts. */
export async function openJphAddress(): Promise<URL> {
  return new URL("@cornerstonejs/codec-openjph/wasm", import.meta.url);
}
