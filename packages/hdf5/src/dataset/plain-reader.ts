import { type ByteSource, copyBox } from "@caterva2/ndarray";
import { eachAtATime } from "./at-a-time.ts";
import { withMemories } from "./lane-memory.ts";
import { type Box, type Piece, piecesOf } from "./plan.ts";

/** Reads under way at a time. */
const READS = 4;
/** Bytes of a piece. */
const PIECE = 4 * 1024 * 1024;
/** Of a piece whose items are copied from memory that is used again: it should stay in the processor's cache. */
const COPIED_PIECE = 512 * 1024;

/** Where a box of items goes. Strides in bytes. */
export interface BoxTarget {
  readonly target: Uint8Array;
  readonly targetStrides: readonly number[];
  readonly itemsize: number;
}

/** Where items lie as they are, from `start` on. */
export interface PlainItems {
  readonly source: ByteSource;
  readonly start: number;
  /** Called before each piece is read; what it throws stops the read. */
  readonly checkpoint?: (() => void) | undefined;
}

/** Copies a box of items. */
export function readPlain({ source, start, checkpoint }: PlainItems, box: Box, to: BoxTarget): Promise<void> {
  const pieces = piecesOf(box, to.targetStrides, to.itemsize, pieceBytes(source, box, to));
  return withMemories((memoryOf) =>
    eachAtATime(pieces, READS, (piece, lane) => {
      checkpoint?.();
      const place = sameForm(piece, to);
      if (place !== undefined && source.readInto !== undefined) {
        return source.readInto(start + piece.offset, to.target.subarray(place, place + piece.length));
      }
      const bytes = memoryOf(lane).read(source, start + piece.offset, piece.length);
      const copy = (read: Uint8Array) => copyBox({ ...piece.box, ...to, source: read });
      return bytes instanceof Promise ? bytes.then(copy) : copy(bytes);
    }),
  );
}

/** Of a source that gives new memory anyway, fewer pieces are better: each may be a way over a network. */
function pieceBytes(source: ByteSource, box: Box, to: BoxTarget): number {
  if (source.readInto === undefined) return PIECE;
  const [first] = piecesOf(box, to.targetStrides, to.itemsize, PIECE);
  return first === undefined || sameForm(first, to) !== undefined ? PIECE : COPIED_PIECE;
}

/** Where a piece goes in the target as it is: its items lie side by side there too. */
function sameForm({ box, length }: Piece, { targetStrides, itemsize }: BoxTarget): number | undefined {
  let span = itemsize;
  for (let axis = box.shape.length - 1; axis >= 0; axis -= 1) {
    const extent = box.shape[axis] ?? 1;
    if (extent === 1) continue;
    if (box.sourceStrides[axis] !== span || targetStrides[axis] !== span) return undefined;
    span *= extent;
  }
  return span === length ? box.targetOffset : undefined;
}
