/**
 * Measures our HDF5 reader beside h5py, by turns, in one run: `node benchmarks/hdf5.mjs [--mb 200] [--rounds 5]`.
 *
 * Each case is read by both in turn, so that whatever else the machine does meets both; what is told is the median of
 * the times and of their ratios. h5py answers in a process of its own and times itself, without the way there and back.
 */
import { spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { isMainThread, Worker } from "node:worker_threads";
import { openHdf5 } from "@caterva2/hdf5";
import { parseSliceText } from "@caterva2/ndarray";
import { fsStorage } from "@caterva2/storage";
import { ensurePython } from "../interop/setup.mjs";
import { decompressors } from "../packages/hdf5/test/decompressors.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const { values: options } = parseArgs({
  options: {
    mb: { type: "string", default: "200" },
    rounds: { type: "string", default: "5" },
    only: { type: "string", default: "" },
    help: { type: "boolean", short: "h", default: false },
  },
});
if (options.help) {
  console.log("npm run bench:hdf5 -- [--mb SIZE] [--rounds N] [--only TEXT]\n");
  console.log("  --mb    megabytes a dataset (200)\n  --only  cases whose name has this text");
  process.exit(0);
}

const WHOLE = "";
const CASES = [
  ["gzip + shuffle, whole", "gzip", WHOLE],
  ["gzip + shuffle, plane of axis 0", "gzip", "50"],
  ["gzip + shuffle, plane of axis 1", "gzip", ":, 50"],
  ["gzip + shuffle, plane of axis 2", "gzip", ":, :, 50"],
  ["contiguous, whole", "plain", WHOLE],
  ["contiguous, plane of axis 0", "plain", "50"],
  ["contiguous, plane of axis 1", "plain", ":, 50"],
  ["contiguous, plane of axis 2", "plain", ":, :, 50"],
  ["LZ4 bitshuffle, whole", "bitshuffle", WHOLE],
  ["Blosc2 zstd, whole", "blosc2", WHOLE],
  ["10,000 chunks of 400 bytes, gzip, whole", "small", WHOLE],
  ["200,000 chunks of 8 bytes, whole", "tiny", WHOLE],
  ["one of 200,000 chunks, file opened anew", "tiny", "100000"],
  ["list of 2,000 datasets, file opened anew", "many", "LIST"],
];

// In a worker thread, as in the server: there reads are made at once, not through the pool of threads.
if (isMainThread) new Worker(fileURLToPath(import.meta.url), { argv: process.argv.slice(2) });
else await main();

async function main() {
  const { python, reason } = ensurePython(console.log);
  if (!python) throw new Error(`no h5py to compare with: ${reason}`);
  const folder = join(root, ".cache", "bench", `hdf5-${options.mb}`);
  mkdirSync(folder, { recursive: true });
  const judge = spawn(python, [join(root, "interop", "hdf5", "benchmark.py"), folder, options.mb], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const lines = createInterface({ input: judge.stdout })[Symbol.asyncIterator]();
  await lines.next();
  console.log("case".padEnd(44), "h5py ms".padStart(9), "ours ms".padStart(9), "ours / h5py".padStart(12));
  for (const [name, file, slice] of CASES.filter(([name]) => name.includes(options.only))) {
    const pairs = [];
    for (let round = 0; round <= Number(options.rounds); round += 1) {
      judge.stdin.write(`${JSON.stringify([file, slice])}\n`);
      const theirs = JSON.parse((await lines.next()).value);
      const ours = await measure(join(folder), file, slice);
      if (ours.answer !== theirs.answer) throw new Error(`${name}: ${ours.answer} is not ${theirs.answer}`);
      // The first round warms both up.
      if (round > 0) pairs.push([theirs.ms, ours.ms]);
    }
    const [theirs, ours, ratio] = [pairs.map(([t]) => t), pairs.map(([, o]) => o), pairs.map(([t, o]) => o / t)].map(
      median,
    );
    console.log(
      name.padEnd(44),
      theirs.toFixed(1).padStart(9),
      ours.toFixed(1).padStart(9),
      ratio.toFixed(2).padStart(12),
    );
  }
  judge.stdin.end();
}

/** Opens the file and reads: `answer` is the number of bytes or names and, of bytes, some of them. */
async function measure(folder, name, slice) {
  const file = await fsStorage(folder).open(`${name}.h5`);
  try {
    const start = performance.now();
    const hdf5 = await openHdf5(file, { decompressors });
    if (slice === "LIST") {
      const found = await hdf5.walk();
      const count = found.filter(({ kind, problem }) => kind === "dataset" && problem === undefined).length;
      return { ms: performance.now() - start, answer: String(count) };
    }
    const dataset = await hdf5.dataset(await hdf5.resolve("data"));
    const { data } = await dataset.read(parseSliceText(slice, dataset.shape));
    const ms = performance.now() - start;
    const some = Array.from({ length: 5 }, (_, index) => data[Math.floor((index * (data.length - 1)) / 4)]);
    return { ms, answer: [data.length, ...some].join() };
  } finally {
    await file.close();
  }
}

function median(values) {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}
