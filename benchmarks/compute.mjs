/**
 * Measures expressions and reductions, in memory and stored, beside python-blosc2 and numexpr, by turns in one run:
 * `npm run bench:compute -- --only 'expression/memory/*'`. `outside`: where arrays lie in memory of JavaScript and are copied.
 * Makes the Python environment and the inputs the first time.
 */
import { spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { ensurePython } from "../interop/setup.mjs";
import { sharedBench } from "./shared-bench.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const place = join(root, ".cache", "bench");

const { values: options } = parseArgs({
  options: {
    only: { type: "string", default: "expression/*,reduction/*" },
    seconds: { type: "string", default: "1" },
    rounds: { type: "string", default: "5" },
    help: { type: "boolean", short: "h", default: false },
  },
});
if (options.help) {
  console.log("npm run bench:compute -- [--only CASES] [--seconds S] [--rounds N]\n");
  console.log("  --only     cases, comma-separated, with * and ?: expression/stored/*, reduction/memory/*");
  process.exit(0);
}
const bench = sharedBench();

const { python, reason } = ensurePython(console.log);
if (!python) throw new Error(`nothing to compare with: ${reason}`);
const data = join(place, "small", "data");
mkdirSync(data, { recursive: true });
run([join(bench, "make_data.py"), "--out", data, "--small"]);
const { only, seconds, rounds } = options;
const program = `${process.execPath} ${join(root, "benchmarks", "kernels", "expressions-peer.ts")}`;
const files = ["--data", data, "--out", join(place, "kernels"), "--json", join(place, "compute-report.json")];
run([
  join(bench, "kernels.py"),
  ...files,
  "--threads",
  "1",
  "--only",
  only,
  "--seconds",
  seconds,
  "--rounds",
  rounds,
  "--peer",
  `ours=${program}`,
  "--peer",
  `outside=${program} --outside`,
]);

function run(args) {
  const { status } = spawnSync(python, args, { stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
}
