import { late } from "./late.ts";
import type { SChunkEdit } from "./schunk/edit.ts";
import type { SparseFile } from "./schunk/sparse-growth.ts";

const sparse = () => import("./schunk/sparse.ts");

/**
 * A sparse frame, a directory, as the contiguous frame that it stands for: every reader takes it. Content is read when it is
 * asked for.
 * @throws blosc2.malformed, blosc2.corrupt, blosc2.unsupported, limit.exceeded, and what opening a file throws
 */
export const openSparse = late(sparse, (of) => of.openSparse);

/**
 * Opens a sparse frame for reading and editing: `editSChunk` and `editB2nd` take its source, and `growth` turns what they
 * collected into files. Errors as for {@link openSparse}.
 */
export const openSparseFrame = late(sparse, (of) => of.openSparseFrame);

/** The files of a sparse frame that holds a super-chunk: each chunk that has content, and at the end the index. */
export async function* sparseFiles(edit: SChunkEdit): AsyncGenerator<SparseFile> {
  yield* (await sparse()).sparseFiles(edit);
}

/** An array whose chunks are frames at places of another file, one for each; undefined where their forms do not go together. */
export const openEmbedded = late(
  () => import("./b2nd/embedded.ts"),
  (of) => of.openEmbedded,
);

/** An array whose chunks are streams of other codecs at places of another file; undefined where no chunk can stand for them. */
export const openWrapped = late(
  () => import("./b2nd/wrapped.ts"),
  (of) => of.openWrapped,
);
