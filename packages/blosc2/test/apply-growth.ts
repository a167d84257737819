import { joinBytes } from "@caterva2/ndarray";
import type { FrameGrowth, FramePiece, SChunkEdit } from "../src/index.ts";

/** What a storage does with a growth: the stored bytes with a tail behind them and another head. */
export function applyGrowth(stored: Uint8Array, growth: FrameGrowth): Uint8Array {
  const result = joinPieces(stored, [stored.subarray(0, growth.end), ...growth.tail]);
  result.set(growth.head);
  return result;
}

/** What a storage does with the pieces of a new file. */
export function joinPieces(stored: Uint8Array, pieces: readonly FramePiece[]): Uint8Array {
  const parts = pieces.map((piece) => {
    if (piece instanceof Uint8Array) return piece;
    return stored.subarray(piece.copy.offset, piece.copy.offset + piece.copy.length);
  });
  return joinBytes(parts);
}

/** The next version of a frame. */
export async function applyEdit(stored: Uint8Array, edit: SChunkEdit): Promise<Uint8Array> {
  return edit.needsRewrite ? joinPieces(stored, await edit.rewrite()) : applyGrowth(stored, edit.growth());
}
