import { joinBytes } from "@caterva2/ndarray";

/**
 * Compiles a WebAssembly module that is carried as text: its bytes, deflated (RFC 1951), in base64, as
 * scripts/build-kernels.mjs writes them. A page gets it a quarter smaller than by base64 alone.
 */
export async function compileText(text: string): Promise<WebAssembly.Module> {
  const stream = new DecompressionStream("deflate-raw");
  const writer = stream.writable.getWriter();
  const written = writer.write(Uint8Array.from(atob(text), (character) => character.charCodeAt(0)));
  const closed = written.then(() => writer.close());
  const parts: Uint8Array<ArrayBuffer>[] = [];
  const reader = stream.readable.getReader();
  for (let { done, value } = await reader.read(); !done && value; { done, value } = await reader.read())
    parts.push(value);
  await closed;
  return WebAssembly.compile(joinBytes(parts));
}
