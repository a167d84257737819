/** What writing needs of an open file. */
export interface WrittenFile {
  writev(pieces: Uint8Array[], position: number): Promise<{ readonly bytesWritten: number }>;
  datasync(): Promise<void>;
}

/** Writes pieces one behind the other. */
export async function writePieces(
  file: Pick<WrittenFile, "writev">,
  pieces: readonly Uint8Array[],
  position: number,
): Promise<void> {
  let rest = without(pieces, 0);
  for (let at = position; rest.length > 0; ) {
    const { bytesWritten } = await file.writev(rest, at);
    at += bytesWritten;
    rest = without(rest, bytesWritten);
  }
}

/** What is left of pieces without their first `count` bytes. */
function without(pieces: readonly Uint8Array[], count: number): Uint8Array[] {
  let left = count;
  return pieces.flatMap((piece) => {
    const gone = Math.min(left, piece.byteLength);
    left -= gone;
    return gone < piece.byteLength ? [piece.subarray(gone)] : [];
  });
}
