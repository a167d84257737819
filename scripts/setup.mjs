/**
 * Brings a checkout to the point where the server and the tests can run. Plain JavaScript, because it
 * runs on whatever Node (>= 20) the machine has, before anything is installed. Every step says what
 * it does and costs next to nothing when it was done before.
 */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

export const repositoryRoot = dirname(dirname(fileURLToPath(import.meta.url)));
export const pinnedNode = join(repositoryRoot, "node_modules", "node", "bin", "node");

const stamps = join(repositoryRoot, "node_modules", ".cache", "caterva2");

/** Runs a program, its output shown; throws with `what` when it fails. */
export function run(what, command, args, options = {}) {
  const result = spawnSync(command, args, { cwd: repositoryRoot, stdio: "inherit", ...options });
  if (result.error) throw new Error(`${what}: ${result.error.message}`);
  if (result.status !== 0) throw new Error(`${what} failed with exit status ${result.status ?? result.signal}.`);
}

/** The environment in which the pinned Node comes first, so that child processes use it too. */
export function pinnedEnvironment(extra = {}) {
  const path = [dirname(pinnedNode), join(repositoryRoot, "node_modules", ".bin"), process.env.PATH ?? ""].join(":");
  return { ...process.env, PATH: path, ...extra };
}

/** Installs packages, compiles the kernels and builds the web GUI, each only if its inputs changed. */
export function setUp({ web = true } = {}) {
  installPackages();
  run("Compiling the kernels", pinnedNode, [join("scripts", "build-kernels.mjs")]);
  if (web) buildWeb();
}

function installPackages() {
  const wanted = digestOf([join(repositoryRoot, "package-lock.json")]);
  if (existsSync(pinnedNode) && readStamp("packages") === wanted) return;
  console.log("Installing packages from the lockfile (npm ci) ...");
  run("npm ci", "npm", ["ci", "--no-fund", "--no-audit", "--loglevel=error"], { shell: process.platform === "win32" });
  if (!existsSync(pinnedNode)) run("Installing the pinned Node", "npm", ["rebuild", "node"]);
  writeStamp("packages", wanted);
}

const WEB_INPUTS = ["ndarray", "blosc2", "protocol", "client", "plot", "web"];

function buildWeb() {
  const packages = join(repositoryRoot, "packages");
  const sources = WEB_INPUTS.flatMap((name) => filesBelow(join(packages, name, "src")));
  const config = ["index.html", "vite.config.ts", "package.json"].map((name) => join(packages, "web", name));
  const wanted = digestOf([...sources, ...config, ...filesBelow(join(packages, "web", "public"))]);
  if (existsSync(join(packages, "web", "dist", "index.html")) && readStamp("web") === wanted) return;
  console.log("Building the web GUI ...");
  const vite = join("node_modules", "vite", "bin", "vite.js");
  run("Building the web GUI", pinnedNode, [vite, "build", join("packages", "web"), "--logLevel", "warn"], {
    env: pinnedEnvironment(),
  });
  writeStamp("web", wanted);
}

function filesBelow(directory) {
  if (!existsSync(directory)) return [];
  return readdirSync(directory, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort();
}

function digestOf(files) {
  const hash = createHash("sha256");
  for (const file of files) {
    if (!existsSync(file)) continue;
    hash.update(relative(repositoryRoot, file)).update("\0").update(readFileSync(file)).update("\0");
  }
  return hash.digest("hex");
}

function readStamp(name) {
  const file = join(stamps, name);
  return existsSync(file) ? readFileSync(file, "utf8") : undefined;
}

function writeStamp(name, value) {
  mkdirSync(stamps, { recursive: true });
  writeFileSync(join(stamps, name), value);
}
