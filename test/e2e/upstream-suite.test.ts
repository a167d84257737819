import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { requiresPython, requiresShared } from "../requires.ts";

const EXPECTED = fileURLToPath(new URL("../../interop/upstream-expected.txt", import.meta.url));
const SERVER = fileURLToPath(new URL("../../bin/cat2-server", import.meta.url));

interface Run {
  readonly total: { passed: number; failed: number; errors: number };
  readonly tests: Record<string, string | { outcome: string }>;
  readonly problems: readonly string[];
}

const MODES = [
  ["nobody signs in to", "nologin", []],
  ["users sign in to", "login", ["--login"]],
] as const;

test.for(MODES)(
  "the tests of the Python package pass when %s the server",
  { timeout: 400_000 },
  async ([, mode, option], context) => {
    const runner = requiresShared(context, "judges/upstream-suite/run.py");
    const python = requiresPython(context);
    const { modules, left, passed } = await expectations(mode);
    const run = await judge(python, [runner, ...option, "--server-command", SERVER], [...modules, ...left]);
    const bad = Object.entries(run.tests).filter(([, outcome]) => /fail|error/.test(JSON.stringify(outcome)));
    expect(bad).toEqual([]);
    expect(run.problems).toEqual([]);
    expect(run.total).toMatchObject({ passed, failed: 0, errors: 0 });
  },
);

/** The lines of the list as arguments for pytest, and the number that must pass. */
async function expectations(mode: string): Promise<{ modules: string[]; left: string[]; passed: number }> {
  const lines = (await readFile(EXPECTED, "utf8")).split("\n").filter((line) => line && !line.startsWith("#"));
  const of = (word: string) =>
    lines.flatMap((line) =>
      line.startsWith(`${word} `) ? [line.slice(word.length).trim().split(/\s+/)[0] ?? ""] : [],
    );
  const names = of("without");
  return {
    modules: of("run"),
    left: names.length > 0 ? ["-k", `not (${names.join(" or ")})`] : [],
    passed: Number(of(`passed ${mode}`)[0]),
  };
}

async function judge(python: string, command: readonly string[], selection: readonly string[]): Promise<Run> {
  const folder = await mkdtemp(join(tmpdir(), "cat2-judge-"));
  try {
    const report = join(folder, "report.json");
    const args = [...command, "--json", report, "--", ...selection];
    // Failed tests make the status 1; which ones stands in the report.
    await promisify(execFile)(python, args, { maxBuffer: 1 << 26 }).catch((error) => {
      if (error.code !== 1) throw error;
    });
    const [run] = JSON.parse(await readFile(report, "utf8")).runs;
    return run;
  } finally {
    await rm(folder, { recursive: true });
  }
}
