/** A port that is loaded with the first call. All of its methods answer promises. */
export function deferred<Port extends object>(load: () => Promise<Port>): Port {
  const call =
    (name: string | symbol) =>
    async (...args: unknown[]) => {
      const port = await load();
      const method: unknown = Reflect.get(port, name);
      if (typeof method !== "function") throw new TypeError(`There is no call ${String(name)}.`);
      return Reflect.apply(method, port, args);
    };
  // Every method of such a port answers a promise, so that nobody can tell the difference.
  return new Proxy({} as Port, { get: (_target, name) => call(name) });
}
