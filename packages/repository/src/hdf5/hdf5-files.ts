import {
  type BlockCache,
  type ChunkCodec,
  decodeForeignBlocks,
  loadZfpStreams,
  openFrameObject,
} from "@caterva2/blosc2";
import { type ChunkKeeper, type Decompressors, type Hdf5File, openHdf5 } from "@caterva2/hdf5";
import { isCatervaError, memorySource, wholeSelection } from "@caterva2/ndarray";
import type { StoredFile } from "@caterva2/storage";
import { OpenFiles, type Parsed } from "../open-files.ts";
import { type FoundFile, placeOf } from "../resolve.ts";
import type { RepositoryLimits } from "../types.ts";

/** Open HDF5 files that one repository keeps, with the parts of their metadata that were read. */
const OPEN_FILES = 16;
/** Bytes of an open file beside what was read. */
const WEIGHT = 64 * 1024;

export interface Hdf5FilesOptions {
  readonly codec: ChunkCodec;
  readonly limits: RepositoryLimits;
  /** Bytes that all open files keep together: decoded chunks and chunk indexes, headers, links. */
  readonly keptBytes: number;
  /** Decompressors of the runtime; those of Blosc are the codec's. */
  readonly decompressors?: Decompressors | undefined;
  /** Keeps decoded chunks of a version of a dataset. */
  readonly blocks?: ((version: string) => BlockCache) | undefined;
  /** Called in long reads now and then, with what has been made since if that is counted; what it throws stops them. */
  readonly checkpoint?: ((items?: number) => void) | undefined;
}

/** The HDF5 files of a repository, kept open as long as they stay the same. */
export class Hdf5Files {
  readonly #files: OpenFiles<Hdf5File | undefined>;

  constructor({ codec, limits, keptBytes, decompressors, blocks, checkpoint }: Hdf5FilesOptions) {
    const { chunkBytes, answerBytes } = limits;
    const options = {
      decompressors: { ...decompressors, ...bloscDecompressors(codec) },
      // One file may keep almost all there is: people work in one at a time.
      limits: {
        chunkBytes,
        answerBytes,
        cacheBytes: keptBytes / 4,
        indexBytes: keptBytes / 2,
        metadataBytes: keptBytes / 4,
      },
      checkpoint,
    };
    this.#files = new OpenFiles(
      { files: OPEN_FILES, weight: keptBytes },
      async (file, id): Promise<Parsed<Hdf5File | undefined>> => {
        const keeperOf =
          blocks && ((dataset: string) => keeper(blocks(`${id} ${file.entry.version} chunks of ${dataset}`)));
        try {
          const hdf5 = await openHdf5(file, { ...options, keeperOf });
          return { value: hdf5, weigh: () => WEIGHT + hdf5.keptBytes };
        } catch (error) {
          if (isNotHdf5(error)) return { value: undefined, weigh: () => WEIGHT };
          throw error;
        }
      },
    );
  }

  /** Bytes that open files keep. */
  get keptBytes(): number {
    return this.#files.weight;
  }

  /** Runs `work` on an HDF5 file as it is now; undefined for a file that is none, whatever its name. */
  use<R>(found: FoundFile, work: (hdf5: Hdf5File | undefined, file: StoredFile) => Promise<R>): Promise<R> {
    return this.#files.use(placeOf(found), work);
  }
}

/** Whole chunks are blocks that are the only one of their chunk. */
function keeper(blocks: BlockCache): ChunkKeeper {
  return {
    visit: (nchunk, length, use) => blocks.visit(nchunk, 0, length, use),
    keep: (nchunk, bytes, volume) => blocks.keep(nchunk, 0, bytes, volume),
  };
}

let zfp: ReturnType<typeof loadZfpStreams> | undefined;

/** Loaded once, when a chunk first needs it. */
function zfpStreams(): ReturnType<typeof loadZfpStreams> {
  zfp ??= loadZfpStreams();
  return zfp;
}

/** Blosc chunks and Blosc2 frames inside of HDF5 chunks, decoded by the repository's own codec. */
function bloscDecompressors(codec: ChunkCodec): Pick<Required<Decompressors>, "blosc" | "blosc2" | "blocks" | "zfp"> {
  return {
    zfp: async (bytes, form) => (await zfpStreams())(bytes, form),
    blosc: (bytes, maxBytes) => codec.decodeChunk(bytes, maxBytes),
    blocks: (request) => decodeForeignBlocks(codec, request),
    async blosc2(bytes, maxBytes) {
      const limits = { chunkBytes: maxBytes, answerBytes: maxBytes, indexBytes: maxBytes };
      const frame = await openFrameObject(memorySource(bytes), { codec, limits });
      if (frame.kind === "schunk") return frame.schunk.readBytes(0, frame.schunk.nbytes);
      return (await frame.array.read(wholeSelection(frame.array.shape))).data;
    },
  };
}

function isNotHdf5(error: unknown): boolean {
  return (
    isCatervaError(error, "hdf5.malformed") ||
    isCatervaError(error, "hdf5.unsupported") ||
    isCatervaError(error, "source.short_read")
  );
}
