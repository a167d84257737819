import fc from "fast-check";
import { expect, it } from "vitest";
import { PathLocks } from "./path-locks.ts";

const turn = () => new Promise((resolve) => setImmediate(resolve));

/** Takes a lock and holds it until `leave` is called. */
function holder(locks: PathLocks, name: string, paths: string[], log: string[]) {
  const { promise, resolve } = Promise.withResolvers<void>();
  const done = locks.hold(paths, async () => {
    log.push(name);
    await promise;
  });
  return { leave: resolve, done };
}

it("lets one in at a time, in order, and forgets the name", async () => {
  const locks = new PathLocks();
  const log: string[] = [];
  const holders = ["a", "b", "c"].map((name) => holder(locks, name, ["r/x"], log));
  await turn();
  expect(log).toEqual(["a"]);
  for (const { leave, done } of holders) {
    leave();
    await done;
    await turn();
  }
  expect(log).toEqual(["a", "b", "c"]);
  expect(locks.size).toBe(0);
});

it("holds what is below a directory, and not what is beside it", async () => {
  const locks = new PathLocks();
  const log: string[] = [];
  const directory = holder(locks, "dir", ["r/dir"], log);
  const below = holder(locks, "below", ["r/dir/sub/x"], log);
  const beside = holder(locks, "beside", ["r/dir2"], log);
  const everything = holder(locks, "all", [""], log);
  const later = holder(locks, "later", ["r/y"], log);
  await turn();
  expect(log).toEqual(["dir", "beside"]);
  for (const { leave } of [directory, below, beside, everything, later]) leave();
  await Promise.all([directory, below, beside, everything, later].map(({ done }) => done));
  expect(log).toEqual(["dir", "beside", "below", "all", "later"]);
  expect(locks.size).toBe(0);
});

it("is given back when the work fails", async () => {
  const locks = new PathLocks();
  await expect(locks.hold(["a"], () => Promise.reject(new Error("no")))).rejects.toThrow("no");
  expect(await locks.hold(["a"], async () => "in")).toBe("in");
  expect(locks.size).toBe(0);
});

it("never lets two in whose paths touch, and never leaves anybody waiting", async () => {
  const path = fc.array(fc.constantFrom("a", "b"), { maxLength: 3 }).map((parts) => parts.join("/"));
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(path, { minLength: 1, maxLength: 2 }), { maxLength: 12 }), async (wishes) => {
      const locks = new PathLocks();
      const inside = new Set<readonly string[]>();
      const touch = (a: string, b: string) =>
        a === "" || b === "" || a === b || `${a}/`.startsWith(`${b}/`) || `${b}/`.startsWith(`${a}/`);
      const works = wishes.map((paths) =>
        locks.hold(paths, async () => {
          for (const others of inside) {
            expect(paths.some((a) => others.some((b) => touch(a, b)))).toBe(false);
          }
          inside.add(paths);
          await turn();
          inside.delete(paths);
        }),
      );
      await Promise.all(works);
      expect(locks.size).toBe(0);
    }),
    { seed: 5, numRuns: 100 },
  );
});
