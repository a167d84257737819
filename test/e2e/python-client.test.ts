import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { requiresPython } from "../requires.ts";
import { EXAMPLES, type Served, serve } from "../served.ts";

const SCRIPT = fileURLToPath(new URL("../../interop/check_client.py", import.meta.url));

/** Answers compared at least, by kind: fewer would mean that the script looks at less than it did. */
const FLOORS = {
  list: 25,
  info: 60,
  download: 18,
  slice: 500,
  c2array: 250,
  gather: 110,
  spelled: 40,
  field: 20,
  chunk: 45,
  ranges: 45,
  refused: 200,
};

let server: Served;
beforeAll(async () => {
  server = await serve();
});
afterAll(() => server?.stop());

test("the unmodified Python clients read every example as python-blosc2 reads the files", async (context) => {
  const python = requiresPython(context);
  const { counts, mismatches } = await check(python);
  expect(mismatches).toEqual([]);
  for (const [kind, floor] of Object.entries(FLOORS)) {
    expect(counts[kind] ?? 0, kind).toBeGreaterThanOrEqual(floor);
  }
}, 120_000);

async function check(python: string): Promise<{ counts: Record<string, number>; mismatches: string[] }> {
  const run = promisify(execFile)(python, [SCRIPT, server.url, EXAMPLES], { maxBuffer: 1 << 26 });
  // Mismatches make the status 1; what they are stands in the output all the same.
  const { stdout } = await run.catch((error) => {
    if (error.code === 1 && error.stdout) return error;
    throw error;
  });
  return JSON.parse(stdout);
}
