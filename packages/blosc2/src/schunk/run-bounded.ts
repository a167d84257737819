/**
 * Runs `job(0)` to `job(count - 1)`, at most `limit` at a time, and starts no more once one has failed.
 * @throws what the first failing job throws.
 */
export async function runBounded(count: number, limit: number, job: (index: number) => Promise<void>): Promise<void> {
  let next = 0;
  const runner = async () => {
    while (next < count) {
      const index = next;
      next += 1;
      try {
        await job(index);
      } catch (error) {
        next = count;
        throw error;
      }
    }
  };
  if (count === 1) return job(0);
  await Promise.all(Array.from({ length: Math.min(limit, count) }, runner));
}
