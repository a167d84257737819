import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { requiresPython } from "../requires.ts";

const run = promisify(execFile);
const repository = fileURLToPath(new URL("../..", import.meta.url));

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "cat2-written-"));
});
afterAll(() => rm(directory, { recursive: true }));

/** Has one of our scripts write files and one in Python read them. Returns what the reader printed. */
async function judged(python: string, writer: string, reader: string): Promise<string> {
  const folder = join(directory, writer);
  await run(process.execPath, [join(repository, "packages/blosc2/test", writer), folder]);
  const { stdout } = await run(python, [join(repository, "interop/blosc2", reader), folder], {
    maxBuffer: 1 << 26,
  }).catch((error) => {
    throw new Error(`${reader}: ${error.stdout || error.stderr}`);
  });
  return stdout;
}

test("python-blosc2 decompresses the chunks we write, of every codec", async (context) => {
  const python = requiresPython(context);
  const { counts, mismatches } = JSON.parse(await judged(python, "write-chunks.ts", "check_chunks.py"));
  expect(mismatches).toEqual([]);
  for (const codec of ["blosclz", "lz4", "lz4hc", "zlib", "zstd"]) expect(counts[codec], codec).toBeGreaterThan(100);
});

const JUDGED = [
  ["opens, slices and edits the frames we write", "write-frames.ts", "check_frames.py", 100],
  ["reads the frames we edited, and edits them further", "write-edited.ts", "check_edited.py", 110],
] as const;

for (const [what, writer, reader, least] of JUDGED) {
  test(`python-blosc2 ${what}`, async (context) => {
    const python = requiresPython(context);
    const report = await judged(python, writer, reader);
    const [, checked, wrong] = /^(\d+) checked, (\d+) wrong$/m.exec(report) ?? [];
    expect(Number(wrong)).toBe(0);
    expect(Number(checked)).toBeGreaterThan(least);
  });
}
