/** Gives the numbers from 0 on, each once: also among threads that work on one thing together. */
export type Turns = () => number;

/**
 * Runs `job(0)` to `job(count - 1)`, which answer a promise where there is something to wait for, at most `limit` at a time, and starts no more once one has failed. With `turns`
 * of several threads, only those whose turn falls to this one.
 * @throws what the first failing job throws.
 */
export async function runBounded(
  count: number,
  limit: number,
  job: (index: number) => Promise<void> | undefined,
  turns: Turns = counter(),
): Promise<void> {
  let failed = false;
  const runner = async () => {
    for (let index = turns(); index < count && !failed; index = turns()) {
      try {
        const wait = job(index);
        if (wait !== undefined) await wait;
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  if (count === 1) return runner();
  await Promise.all(Array.from({ length: Math.min(limit, count) }, runner));
}

function counter(): Turns {
  let next = 0;
  return () => next++;
}

/** Does one job after the other. A promise only when there was something to wait for. */
export function oneByOne<Job>(
  jobs: readonly Job[],
  work: (job: Job) => Promise<void> | undefined,
): Promise<void> | undefined {
  for (const [index, job] of jobs.entries()) {
    const wait = work(job);
    if (wait !== undefined) return wait.then(() => oneByOne(jobs.slice(index + 1), work));
  }
  return undefined;
}
