import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const DIST = new URL("../dist/", import.meta.url);

/** Why there is no build to test; undefined when there is one. With CI set a missing build is a failure. */
export const noBuild: string | undefined =
  existsSync(fileURLToPath(new URL("index.html", DIST))) || process.env.CI === "true"
    ? undefined
    : "the GUI is not built (npm run build:web)";

/** One entry of Vite's manifest. */
interface Chunk {
  readonly file: string;
  readonly isEntry?: boolean;
  readonly css?: readonly string[];
  readonly imports?: readonly string[];
}

type Manifest = Readonly<Record<string, Chunk>>;

export function readManifest(): Manifest {
  return JSON.parse(text(".vite/manifest.json"));
}

/** Script and style that must be there before a chunk runs: itself, what it imports at once, their styles. */
export function filesOf(manifest: Manifest, name: string): Set<string> {
  const files = new Set<string>();
  const add = (key: string) => {
    const chunk = manifest[key];
    if (chunk === undefined || files.has(chunk.file)) return;
    files.add(chunk.file);
    for (const style of chunk.css ?? []) files.add(style);
    for (const next of chunk.imports ?? []) add(next);
  };
  add(name);
  return files;
}

/** The scripts of workers: they start with the first data and are not in the manifest. */
export function workers(): Set<string> {
  const names = readdirSync(fileURLToPath(new URL("assets/", DIST))).filter((name) => /^worker-.*\.js$/.test(name));
  return new Set(names.map((name) => `assets/${name}`));
}

export function gzipBytes(files: Iterable<string>): number {
  let bytes = 0;
  for (const file of files)
    bytes += gzipSync(readFileSync(fileURLToPath(new URL(file, DIST))), { level: 9 }).byteLength;
  return bytes;
}

export function text(file: string): string {
  return readFileSync(fileURLToPath(new URL(file, DIST)), "utf8");
}
