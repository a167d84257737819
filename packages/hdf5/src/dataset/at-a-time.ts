/** Runs `take` on every value, at most `limit` at a time, and fetches values only as they are needed. */
export async function eachAtATime<T>(
  values: Iterable<T>,
  limit: number,
  take: (value: T) => Promise<void> | void,
): Promise<void> {
  const iterator = values[Symbol.iterator]();
  let failed = false;
  const lane = async (): Promise<void> => {
    for (let next = iterator.next(); !next.done && !failed; next = iterator.next()) {
      try {
        await take(next.value);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  const lanes = await Promise.allSettled(Array.from({ length: limit }, lane));
  for (const one of lanes) if (one.status === "rejected") throw one.reason;
}
