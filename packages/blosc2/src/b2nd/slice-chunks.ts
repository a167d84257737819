import {
  type AxisSelection,
  CatervaError,
  cellNumber,
  combinations,
  cStrides,
  cutAxis,
  type Selection,
  selectionShape,
} from "@caterva2/ndarray";
import { parseChunkHeader } from "../chunk/header.ts";
import type { ChunkCodec } from "../chunk/types.ts";
import { SPECIAL_OFFSETS } from "../frame/chunk-index.ts";
import { encodeFrame } from "../frame/write.ts";
import { encodeIndex } from "../schunk/encode-parts.ts";
import { geometryOf } from "./geometry.ts";
import { encodeB2ndMeta } from "./meta.ts";
import type { B2ndArray } from "./types.ts";

/** Codecs that a frame's header can name; chunks of others are decoded and encoded anew. */
const NAMED_CODECS = 16;

/**
 * A slice that consists of whole chunks, as a frame of these chunks: nothing is decoded. Chunks that were never
 * written hold zeros. Undefined for any other selection.
 */
export async function sliceChunks(
  array: B2ndArray,
  selection: Selection,
  codec: ChunkCodec,
): Promise<Uint8Array | undefined> {
  const numbers = wholeChunks(array, selection);
  const { schunk, dtype, chunks, blocks } = array;
  if (numbers === undefined || schunk.cparams.codec >= NAMED_CODECS) return undefined;
  const shape = selectionShape(selection);
  const { chunkBytes, blockBytes } = geometryOf({ shape, chunks, blocks }, dtype.itemsize);
  const stored: Uint8Array[] = [];
  const offsets: number[] = [];
  let cbytes = 0;
  for (const nchunk of numbers) {
    const chunk = await schunk.chunkBytes(nchunk);
    const { special, nbytes } = parseChunkHeader(chunk, { maxBytes: chunkBytes });
    if (nbytes !== chunkBytes) throw new CatervaError("blosc2.malformed", `Chunk ${nchunk} holds ${nbytes} bytes.`);
    if (special === "zeros" || special === "uninit") {
      offsets.push(SPECIAL_OFFSETS.zeros);
      continue;
    }
    offsets.push(cbytes);
    stored.push(chunk);
    cbytes += chunk.length;
  }
  const { cparams, typesize } = schunk;
  return encodeFrame({
    ...cparams,
    nbytes: numbers.length * chunkBytes,
    typesize,
    blocksize: blockBytes,
    chunksize: chunkBytes,
    metalayers: [{ name: "b2nd", content: encodeB2ndMeta({ shape, chunks, blocks, dtype }) }],
    vlmeta: [],
    chunks: stored,
    index: encodeIndex(codec, offsets),
  });
}

/** The numbers of the chunks that a selection consists of, in the order of the result; undefined if it cuts one. */
export function wholeChunks(
  { shape, chunks }: Pick<B2ndArray, "shape" | "chunks">,
  selection: Selection,
): number[] | undefined {
  if (!selection.every((term, axis) => isWhole(term, shape[axis] ?? 0, chunks[axis] ?? 0))) return undefined;
  const grid = shape.map((extent, axis) => Math.ceil(extent / (chunks[axis] ?? 1)));
  const steps = cStrides(grid, 1);
  const cells = combinations(selection.map((term, axis) => cutAxis(term, chunks[axis] ?? 1)));
  return Array.from({ length: cells.count }, (_, index) => cellNumber(cells.at(index), steps));
}

/** Whether a term takes chunks along its axis whole; the last one may end with the array. */
function isWhole(term: AxisSelection, extent: number, chunk: number): boolean {
  if (term.kind !== "range" || term.count === 0 || chunk === 0 || (term.count > 1 && term.step !== 1)) return false;
  const stop = term.start + term.count;
  return term.start % chunk === 0 && (stop % chunk === 0 || stop === extent);
}
