import { type ByteSource, CatervaError, castArray, type DType, type NDArray, product } from "@caterva2/ndarray";
import { automaticShapes } from "../params/shapes.ts";
import { type EditOptions, editSChunk, type SChunkEdit } from "../schunk/edit.ts";
import { type Geometry, geometryOf } from "./geometry.ts";
import { arrayMeta, type B2ndMeta, changedMeta, itemsOf, parseB2ndMeta } from "./meta.ts";
import { checkChunks } from "./open.ts";

/** Opens a contiguous frame that holds an array for editing. @throws dataset.wrong_kind, and as {@link openB2nd} */
export async function editB2nd(source: ByteSource, options: EditOptions): Promise<B2ndEdit> {
  return new B2ndEdit(await editSChunk(source, options));
}

/**
 * Changes to a stored array, collected in memory. The functions that edit it take it as their first argument; several
 * edits, those of its super-chunk among them, become one growth: `edit.schunk.growth()`.
 */
export class B2ndEdit {
  readonly schunk: SChunkEdit;
  readonly dtype: DType;
  readonly #name: string;
  readonly #content: Uint8Array;
  #geometry: Geometry;

  constructor(schunk: SChunkEdit) {
    const found = arrayMeta(schunk.before.metalayers);
    if (found === undefined) throw new CatervaError("dataset.wrong_kind", "The frame holds no n-dimensional array.");
    const meta = parseB2ndMeta(found.content);
    this.schunk = schunk;
    this.dtype = itemsOf(meta.dtype, schunk.header.typesize);
    this.#name = found.name;
    this.#content = found.content;
    this.#geometry = geometryOf(meta, this.dtype.itemsize);
    checkChunks(this.#geometry, schunk.before);
  }

  /** How the array is cut, as edited so far. */
  get geometry(): Geometry {
    return this.#geometry;
  }

  get shape(): readonly number[] {
    return this.#geometry.shape;
  }

  /** The items of `array` in this array's dtype. @throws dtype.invalid where NumPy would not assign them */
  cast(array: NDArray): NDArray {
    return castArray(array, this.dtype);
  }

  /**
   * States another shape; `from` names the old chunk that becomes a new one, or answers -1 for one of zeros.
   * Items at the edges of chunks are as they were stored.
   */
  reshape(geometry: Geometry, from: (nchunk: number) => number): void {
    const { indexBytes, chunkBytes: largest } = this.schunk.limits;
    // The shapes of an array without items were never compared with a chunk.
    if (8 * geometry.nchunks > indexBytes || geometry.chunkBytes > largest) {
      throw new CatervaError(
        "limit.exceeded",
        `An array of ${geometry.nchunks} chunks of ${geometry.chunkBytes} bytes is over the limits.`,
        { detail: { indexBytes, chunkBytes: largest } },
      );
    }
    const { nchunks, chunkBytes, blockBytes } = geometry;
    this.schunk.slots.rearrange(nchunks, from);
    this.schunk.setSizes({
      nbytes: nchunks * chunkBytes,
      ...(nchunks > 0 ? { chunksize: chunkBytes, blocksize: blockBytes } : {}),
    });
    this.schunk.setMetalayer(this.#name, changedMeta(this.#content, geometry));
    this.#geometry = geometry;
  }

  /** The geometry of another shape. An array that never had items may have no chunk shape yet: it gets one. */
  geometryFor(shape: readonly number[]): Geometry {
    const { chunks, blocks, itemsize } = this.#geometry;
    if (shape.length !== this.shape.length || !shape.every((extent) => Number.isSafeInteger(extent) && extent >= 0)) {
      throw new CatervaError("request.invalid", `An array of shape (${this.shape}) cannot become one of (${shape}).`);
    }
    if (product(shape) === 0 || !(chunks.includes(0) || blocks.includes(0))) {
      return geometryOf({ shape, chunks, blocks }, itemsize);
    }
    return geometryOf({ shape, ...completeCut(shape, { chunks, blocks }, itemsize) }, itemsize);
  }
}

/** Chunk and block shape with an extent for every axis that has none. */
function completeCut(
  shape: readonly number[],
  cut: Pick<B2ndMeta, "chunks" | "blocks">,
  itemsize: number,
): Pick<B2ndMeta, "chunks" | "blocks"> {
  const automatic = automaticShapes({ shape, itemsize });
  const chunks = cut.chunks.map((extent, axis) => (extent > 0 ? extent : (automatic.chunks[axis] ?? 1)));
  const { blocks } = automaticShapes({ shape, itemsize, chunks });
  return { chunks, blocks: cut.blocks.map((extent, axis) => (extent > 0 ? extent : (blocks[axis] ?? 1))) };
}
