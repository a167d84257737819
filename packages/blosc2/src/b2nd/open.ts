import {
  type ByteSource,
  CatervaError,
  type GatherSelection,
  gatherShape,
  type NDArray,
  product,
  type Selection,
  selectionShape,
} from "@caterva2/ndarray";
import { checkAnswer, type OpenedSChunk, openParts } from "../schunk/open.ts";
import type { OpenOptions, SChunk } from "../schunk/types.ts";
import { type Geometry, geometryOf } from "./geometry.ts";
import { arrayMeta, itemsOf, parseB2ndMeta } from "./meta.ts";
import { readGather } from "./read-gather.ts";
import { readSelection } from "./read-selection.ts";
import { sliceStored } from "./slice-stored.ts";
import type { B2ndArray } from "./types.ts";

/**
 * Opens a contiguous frame as an n-dimensional array: reads its header and chunk index.
 * @throws dataset.wrong_kind for a super-chunk without an array's metalayer; blosc2.malformed, blosc2.corrupt,
 * blosc2.unsupported, dtype.invalid, limit.exceeded
 */
export async function openB2nd(source: ByteSource, options: OpenOptions): Promise<B2ndArray> {
  return arrayOf(await openParts(source, options));
}

/** Opens a contiguous frame as what it holds. */
export async function openFrameObject(
  source: ByteSource,
  options: OpenOptions,
): Promise<{ kind: "array"; array: B2ndArray } | { kind: "schunk"; schunk: SChunk }> {
  const opened = await openParts(source, options);
  if (arrayMeta(opened.schunk.metalayers) === undefined) return { kind: "schunk", schunk: opened.schunk };
  return { kind: "array", array: arrayOf(opened) };
}

function arrayOf({ schunk, store, limits, codec }: OpenedSChunk): B2ndArray {
  const found = arrayMeta(schunk.metalayers);
  if (found === undefined) throw new CatervaError("dataset.wrong_kind", "The frame holds no n-dimensional array.");
  const meta = parseB2ndMeta(found.content);
  const dtype = itemsOf(meta.dtype, schunk.typesize);
  const geometry = geometryOf(meta, dtype.itemsize);
  checkChunks(geometry, schunk);
  const checkedSize = (shape: readonly number[], rank: number): number => {
    if (rank !== geometry.shape.length) {
      throw new CatervaError("slice.invalid", `A selection of ${rank} axes for an array of ${geometry.shape.length}.`);
    }
    const bytes = product([...shape, dtype.itemsize]);
    checkAnswer(bytes, limits);
    return bytes;
  };
  const answer = async (
    shape: readonly number[],
    rank: number,
    fill: (target: Uint8Array) => Promise<void>,
  ): Promise<NDArray> => {
    const bytes = checkedSize(shape, rank);
    const data = new Uint8Array(bytes);
    if (bytes > 0) await fill(data);
    return { dtype, shape, data };
  };
  return {
    dtype,
    shape: meta.shape,
    chunks: meta.chunks,
    blocks: meta.blocks,
    schunk,
    stats: store.stats,
    read: (selection: Selection) =>
      answer(selectionShape(selection), selection.length, (data) => readSelection(store, geometry, selection, data)),
    async readInto(selection, target) {
      checkTarget(target, checkedSize(selectionShape(selection), selection.length));
      if (target.length > 0) await readSelection(store, geometry, selection, target, { dirty: true });
    },
    async readByTurns(selection, target, turns, part = { offset: 0, length: dtype.itemsize }) {
      checkedSize(selectionShape(selection), selection.length);
      if (part.offset < 0 || part.length < 0 || part.offset + part.length > dtype.itemsize) {
        throw new CatervaError("internal.unexpected", `Items of ${dtype.itemsize} bytes have no such part.`);
      }
      const bytes = product([...selectionShape(selection), part.length]);
      checkTarget(target, bytes);
      if (bytes > 0) await readSelection(store, geometry, selection, target, { turns, part, dirty: true });
    },
    async sliceStored(selection) {
      checkedSize(selectionShape(selection), selection.length);
      return sliceStored({ store, geometry, dtype, cparams: schunk.cparams, codec }, selection);
    },
    gather: (selection: GatherSelection) =>
      answer(gatherShape(selection), selection.axes.length, (data) => readGather(store, geometry, selection, data)),
  };
}

function checkTarget(target: Uint8Array, bytes: number): void {
  if (target.byteLength === bytes) return;
  throw new CatervaError("internal.unexpected", `${target.byteLength} bytes for an answer of ${bytes}.`);
}

/** @throws blosc2.malformed for a super-chunk that has other chunks than the array needs */
export function checkChunks(geometry: Geometry, schunk: SChunk): void {
  if (geometry.nchunks === 0) return;
  const fits =
    schunk.nchunks === geometry.nchunks &&
    schunk.chunksize === geometry.chunkBytes &&
    schunk.nbytes === geometry.nchunks * geometry.chunkBytes;
  if (!fits) {
    throw new CatervaError(
      "blosc2.malformed",
      `The array needs ${geometry.nchunks} chunks of ${geometry.chunkBytes} bytes; the frame has ${schunk.nchunks} of ${schunk.chunksize}.`,
    );
  }
}
