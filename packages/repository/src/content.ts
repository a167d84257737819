import type { SChunk } from "@caterva2/blosc2";
import { CatervaError } from "@caterva2/ndarray";
import type { StoredFile } from "@caterva2/storage";

/**
 * The content of a file in pieces; `size` is their sum in bytes. The file stays open until the pieces
 * end or their iterator's `return` is called, so that all of them are of one version.
 */
export interface Content {
  readonly size: number;
  readonly pieces: AsyncIterable<Uint8Array>;
}

/** The content of a stored file as it is. Closes the file. */
export function storedContent(file: StoredFile): Content {
  return { size: file.size, pieces: closing(file, file.stream(0, file.size)[Symbol.asyncIterator]()) };
}

/**
 * What the chunks of a file hold, decoded piece by piece. Closes the file. With `lent`, a piece is valid only until the
 * next but one is asked for: two buffers of shared memory serve all of them.
 */
export function decodedContent(file: StoredFile, schunk: SChunk, lent: boolean): Content {
  const pieces = schunk.chunksize > 0 ? decodedRuns(schunk, lent) : decodedChunks(schunk);
  return { size: schunk.nbytes, pieces: closing(file, pieces) };
}

/** Bytes that are decoded at a time, roughly: a chunk may be as large as its file. */
const PIECE = 512 * 1024;

/** Runs of whole blocks, so that none is decoded twice. */
async function* decodedRuns(schunk: SChunk, lent: boolean): AsyncGenerator<Uint8Array> {
  const { nbytes, chunksize, blocksize } = schunk;
  const run = blocksize > 0 ? blocksize * Math.max(1, Math.floor(PIECE / blocksize)) : PIECE;
  const length = Math.min(run, chunksize, nbytes);
  const buffers = lent ? [0, 1].map(() => new Uint8Array(new SharedArrayBuffer(length))) : [];
  for (let chunk = 0; chunk < nbytes; chunk += chunksize) {
    const end = Math.min(chunk + chunksize, nbytes);
    for (let start = chunk; start < end; start += run) {
      const buffer = buffers.shift();
      if (buffer !== undefined) buffers.push(buffer);
      yield schunk.readBytes(start, Math.min(start + run, end), buffer);
    }
  }
}

/** Chunk by chunk, where their sizes differ. */
async function* decodedChunks(schunk: SChunk): AsyncGenerator<Uint8Array> {
  let left = schunk.nbytes;
  for (let nchunk = 0; nchunk < schunk.nchunks; nchunk += 1) {
    const piece = await schunk.decodeChunk(nchunk);
    left -= piece.byteLength;
    if (left < 0) break;
    yield piece;
  }
  if (left !== 0) {
    throw new CatervaError("blosc2.malformed", "The chunks of the file are not of the size that it promises.");
  }
}

/** Closes the file behind the pieces, also when nobody has asked for the first: a generator alone would not notice. */
function closing(file: StoredFile, pieces: AsyncIterator<Uint8Array>): AsyncIterable<Uint8Array> {
  const iterator: AsyncIterator<Uint8Array> = {
    async next() {
      try {
        const result = await pieces.next();
        if (result.done === true) await file.close();
        return result;
      } catch (error) {
        await file.close();
        throw error;
      }
    },
    async return() {
      await pieces.return?.();
      await file.close();
      return { done: true, value: undefined };
    },
  };
  return { [Symbol.asyncIterator]: () => iterator };
}
