import { type Caller, createWriter, type EditPlanner, type Writer } from "@caterva2/repository";
import { fsStorage } from "@caterva2/storage";
import { personalDirectory, rootsOf } from "./open-repository.ts";
import type { Client, WorkerPool } from "./workers/pool.ts";

export interface WriterSettings {
  readonly stateDirectory: string;
  /** Bytes that all users' files may take together. */
  readonly quota?: number | undefined;
}

/** The one writer of a state directory; its heavy work goes to the pool. */
export function openWriter(settings: WriterSettings, pool: Pick<WorkerPool, "run">): Writer {
  const { stateDirectory, quota } = settings;
  return createWriter({
    roots: rootsOf(stateDirectory),
    everybody: fsStorage(personalDirectory(stateDirectory)),
    planner: poolPlanner(pool),
    quota,
  });
}

/** Removes what writes that a crash or a kill interrupted have left in a state directory. */
export async function recoverState(stateDirectory: string): Promise<void> {
  const { public: open, shared } = rootsOf(stateDirectory);
  for (const storage of [open, shared, fsStorage(personalDirectory(stateDirectory))]) await storage?.recover();
}

/** Work for a write goes on when its client leaves: what was received is stored. */
function ownerOf(caller: Caller): Client {
  return { owner: caller.kind === "user" ? caller.id : "" };
}

/** Computes on worker threads. Users take turns there. */
function poolPlanner(pool: Pick<WorkerPool, "run">): EditPlanner {
  return {
    plainFrame: (caller, bytes) => pool.run("plainFrame", [caller, bytes], "heavy", ownerOf(caller)),
    plainChunk: (caller, bytes) => pool.run("plainChunk", [caller, bytes], "heavy", ownerOf(caller)),
  };
}
