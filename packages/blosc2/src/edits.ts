import { late } from "./late.ts";

const load = () => import("./editing.ts");

/** Opens a contiguous frame that holds an array for editing. @throws dataset.wrong_kind, and as `openB2nd` */
export const editB2nd = late(load, (editing) => editing.editB2nd);

/**
 * Assigns an array to a selection, with the stored array's dtype (2.5 becomes 2 in integers) and NumPy's broadcasting.
 * @throws slice.invalid, request.invalid for a value of another shape, dtype.invalid
 */
export const setSelection = late(load, (editing) => editing.setSelection);

/**
 * Adds rows behind the last one along axis 0, cast to the array's dtype. Given the array that they were read from, its blocks
 * that fit are taken as they are stored.
 */
export const appendArray = late(load, (editing) => editing.appendArray);

/** Cuts off or adds items at the end of each axis; added ones are zeros. @throws request.invalid for another rank */
export const resizeArray = late(load, (editing) => editing.resizeArray);

/** Puts an array before a position of an axis; both ends must be at edges of chunks. @throws request.invalid */
export const insertArray = late(load, (editing) => editing.insertArray);

/** Takes positions out of an axis, from edge to edge of chunks, or to the end. @throws request.invalid */
export const deleteRange = late(load, (editing) => editing.deleteRange);

/** A frame as a new file without holes, chunks in order. */
export const compactFrame = late(load, (editing) => editing.compactFrame);

/** Bytes among the stored chunks that belong to no chunk of the edited super-chunk. Reads the header of each chunk. */
export const frameHoles = late(load, (editing) => editing.frameHoles);

/** Opens a contiguous frame for editing. Errors as for `openSChunk`. */
export const editSChunk = late(load, (editing) => editing.editSChunk);

/** Adds content as a new last chunk. @throws request.invalid where sizes would become uneven */
export const appendData = late(load, (editing) => editing.appendData);

/** Puts content as a new chunk before another, or behind the last. @throws chunk.out_of_range, request.invalid */
export const insertData = late(load, (editing) => editing.insertData);

/** Replaces the content of a chunk by as many bytes. @throws chunk.out_of_range, request.invalid */
export const updateData = late(load, (editing) => editing.updateData);

/** Adds a compressed chunk as it is. @throws blosc2.malformed, blosc2.corrupt, chunk.mismatch, request.invalid */
export const appendChunk = late(load, (editing) => editing.appendChunk);

/** Puts a compressed chunk before another, or behind the last. Errors as for {@link appendChunk}. */
export const insertChunk = late(load, (editing) => editing.insertChunk);

/** Replaces a chunk by a compressed one. Errors as for {@link appendChunk}. */
export const updateChunk = late(load, (editing) => editing.updateChunk);

/** Takes a chunk out; the later ones move up. @throws chunk.out_of_range */
export const deleteChunk = late(load, (editing) => editing.deleteChunk);

/**
 * Checks that bytes are one whole chunk that decodes and whose items are the super-chunk's.
 * @throws blosc2.malformed, blosc2.corrupt, blosc2.unsupported, limit.exceeded, chunk.mismatch
 */
export const checkChunk = late(load, (editing) => editing.checkChunk);

/**
 * Checks that a compressed chunk may go into a slot that was never written.
 * @throws chunk.out_of_range, chunk.taken, chunk.mismatch, blosc2.malformed, blosc2.corrupt, blosc2.unsupported
 */
export const checkFill = late(load, (editing) => editing.checkFill);

/** Writes a compressed chunk into a slot that was never written. Errors as for {@link checkFill}. */
export const fillChunk = late(load, (editing) => editing.fillChunk);
