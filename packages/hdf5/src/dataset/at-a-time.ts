/**
 * Runs `take` on every value, at most `limit` at a time, and fetches values only as they are needed. `take` is told in
 * which of the lanes, of `limit`, it runs: one value at a time is in a lane.
 */
export async function eachAtATime<T>(
  values: Iterable<T>,
  limit: number,
  take: (value: T, lane: number) => Promise<void> | undefined | void,
): Promise<void> {
  const iterator = values[Symbol.iterator]();
  let failed = false;
  const lane = async (number: number): Promise<void> => {
    for (let next = iterator.next(); !next.done && !failed; next = iterator.next()) {
      try {
        const taken = take(next.value, number);
        // Waiting for what is done already costs more than small reads do.
        if (taken !== undefined) await taken;
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  const lanes = await Promise.allSettled(Array.from({ length: limit }, (_, number) => lane(number)));
  for (const one of lanes) if (one.status === "rejected") throw one.reason;
}
