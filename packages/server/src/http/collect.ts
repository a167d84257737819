import { CatervaError, joinBytes } from "@caterva2/ndarray";

/** Bytes of bodies that all requests together hold in memory. */
const ALL_BODIES = 512 * 1024 * 1024;

let held = 0;

/**
 * Reads pieces into memory and runs `work` with them. @throws request.too_large as soon as there are more than
 * `limit` bytes; server.busy when bodies of other requests take too much memory
 */
export async function withBody<T>(
  pieces: AsyncIterable<Uint8Array>,
  limit: number,
  work: (body: Uint8Array) => Promise<T>,
): Promise<T> {
  const parts: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const piece of pieces) {
      if (length + piece.byteLength > limit) {
        throw new CatervaError("request.too_large", `The body has more than ${limit} bytes.`);
      }
      if (held + piece.byteLength > ALL_BODIES) {
        throw new CatervaError("server.busy", "The server holds too much already; try again soon.");
      }
      held += piece.byteLength;
      length += piece.byteLength;
      parts.push(piece);
    }
    return await work(joinBytes(parts));
  } finally {
    held -= length;
  }
}
