import { type Caller, createWriter, type EditPlanner, type WorkWatch, type Writer } from "@caterva2/repository";
import { fsStorage } from "@caterva2/storage";
import { personalDirectory, rootsOf } from "./open-repository.ts";
import { fileTarget } from "./publish/file-target.ts";
import type { Client, WorkerPool } from "./workers/pool.ts";

export interface WriterSettings {
  readonly stateDirectory: string;
  /** Bytes that all users' files may take together. */
  readonly quota?: number | undefined;
  /** Where complete arrays are published. */
  readonly publishRoot?: string | undefined;
  readonly onFault?: (error: unknown) => void;
}

/** The one writer of a state directory; its heavy work goes to the pool. */
export function openWriter(settings: WriterSettings, pool: Pick<WorkerPool, "run">): Writer {
  const { stateDirectory, quota, publishRoot, onFault } = settings;
  return createWriter({
    roots: rootsOf(stateDirectory),
    everybody: fsStorage(personalDirectory(stateDirectory)),
    planner: poolPlanner(pool),
    quota,
    publishTarget: publishRoot === undefined ? undefined : fileTarget(publishRoot),
    onFault,
  });
}

/** Removes what writes that a crash or a kill interrupted have left in a state directory. */
export async function recoverState({ stateDirectory, publishRoot }: WriterSettings): Promise<void> {
  if (publishRoot !== undefined) await fileTarget(publishRoot).recover();
  const { public: open, shared } = rootsOf(stateDirectory);
  for (const storage of [open, shared, fsStorage(personalDirectory(stateDirectory))]) await storage?.recover();
}

/** Work for a write goes on when its client leaves, since what was received is stored; that with a watch says otherwise. */
function ownerOf(caller: Caller, watch: WorkWatch = {}): Client {
  return { owner: caller.kind === "user" ? caller.id : "", ...watch };
}

/** Computes on worker threads. Users take turns there. */
function poolPlanner(pool: Pick<WorkerPool, "run">): EditPlanner {
  return {
    plainFrame: (caller, bytes) => pool.run("plainFrame", [caller, bytes], "heavy", ownerOf(caller)),
    plainChunk: (caller, bytes) => pool.run("plainChunk", [caller, bytes], "heavy", ownerOf(caller)),
    append: (caller, path, frame) => pool.run("append", [caller, path, frame], "heavy", ownerOf(caller)),
    fill: (caller, path, fill) => pool.run("fill", [caller, path, fill], "light", ownerOf(caller)),
    unfold: (caller, path, watch) => pool.run("unfold", [caller, path], "heavy", ownerOf(caller, watch)),
    lazyFrame: (caller, path, wish, watch) =>
      pool.run("lazyFrame", [caller, path, wish], "heavy", ownerOf(caller, watch)),
    lazyValues: (caller, path, wish, watch) =>
      pool.run("lazyValues", [caller, path, wish], "heavy", ownerOf(caller, watch)),
    lazyPiece: (caller, plan, piece, watch) =>
      pool.run("piece", [caller, plan, piece], "heavy", ownerOf(caller, watch)),
    relocatedLazy: (caller, from, to) => pool.run("relocatedLazy", [caller, from, to], "light", ownerOf(caller)),
    relocatedTree: (caller, from, to) => pool.run("relocatedTree", [caller, from, to], "heavy", ownerOf(caller)),
    lazyPreview: (caller, wish) => pool.run("lazyPreview", [caller, wish], "light", ownerOf(caller)),
    fillFacts: (caller, path) => pool.run("fillFacts", [caller, path], "light", ownerOf(caller)),
    published: (caller, path, url) => pool.run("published", [caller, path, url], "light", ownerOf(caller)),
  };
}
