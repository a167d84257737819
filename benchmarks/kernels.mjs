/**
 * Measures the kernels beside c-blosc2 and python-blosc2, by turns in one run: `npm run bench:kernels -- --help`.
 * Makes the Python environment and the inputs (.cache/bench, some minutes the first time).
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { ensurePython } from "../interop/setup.mjs";
import { sharedBench } from "./shared-bench.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const place = join(root, ".cache", "bench");

const { values: options } = parseArgs({
  options: {
    only: { type: "string", default: "decode/*,encode/*,slice/*" },
    threads: { type: "string", default: "1" },
    seconds: { type: "string", default: "1" },
    rounds: { type: "string", default: "5" },
    page: { type: "boolean", default: false },
    help: { type: "boolean", short: "h", default: false },
  },
});

if (options.help) {
  console.log(`npm run bench:kernels -- [--only CASES] [--threads 1,2] [--seconds S] [--rounds N]

  --only     cases, comma-separated, with * and ?: decode/CODEC/FILTER/INPUT, encode/..., slice/ARRAY/SLICE
  --threads  of each program; with two only slices are measured
  --page     decode as a page does: Zstandard too by the kernels, not by Node's library (decision 13)
  --seconds  for each case and program, divided among the rounds`);
} else {
  const bench = sharedBench();
  const { python, reason } = ensurePython(console.log);
  if (!python) throw new Error(`nothing to compare with: ${reason}`);
  const data = join(place, "small", "data");
  mkdirSync(data, { recursive: true });
  run(python, [join(bench, "make_data.py"), "--out", data, "--small"]);
  const report = join(place, "kernels-report.json");
  const peer = `ours=${process.execPath} ${join(root, "benchmarks", "kernels", "peer.ts")}${options.page ? " --page" : ""}`;
  const { only, threads, seconds, rounds } = options;
  const how = ["--only", only, "--threads", threads, "--seconds", seconds, "--rounds", rounds];
  const files = ["--data", data, "--out", join(place, "kernels"), "--json", report];
  run(python, [join(bench, "kernels.py"), ...files, ...how, "--peer", peer]);
  summarize(JSON.parse(readFileSync(report, "utf8")).results);
  console.log(`figures: ${report}`);
}

/** Medians by what was measured: x from the medians of each round, p10 from the fastest tenths. */
function summarize(results) {
  const groups = new Map();
  for (const { id, threads, ratio } of results) {
    if (!ratio.ours) continue;
    const [kind, codec, filter] = id.split("/");
    for (const name of [kind, kind === "slice" ? `slice ${codec}` : `${kind} ${codec} ${filter}`]) {
      const key = `${name}, ${threads} thread${threads > 1 ? "s" : ""}`;
      groups.set(key, [...(groups.get(key) ?? []), ratio.ours]);
    }
  }
  for (const [name, ratios] of [...groups].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const x = ratios.map((ratio) => ratio.x);
    const p10 = ratios.map((ratio) => ratio.p10);
    const figures = [median(x), Math.min(...x), median(p10), Math.min(...p10)].map((value) => value.toFixed(2));
    console.log(`${name.padEnd(36)} x ${figures[0]} (least ${figures[1]})   p10 ${figures[2]} (least ${figures[3]})`);
  }
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1];
}

function run(command, args) {
  const { status } = spawnSync(command, args, { stdio: "inherit" });
  if (status !== 0) throw new Error(`${args[0]} ended with ${status}`);
}
