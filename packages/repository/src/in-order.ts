/**
 * Makes `count` things, some ahead of the one that is taken, and gives them in order. Whoever stops early leaves those
 * that are under way to themselves.
 */
export async function* inOrder<T>(
  count: number,
  ahead: number,
  make: (index: number) => Promise<T>,
): AsyncGenerator<T> {
  const pending: Promise<T>[] = [];
  for (let index = 0, next = 0; index < count; index += 1) {
    for (; next < count && next <= index + ahead; next += 1) {
      const made = make(next);
      // Whoever takes it meets the error; until then it must not count as unhandled.
      made.catch(() => undefined);
      pending.push(made);
    }
    const taken = await pending.shift();
    if (taken !== undefined) yield taken;
  }
}
