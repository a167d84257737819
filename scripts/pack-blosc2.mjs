/**
 * `npm run pack:blosc2 [-- DIRECTORY]`: packs `packages/blosc2` as a package of its own, compiled to JavaScript with
 * types, `@caterva2/ndarray` inside. Leaves the tarball in DIRECTORY (`packages/blosc2/dist`) and prints its path.
 */
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const source = join(root, "packages", "blosc2");
const target = resolve(process.argv[2] ?? join(source, "dist"));
const build = join(target, "build");
const folder = join(target, "package");

rmSync(build, { recursive: true, force: true });
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
run("scripts/build-kernels.mjs");
run("node_modules/typescript/bin/tsc", "-p", join(source, "tsconfig.pack.json"), "--outDir", build);
for (const name of ["blosc2", "ndarray"]) cpSync(join(build, name, "src"), join(folder, name), { recursive: true });
for (const path of files(folder)) linkNdarray(path);
writeFileSync(join(folder, "package.json"), `${JSON.stringify(manifest(), null, 2)}\n`);
cpSync(join(source, "README.md"), join(folder, "README.md"));
cpSync(join(root, "LICENSE"), join(folder, "LICENSE"));
rmSync(build, { recursive: true });
console.log(join(target, pack()));

function run(...command) {
  const { status } = spawnSync(process.execPath, command, { cwd: root, stdio: ["ignore", "ignore", "inherit"] });
  if (status !== 0) throw new Error(`${command[0]} failed`);
}

function files(directory) {
  return readdirSync(directory, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

/** Imports of `@caterva2/ndarray` go to the copy inside; the compiler leaves those of declarations as they were. */
function linkNdarray(path) {
  const to = relative(dirname(path), join(folder, "ndarray", "index.js"))
    .split(sep)
    .join("/");
  const text = readFileSync(path, "utf8");
  const linked = text.replaceAll(/(["'])@caterva2\/ndarray\1/g, `"${to.startsWith(".") ? to : `./${to}`}"`);
  writeFileSync(path, path.endsWith(".d.ts") ? linked.replaceAll(/(["'])(\.[^"']*)\.ts\1/g, '"$2.js"') : linked);
}

/** The manifest of the workspace with its doors moved to what was compiled. */
function manifest() {
  const { name, version, license, exports: doors, optionalDependencies } = readJson(join(source, "package.json"));
  return {
    name,
    version,
    description: "Blosc2 in JavaScript: chunks, frames, n-dimensional arrays; in Node and in browsers.",
    license,
    type: "module",
    sideEffects: false,
    engines: { node: ">=24" },
    exports: moved(doors),
    files: ["blosc2", "ndarray"],
    optionalDependencies,
  };
}

function moved(door) {
  if (typeof door === "object") return Object.fromEntries(Object.entries(door).map(([key, to]) => [key, moved(to)]));
  const path = door.replace("./src/", "./blosc2/").replace(/\.ts$/, "");
  return { types: `${path}.d.ts`, default: `${path}.js` };
}

function readJson(path) {
  return JSON.parse(readFileSync(path, "utf8"));
}

/** @returns the tarball's name in `target` */
function pack() {
  const npm = process.platform === "win32" ? "npm.cmd" : "npm";
  const args = ["pack", "--json", "--ignore-scripts", "--offline", "--pack-destination", target];
  const { status, stdout, stderr } = spawnSync(npm, args, { cwd: folder, encoding: "utf8" });
  if (status !== 0) throw new Error(`npm pack failed: ${stderr}`);
  const packed = JSON.parse(stdout);
  const [entry] = Array.isArray(packed) ? packed : Object.values(packed);
  return entry.filename;
}
