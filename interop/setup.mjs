// Makes interop/.venv: the Python caterva2 and blosc2 that our answers are compared with.
//
//   node interop/setup.mjs        exit 0: ready; 3: not possible on this machine; 1: failed
//
// Runs on Node >= 20, so that it works before the pinned Node is installed.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const venv = join(here, ".venv");
const lock = join(here, ".venv-lock");
const requirements = join(here, "requirements.txt");
const venvPython = join(venv, process.platform === "win32" ? "Scripts/python.exe" : "bin/python");
const candidates = ["python3", "python3.11", "python3.12", "python3.13", "python3.14"];
/** How long another process may take to build the environment before its lock counts as left over. */
const staleLockMs = 15 * 60_000;

/** What the environment was made from; another requirements.txt means another environment. */
function fingerprint() {
  return createHash("sha256").update(readFileSync(requirements)).digest("hex");
}

function isReady() {
  const marker = join(venv, "made-from");
  return existsSync(venvPython) && existsSync(marker) && readFileSync(marker, "utf8") === fingerprint();
}

function run(command, args) {
  const done = spawnSync(command, args, { encoding: "utf8", maxBuffer: 1 << 26 });
  const output = `${done.stdout ?? ""}${done.stderr ?? ""}`.trim();
  return { ok: done.status === 0, output: done.error ? String(done.error.message) : output };
}

/** The first Python >= 3.11 that can make virtual environments. */
function findPython() {
  const probe = "import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))";
  return candidates.find((name) => run(name, ["-c", probe]).ok);
}

/** Whether the package index can be reached at all: tells a broken pin from a machine without network. */
function indexAnswers() {
  const pin = readFileSync(requirements, "utf8").match(/^idna==.*$/m)?.[0] ?? "idna";
  const scratch = mkdtempSync(join(tmpdir(), "cat2-pip-"));
  try {
    const args = ["-m", "pip", "download", "--quiet", "--no-deps", "--no-cache-dir", "--dest", scratch, pin];
    return run(venvPython, args).ok;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function build(python, say) {
  rmSync(venv, { recursive: true, force: true });
  say(`interop: making ${venv} with ${python}`);
  const made = run(python, ["-m", "venv", venv]);
  if (!made.ok) throw new Error(`python -m venv failed:\n${made.output}`);
  say("interop: installing requirements.txt (about a minute the first time)");
  // Every transitive package is pinned in the file, so nothing is left to resolve.
  const installed = run(venvPython, ["-m", "pip", "install", "--quiet", "--no-deps", "--requirement", requirements]);
  if (!installed.ok) {
    if (!indexAnswers()) return { reason: "no Python package index can be reached from here" };
    throw new Error(`pip install failed:\n${installed.output}`);
  }
  const imported = run(venvPython, ["-c", "import caterva2, blosc2, numpy, h5py, hdf5plugin"]);
  if (!imported.ok) throw new Error(`the environment does not import:\n${imported.output}`);
  writeFileSync(join(venv, "made-from"), fingerprint());
  return { python: venvPython };
}

/** Runs `body` while no other process builds the environment. */
function exclusively(body) {
  const pause = new Int32Array(new SharedArrayBuffer(4));
  for (;;) {
    try {
      mkdirSync(lock);
      break;
    } catch (error) {
      if (error.code !== "EEXIST") throw error;
      const made = statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? 0;
      if (made !== 0 && Date.now() - made > staleLockMs) rmSync(lock, { recursive: true, force: true });
      else Atomics.wait(pause, 0, 0, 200);
    }
  }
  try {
    return body();
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
}

/**
 * The Python of interop/.venv, built first if need be: `{ python }`, or `{ reason }` when this
 * machine cannot have one (no Python >= 3.11, no package index). Throws when it could and failed.
 * @param {(line: string) => void} say told what happens when it takes time
 * @returns {{ python?: string, reason?: string }}
 */
export function ensurePython(say = () => {}) {
  if (isReady()) return { python: venvPython };
  const python = findPython();
  if (!python) return { reason: `no Python >= 3.11 with venv (looked for ${candidates.join(", ")})` };
  return exclusively(() => (isReady() ? { python: venvPython } : build(python, say)));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    const { python, reason } = ensurePython(console.log);
    console.log(python ? `interop: ready, ${python}` : `interop: not possible here: ${reason}`);
    process.exitCode = python ? 0 : 3;
  } catch (error) {
    console.error(`interop: ${error.message}`);
    process.exitCode = 1;
  }
}
