import { join, resolve } from "node:path";
import type { ChunkCodec } from "@caterva2/blosc2";
import { CatervaError } from "@caterva2/ndarray";
import {
  createRepository,
  type Repository,
  type RepositoryLimits,
  type RepositoryOptions,
  type RootStorages,
} from "@caterva2/repository";
import { fsStorage, TEMPORARIES, type WritableStorage } from "@caterva2/storage";

const MIB = 1024 * 1024;

/** What one request may make of a few hundred bytes that declare terabytes. */
const LIMITS: RepositoryLimits = { answerBytes: 512 * MIB, chunkBytes: 256 * MIB };

/** The repository of a state directory; each thread has its own, with its own codec. */
export function openRepository(
  stateDirectory: string,
  codec: ChunkCodec = NO_CODEC,
  more: Pick<RepositoryOptions, "memory" | "blocks" | "crew" | "checkpoint" | "decompressors"> = {},
): Repository {
  const roots = rootsOf(stateDirectory);
  return createRepository({ roots, codec, limits: LIMITS, stateDirectory: resolve(stateDirectory), ...more });
}

/** The roots of a state directory. Unfinished files of users' own roots are in one place beside these. */
export function rootsOf(stateDirectory: string): RootStorages<WritableStorage> {
  const personal = personalDirectory(stateDirectory);
  const options = { temporaries: join(personal, TEMPORARIES), absentIsEmpty: true };
  return {
    public: fsStorage(join(stateDirectory, "public")),
    shared: fsStorage(join(stateDirectory, "shared")),
    personal: (userId) => fsStorage(join(personal, userId), options),
  };
}

/** All users' own roots, by their ids. */
export function personalDirectory(stateDirectory: string): string {
  return join(stateDirectory, "personal");
}

/** What the HTTP thread holds in place of a codec: it never decodes, and a slip shows at once. */
const NO_CODEC: ChunkCodec = {
  prepare: refuse,
  prepareEncoding: refuse,
  ofArray: () => NO_CODEC,
  decodeChunk: refuse,
  decodeBlock: refuse,
  encodeChunk: refuse,
  encodeBlock: refuse,
  encodeBlocks: refuse,
};

function refuse(): never {
  throw new CatervaError("internal.unexpected", "Chunks are decoded and encoded in worker threads only.");
}
