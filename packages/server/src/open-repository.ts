import { join } from "node:path";
import type { ChunkCodec } from "@caterva2/blosc2";
import { CatervaError } from "@caterva2/ndarray";
import { type Crew, createRepository, type Repository, type RepositoryLimits } from "@caterva2/repository";
import { fsStorage } from "@caterva2/storage";

const MIB = 1024 * 1024;

/** What one request may make of a few hundred bytes that declare terabytes. */
const LIMITS: RepositoryLimits = { answerBytes: 512 * MIB, chunkBytes: 256 * MIB };

/** The repository of a state directory; each thread has its own, with its own codec. */
export function openRepository(stateDirectory: string, codec: ChunkCodec = NO_CODEC, crew?: Crew): Repository {
  const roots = { public: fsStorage(join(stateDirectory, "public")) };
  return createRepository({ roots, codec, limits: LIMITS, ...(crew && { crew }) });
}

/** What the HTTP thread holds in place of a codec: it never decodes, and a slip shows at once. */
const NO_CODEC: ChunkCodec = { prepare: refuse, decodeChunk: refuse, decodeBlock: refuse, encodeChunk: refuse };

function refuse(): never {
  throw new CatervaError("internal.unexpected", "Chunks are decoded and encoded in worker threads only.");
}
