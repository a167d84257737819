import { isCatervaError } from "@caterva2/ndarray";
import type { Writer } from "@caterva2/repository";
import type { Job, JobName, JobTypes } from "./jobs.ts";
import type { Client, Lane, WorkerPool } from "./pool.ts";

/** Jobs that read one file. */
const READS: ReadonlySet<JobName> = new Set<JobName>(["info", "fetch", "chunk"]);

type Pool = Pick<WorkerPool, "run" | "content" | "waiting" | "threads" | "memory">;

/**
 * A pool whose reads come to an end while others write the same file without pause: one that writers have disturbed is
 * done again when none of them is at it.
 */
export function steadyPool(pool: Pool, writer: Pick<Writer, "undisturbed">): Pool {
  return {
    content: (...args) => pool.content(...args),
    waiting: (lane) => pool.waiting(lane),
    threads: () => pool.threads(),
    memory: () => pool.memory(),
    async run<J extends JobName>(
      name: J,
      args: JobTypes[J]["args"],
      lane: Lane,
      client?: Client,
    ): Promise<JobTypes[J]["answer"]> {
      const run = () => pool.run(name, args, lane, client);
      try {
        return await run();
      } catch (error) {
        if (!READS.has(name) || !isCatervaError(error, "source.changed")) throw error;
        // The arguments of those jobs begin so; the generic form cannot be narrowed to the union.
        const [caller, path] = args as Extract<Job, { name: "info" }>["args"];
        return writer.undisturbed(caller, path, run);
      }
    },
  };
}
