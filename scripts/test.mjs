/**
 * `npm test`: sets up, then runs types, lint, layers and every vitest suite, and ends with one plain line of counts.
 * Plain JavaScript for the same reason as setup.mjs. Arguments go to vitest (`npm test -- packages/blosc2`).
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { findOrInstallBrowser } from "./browser.mjs";
import { pinnedEnvironment, pinnedNode, repositoryRoot, setUp } from "./setup.mjs";

const onlyVitest = process.argv.slice(2);
const totals = { passed: 0, failed: 0, skipped: 0 };
const skips = new Map();

setUp();
const environment = pinnedEnvironment(await judges());
if (onlyVitest.length === 0) staticChecks();
suites();
report();

/** What the end-to-end tests need from outside npm, as environment variables; absent ones make those tests skip. */
async function judges() {
  const found = {};
  const browser = findOrInstallBrowser();
  if (browser.path) found.CHROMIUM = browser.path;
  else found.NO_CHROMIUM = browser.reason;
  const { ensurePython } = await import("../interop/setup.mjs");
  const python = ensurePython(console.log);
  if (python.python) found.INTEROP_PYTHON = python.python;
  else found.NO_INTEROP_PYTHON = python.reason;
  return found;
}

function staticChecks() {
  check("types", ["node_modules/typescript/bin/tsc", "-p", "tsconfig.json"]);
  check("lint", ["node_modules/@biomejs/biome/bin/biome", "check", "--error-on-warnings", "."]);
  check("layers", ["scripts/check-layers.ts"]);
}

function check(name, args) {
  console.log(`\n== ${name}`);
  const { status } = spawnSync(pinnedNode, args, { cwd: repositoryRoot, stdio: "inherit", env: environment });
  totals[status === 0 ? "passed" : "failed"] += 1;
  if (status !== 0) console.error(`${name} failed`);
}

function suites() {
  console.log("\n== tests");
  const outcome = join(repositoryRoot, "node_modules", ".cache", "caterva2", "outcome.json");
  mkdirSync(join(outcome, ".."), { recursive: true });
  rmSync(outcome, { force: true });
  const args = ["node_modules/vitest/vitest.mjs", "run", "--reporter=./scripts/count-reporter.ts", ...onlyVitest];
  const { status } = spawnSync(pinnedNode, args, {
    cwd: repositoryRoot,
    stdio: "inherit",
    env: { ...environment, TEST_OUTCOME: outcome },
  });
  const counted = existsSync(outcome)
    ? JSON.parse(readFileSync(outcome, "utf8"))
    : { passed: 0, failed: 0, skipped: [] };
  totals.passed += counted.passed;
  totals.failed += counted.failed;
  totals.skipped += counted.skipped.length;
  for (const { reason } of counted.skipped) skips.set(reason, (skips.get(reason) ?? 0) + 1);
  if (status !== 0 && counted.failed === 0) totals.failed += 1;
}

/** With CI=true a skipped test is a failed run: a green CI must have seen everything. */
function report() {
  console.log("");
  for (const [reason, count] of skips) console.log(`skipped ${count}: ${reason}`);
  if (process.env.CI === "true" && totals.skipped > 0) {
    console.log("With CI=true nothing may be skipped: the skipped tests count as failed.");
    totals.failed += totals.skipped;
    totals.skipped = 0;
  }
  process.exitCode = totals.failed > 0 ? 1 : 0;
  const skipped = totals.skipped > 0 ? `, ${totals.skipped} skipped` : "";
  console.log(`${totals.passed} passed, ${totals.failed} failed${skipped}`);
}
