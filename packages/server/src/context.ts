import type { Repository, Writer } from "@caterva2/repository";
import type { WorkerPool } from "./workers/pool.ts";

/** What the resources work with. */
export interface ServerContext {
  /** For what needs no decoding: roots, file facts, stored bytes, changes. */
  readonly repository: Pick<Repository, "roots" | "file" | "watch">;
  /** For everything else: the HTTP thread never decodes. */
  readonly pool: Pick<WorkerPool, "run" | "content" | "waiting" | "threads" | "memory">;
  /** All writes pass through it. */
  readonly writer: Writer;
}
