/**
 * Measures our server beside the Python one, on the same data, in one run: `node benchmarks/rest.mjs [--small]`.
 *
 * Makes the Python environment, the data (.cache/bench, a few minutes the first time) and a state directory for
 * each server, starts both on free ports, runs rest.py of the shared benchmarks, and stops both.
 */
import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { ensurePython } from "../interop/setup.mjs";
import { sharedBench } from "./shared-bench.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const USER = { email: "bench@example.com", password: "benchbench" };
const SECRET = { CATERVA2_SECRET: "the secret of the benchmarks" };
const CASES = "roots-c1,roots-c16,info-c16,tiny-1d,tiny-c16,row-2d,plane-*,subcube-*,whole-64mb,download-*";

const { values: options } = parseArgs({
  options: {
    small: { type: "boolean", default: false },
    only: { type: "string", default: CASES },
    seconds: { type: "string", default: "6" },
    rounds: { type: "string", default: "12" },
    profile: { type: "string" },
    "sign-in": { type: "boolean", default: false },
    help: { type: "boolean", short: "h", default: false },
  },
});

if (options.help) {
  console.log(`node benchmarks/rest.mjs [--small] [--only CASES] [--seconds S] [--rounds N] [--profile DIRECTORY] [--sign-in]

  --small    300 MB of data instead of 3 GB
  --only     cases, comma-separated, with * and ?
  --sign-in  requests are those of a user: for cases that write (upload-*, append, copy)
  --profile  where our server writes processor profiles (*.cpuprofile); it is slower then`);
} else {
  await main();
}

async function main() {
  const { python, reason } = ensurePython(console.log);
  if (!python) throw new Error(`no Python server to compare with: ${reason}`);
  const bench = sharedBench();
  const place = join(root, ".cache", "bench", options.small ? "small" : "full");
  prepare(python, bench, place);
  const servers = [];
  try {
    servers.push(await startPython(python, place), await startOurs(place));
    measure(python, bench, place, servers);
  } finally {
    await Promise.all(servers.map(stop));
  }
}

/** Data, and a state directory with links to it for each server. */
function prepare(python, bench, place) {
  mkdirSync(place, { recursive: true });
  const size = options.small ? ["--small"] : [];
  const links = ["python", "ours"].flatMap((name) => ["--link", join(place, name)]);
  run(python, [join(bench, "make_data.py"), "--out", join(place, "data"), ...size, ...links]);
}

function measure(python, bench, place, servers) {
  const names = servers.flatMap(({ name, url, child }) => [
    "--server",
    `${name}=${url}${options["sign-in"] ? `,${USER.email},${USER.password}` : ""}`,
    "--pid",
    `${name}=${child.pid}`,
  ]);
  const report = join(place, "report.json");
  const { only, seconds, rounds } = options;
  const how = ["--only", only, "--seconds", seconds, "--rounds", rounds, "--json", report];
  run(python, [join(bench, "rest.py"), "--data", join(place, "data"), ...names, ...how]);
  console.log(`figures: ${report}`);
}

async function startPython(python, place) {
  const command = ["-m", "caterva2.services.server", "--conf", configure(place), "--statedir", join(place, "python")];
  addUser(place, "python");
  return start("python", python, command, place);
}

/** One configuration for both. */
function configure(place) {
  const conf = join(place, "server.toml");
  writeFileSync(conf, `[server]\nlogin = ${options["sign-in"]}\n`);
  return conf;
}

/** Both servers keep users in the same form. */
function addUser(place, name) {
  if (!options["sign-in"]) return;
  const args = ["--conf", configure(place), "--statedir", join(place, name), "adduser", USER.email, USER.password];
  const { status, stderr } = spawnSync(join(root, "bin", "cat2-admin"), args, { encoding: "utf8" });
  if (status !== 0 && !stderr.includes("already")) throw new Error(stderr);
}

async function startOurs(place) {
  const profiling = options.profile ? { NODE_OPTIONS: `--cpu-prof --cpu-prof-dir=${options.profile}` } : {};
  const command = ["--conf", configure(place), "--statedir", join(place, "ours")];
  addUser(place, "ours");
  return start("ours", join(root, "bin", "cat2-server"), command, place, profiling);
}

async function start(name, program, args, cwd, environment = {}) {
  const port = await freePort();
  const child = spawn(program, [...args, "--listen", `127.0.0.1:${port}`], {
    cwd,
    stdio: ["ignore", "ignore", "inherit"],
    env: { ...process.env, ...(options["sign-in"] ? SECRET : {}), ...environment },
  });
  const url = `http://127.0.0.1:${port}`;
  for (let tries = 0; tries < 900 && child.exitCode === null; tries += 1) {
    const answer = await fetch(`${url}/api/roots`).catch(() => undefined);
    if (answer?.ok) return { name, url, child };
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  child.kill("SIGKILL");
  throw new Error(`${name}: did not start`);
}

async function stop({ child }) {
  if (child.exitCode !== null) return;
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), 10_000);
  await ended;
  clearTimeout(timer);
}

function run(command, args) {
  const { status } = spawnSync(command, args, { stdio: "inherit" });
  if (status !== 0) throw new Error(`${args[0]} ended with ${status}`);
}

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer().on("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}
