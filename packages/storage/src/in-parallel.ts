/**
 * Runs `work` for all items, at most `limit` at a time, and starts no more once one has failed. It ends when nothing
 * runs any more. @throws what the first failing one threw
 */
export async function inParallel<T>(
  items: Iterable<T>,
  limit: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const waiting = items[Symbol.iterator]();
  const errors: unknown[] = [];
  const runner = async () => {
    for (let next = waiting.next(); errors.length === 0 && next.done !== true; next = waiting.next()) {
      await work(next.value).catch((error: unknown) => errors.push(error));
    }
  };
  await Promise.all(Array.from({ length: limit }, runner));
  for (const error of errors) throw error;
}
