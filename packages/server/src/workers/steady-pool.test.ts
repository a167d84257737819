import { CatervaError } from "@caterva2/ndarray";
import type { Caller } from "@caterva2/repository";
import { expect, test } from "vitest";
import { steadyPool } from "./steady-pool.ts";

const nobody: Caller = { kind: "anonymous" };

/** A pool whose jobs are disturbed as long as writers are not held off. */
function setUp() {
  const log: string[] = [];
  let quiet = false;
  const pool = {
    run: async (name: string) => {
      log.push(`${name}${quiet ? ", undisturbed" : ""}`);
      if (!quiet) throw new CatervaError("source.changed", "Changed.");
      return "answer" as never;
    },
    content: () => Promise.reject(new Error("not asked")),
    waiting: () => 0,
    threads: () => ({ busy: 0, idle: 0 }),
    memory: () => ({}),
  };
  const steady = steadyPool(pool, {
    async undisturbed(_caller, path, read) {
      log.push(`hold ${path}`);
      quiet = true;
      return read();
    },
  });
  return { log, steady };
}

test("a read that writers disturb is done again while they wait", async () => {
  const { log, steady } = setUp();
  expect(await steady.run("chunk", [nobody, "@public/a.b2nd", 0, true], "light")).toBe("answer");
  expect(log).toEqual(["chunk", "hold @public/a.b2nd", "chunk, undisturbed"]);
});

test("a write plans anew itself: it holds the path already", async () => {
  const { log, steady } = setUp();
  await expect(steady.run("append", [nobody, "@public/a.b2nd", new Uint8Array()], "heavy")).rejects.toThrow("Changed.");
  expect(log).toEqual(["append"]);
});
