import type { ChunkCodec } from "@caterva2/blosc2";
import type { Caller } from "./caller.ts";
import type { RowFinder } from "./fetch-rows.ts";
import type { Hdf5Reads } from "./hdf5/hdf5-reads.ts";
import type { LazyFiles } from "./lazy/lazy-files.ts";
import type { ResultSizes } from "./lazy/types.ts";
import type { Dataset } from "./open-dataset.ts";
import type { OpenFiles } from "./open-files.ts";
import type { RootStorages } from "./path.ts";
import type { Found, FoundMember } from "./resolve.ts";
import type { Crew, RepositoryLimits } from "./types.ts";

/** What the parts of a repository work with: each is made once, in `repository.ts`. */
export interface RepositoryParts {
  readonly roots: RootStorages;
  readonly codec: ChunkCodec;
  readonly limits: RepositoryLimits;
  readonly results: ResultSizes;
  readonly crew: Crew | undefined;
  /** Frames that are open. */
  readonly files: OpenFiles<Dataset>;
  readonly hdf5: Hdf5Reads;
  readonly lazy: LazyFiles;
  readonly rows: RowFinder;
  /** What a caller finds at a path. @throws as `locate` and `resolveWithin` */
  readonly find: (caller: Caller, path: string) => Promise<Found | FoundMember>;
}
