import { CatervaError } from "@caterva2/ndarray";
import type { Caller, Repository } from "@caterva2/repository";

/** The whole content of a file. @throws limit.exceeded beyond `maxBytes`, before anything is read */
export async function boundedContent(
  repository: Repository,
  caller: Caller,
  path: string,
  maxBytes: number,
): Promise<Uint8Array> {
  const { size, pieces } = await repository.content(caller, path);
  if (size > maxBytes) {
    await pieces[Symbol.asyncIterator]().return?.();
    throw new CatervaError(
      "limit.exceeded",
      `A preview is made of files up to ${maxBytes} bytes; this one has ${size}.`,
    );
  }
  const content = new Uint8Array(size);
  let filled = 0;
  for await (const piece of pieces) {
    if (filled + piece.byteLength > size) throw new CatervaError("source.changed", "The file grew while it was read.");
    content.set(piece, filled);
    filled += piece.byteLength;
  }
  if (filled < size) throw new CatervaError("source.changed", "The file shrank while it was read.");
  return content;
}
